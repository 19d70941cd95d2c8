/** Makes the built-in matchers into methods: our quick verdict first, Jest when it is not what was wanted. */
import { realIs } from '../intrinsics.ts';
import { Assertion } from './assertion.ts';
import { NO, UNSURE, YES, type Verdict } from './comparison.ts';
import { iterablesUntil28 } from './iterables-until-28.ts';
import { askJest, judge, notYet, subjectWith, type Call, type Subject } from './judge.ts';
import { withoutOwnFrames } from './own-frames.ts';
import { builtInOverrides, currentRegistry, customMatcher } from './registry.ts';
import { removedAliases } from './removed-aliases.ts';
import { currentCounts } from './state.ts';
import {
  catchThrown,
  isError,
  replay,
  thrownByPromise,
  toThrowCode,
  toThrowCodeVerdict,
  toThrowVerdict,
  type Thrown,
} from './thrown.ts';
import type { MatchersObject, RawMatcher } from './types.ts';
import { verdicts, type Decide } from './verdicts.ts';

export function defineBuiltInMatchers(): void {
  for (const [name, quick] of Object.entries(verdicts)) define(name, decided(quick));
  // The most frequent one, without a list of arguments.
  addMethod('toBe', toBe);
  define('toThrow', throwing(toThrowVerdict, askJest));
  define('toThrowCode', throwing(toThrowCodeVerdict, askAboutCode));
}

/** The aliases that Jest had until version 29. For suites that were written for it. */
export function enableRemovedAliases(): void {
  for (const [alias, name] of Object.entries(removedAliases)) {
    const quick = verdicts[name];
    const run = quick === undefined ? throwing(toThrowVerdict, askJest) : decided(quick);
    define(alias, (subject, call) => run(subject, { ...call, name, alias }));
  }
}

/** Until version 29 Jest looked for items also in objects that only look like lists. */
export function acceptArrayLikes(): void {
  for (const name of ['toContain', 'toContainEqual']) {
    const quick = verdicts[name];
    if (quick === undefined) continue;
    const run = decided(quick);
    define(name, (subject, call) => run(subjectWith(subject, listOf(subject.actual)), call));
  }
}

/** Until version 28 Jest did not look at what else an iterable has. */
export function compareIterablesByItems(): void {
  currentRegistry().olderTesters = [iterablesUntil28];
}

function listOf(actual: unknown): unknown {
  const isObject = typeof actual === 'object' && actual !== null;
  if (!isObject || Symbol.iterator in actual || !('length' in actual)) return actual;
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- whatever its length is, as Jest did
  return Array.from(actual as ArrayLike<unknown>);
}

/**
 * Adds matchers for all files, as methods that are found before those of a file.
 * @param options `internal`: errors that they throw get a stack that begins at the user's line
 */
export function registerMatchers(
  matchers: MatchersObject,
  options: { readonly internal: true },
): void {
  for (const [name, matcher] of Object.entries(matchers)) {
    const how = { matcher, isInternal: options.internal };
    const isAboutThrown = name.startsWith('toThrowError');
    define(name, (subject, call) => {
      // These take a rejected promise's error where they expect a function otherwise; as in Jest, a third argument says so.
      const args =
        isAboutThrown && subject.origin.promise !== '' ? [call.args[0], true] : call.args;
      return judge(subject, { ...call, args }, how);
    });
  }
}

type Run = (subject: Subject, call: Call) => unknown;

function define(name: string, run: Run): void {
  const method = function (this: Assertion, ...args: unknown[]): unknown {
    const call = { name, args, method };
    return overrideOf(name) === undefined ? run(this, call) : runOverride(this, call);
  };
  addMethod(name, method);
}

function addMethod(name: string, value: Function): void {
  Object.defineProperty(Assertion.prototype, name, { configurable: true, writable: true, value });
}

function toBe(this: Assertion, ...args: readonly unknown[]): unknown {
  const holds = realIs(this.actual, args[0]);
  if (holds === this.wanted && builtInOverrides.size === 0) return pass(this);
  const call = { name: 'toBe', args, method: toBe };
  return overrideOf('toBe') === undefined
    ? decide(this, call, holds ? YES : NO)
    : runOverride(this, call);
}

/** A file may have its own matcher under the name of a built-in one. */
function overrideOf(name: string): RawMatcher | undefined {
  return builtInOverrides.size > 0 && builtInOverrides.has(name) ? customMatcher(name) : undefined;
}

function runOverride(subject: Subject, call: Call): unknown {
  const matcher = overrideOf(call.name);
  return matcher === undefined ? undefined : judge(subject, call, { matcher, isInternal: false });
}

function decided(quick: Decide): Run {
  return (subject, call) =>
    decide(subject, call, verdictOrUnsure(quick, subject.actual, call.args));
}

function decide(subject: Subject, call: Call, verdict: Verdict): unknown {
  return verdict === (subject.wanted ? YES : NO) ? pass(subject) : askJest(subject, call, verdict);
}

/** What the user's getters and matchers throw, they will throw again when Jest runs them, which reports it. */
function verdictOrUnsure(quick: Decide, actual: unknown, args: readonly unknown[]): Verdict {
  try {
    return quick(actual, args);
  } catch {
    return UNSURE;
  }
}

function pass({ origin }: Subject): void {
  if (origin.trial === undefined) (origin.test ?? currentCounts()).assertionCalls++;
}

/** Runs the received function once; who decides sees a function that does the same again. */
function throwing(quick: (thrown: Thrown, args: readonly unknown[]) => Verdict, ask: Ask): Run {
  return (subject, call) => {
    const thrown = outcomeOf(subject);
    if (thrown === 'not-a-function') return ask(subject, call, UNSURE);
    const verdict = verdictOrUnsure((_, args) => quick(thrown, args), undefined, call.args);
    if (verdict === (subject.wanted ? YES : NO)) return pass(subject);
    const replayed = subjectWith(subject, replay(thrown));
    return withoutOwnFrames(thrown?.value, () => ask(replayed, call, verdict));
  };
}

function outcomeOf({ actual, origin }: Subject): Thrown | 'not-a-function' {
  if (origin.promise !== '') return thrownByPromise(actual);
  return typeof actual === 'function' ? catchThrown(actual) : 'not-a-function';
}

type Ask = (subject: Subject, call: Call, verdict: Verdict) => unknown;

/** `toThrowCode` is ours; besides functions it takes errors. */
const askAboutCode: Ask = (subject, call, verdict) => {
  const { actual } = subject;
  if (subject.origin.trial === 'quick' && verdict !== UNSURE) throw notYet;
  const received = isError(actual) ? replay({ value: actual }) : actual;
  return judge(subjectWith(subject, received), call, {
    matcher: toThrowCode,
    isInternal: true,
  });
};
