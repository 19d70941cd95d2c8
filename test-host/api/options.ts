/** Reads the options of a test or suite: checks them, and joins them with what the suite above hands down. */
import type { TestConditions } from './types.ts';
import { nearestName } from './did-you-mean.ts';
import { parseDuration } from './duration.ts';
import { badNodeRange, badOption, unknownOption } from './messages.ts';
import { matchesNodeRange } from './node-range.ts';

/** Options of a node together with those of the suites above; nothing stands for "as configured". */
export interface NodeOptions {
  readonly timeout?: number;
  readonly retry?: RetryRule;
  readonly repeats?: number;
  readonly tags: readonly string[];
  readonly locks: readonly string[];
  readonly when: readonly TestConditions[];
}

export interface RetryRule {
  readonly count: number;
  /** Milliseconds between attempts. */
  readonly delay: number;
  readonly when?: (error: unknown) => boolean;
}

/** What an options object says about its own node only. */
export interface OwnOptions {
  readonly skip: boolean | string;
  readonly only: boolean;
  readonly todo: boolean;
  readonly fails: boolean;
  readonly concurrent: boolean | undefined;
}

const NOTHING_OWN: OwnOptions = {
  skip: false,
  only: false,
  todo: false,
  fails: false,
  concurrent: undefined,
};

const SUITE_KEYS = [
  'timeout',
  'tags',
  'retry',
  'repeats',
  'locks',
  'when',
  'mode',
  'concurrent',
  'sequential',
  'skip',
  'only',
  'todo',
];
const TEST_KEYS = [...SUITE_KEYS, 'fails'];
const CONDITION_KEYS = ['env', 'os', 'platform', 'arch', 'node'];

/**
 * @param what names the node in errors: `The test "adds"`
 * @param given a plain object, or a timeout
 */
export function readOptions(
  what: string,
  given: unknown,
  from: { readonly kind: 'test' | 'suite'; readonly inherited: NodeOptions },
): { readonly options: NodeOptions; readonly own: OwnOptions } {
  if (given === undefined) return { options: from.inherited, own: NOTHING_OWN };
  if (typeof given !== 'object' || given === null) {
    const timeout = readTimeout(what, given);
    return { options: { ...from.inherited, timeout }, own: NOTHING_OWN };
  }
  const values = new Map<string, unknown>(Object.entries(given));
  const known = from.kind === 'test' ? TEST_KEYS : SUITE_KEYS;
  for (const key of values.keys()) {
    if (!known.includes(key)) {
      throw unknownOption(what, { key, nearest: nearestName(key, known), known });
    }
  }
  return { options: joinOptions(what, values, from.inherited), own: readOwn(what, values) };
}

function joinOptions(
  what: string,
  values: ReadonlyMap<string, unknown>,
  inherited: NodeOptions,
): NodeOptions {
  const timeout = values.get('timeout');
  const retry = values.get('retry');
  const repeats = values.get('repeats');
  const when = values.get('when');
  return {
    ...inherited,
    ...(timeout === undefined ? {} : { timeout: readTimeout(what, timeout) }),
    ...(retry === undefined ? {} : { retry: readRetry(what, retry) }),
    ...(repeats === undefined ? {} : { repeats: readCount(what, 'repeats', repeats) }),
    tags: addAll(inherited.tags, readNames(what, 'tags', values.get('tags'))),
    locks: addAll(inherited.locks, readNames(what, 'locks', values.get('locks'))),
    when: when === undefined ? inherited.when : [...inherited.when, readConditions(what, when)],
  };
}

function readOwn(what: string, values: ReadonlyMap<string, unknown>): OwnOptions {
  const skip = values.get('skip');
  if (typeof skip !== 'string' && typeof skip !== 'boolean' && skip !== undefined) {
    throw badOption(what, 'skip', 'a boolean or the reason as a string');
  }
  return {
    skip: skip ?? false,
    only: readFlag(what, 'only', values) ?? false,
    todo: readFlag(what, 'todo', values) ?? false,
    fails: readFlag(what, 'fails', values) ?? false,
    concurrent: readConcurrency(what, values),
  };
}

function readConcurrency(what: string, values: ReadonlyMap<string, unknown>): boolean | undefined {
  const mode = values.get('mode');
  if (mode !== undefined && mode !== 'concurrent' && mode !== 'sequential') {
    throw badOption(what, 'mode', '"concurrent" or "sequential"');
  }
  const concurrent = readFlag(what, 'concurrent', values);
  const sequential = readFlag(what, 'sequential', values);
  if (mode === 'concurrent' || concurrent === true) return true;
  if (mode === 'sequential' || sequential === true || concurrent === false) return false;
  return undefined;
}

function readFlag(
  what: string,
  key: string,
  values: ReadonlyMap<string, unknown>,
): boolean | undefined {
  const value = values.get(key);
  if (value === undefined || typeof value === 'boolean') return value;
  throw badOption(what, key, 'a boolean');
}

export function readTimeout(what: string, value: unknown): number {
  const timeout = parseDuration(value);
  if (timeout !== undefined) return timeout;
  throw badOption(what, 'timeout', 'milliseconds or a duration such as "5s" or "2m" (0: no limit)');
}

/** Also for `jest.retryTimes`. */
export function readRetry(what: string, value: unknown): RetryRule {
  if (typeof value === 'number') return { count: readCount(what, 'retry', value), delay: 0 };
  if (typeof value !== 'object' || value === null) {
    throw badOption(what, 'retry', 'a number or { count, delay, when }');
  }
  const values = new Map<string, unknown>(Object.entries(value));
  const known = ['count', 'delay', 'when'];
  for (const key of values.keys()) {
    if (known.includes(key)) continue;
    throw unknownOption(`${what}: retry`, { key, nearest: nearestName(key, known), known });
  }
  const delay = values.get('delay');
  const milliseconds = delay === undefined ? 0 : parseDuration(delay);
  if (milliseconds === undefined) throw badOption(what, 'retry.delay', 'milliseconds or "100ms"');
  const count = readCount(what, 'retry.count', values.get('count'));
  const when = values.get('when');
  return when === undefined
    ? { count, delay: milliseconds }
    : { count, delay: milliseconds, when: readRetryCondition(what, when) };
}

function readRetryCondition(what: string, when: unknown): (error: unknown) => boolean {
  if (typeof when === 'function')
    return (error) => Boolean(Reflect.apply(when, undefined, [error]));
  if (typeof when === 'string') return (error) => messageOf(error).includes(when);
  if (when instanceof RegExp) {
    const pattern = new RegExp(when.source, when.flags.replace(/[gy]/g, '')); // stateless
    return (error) => pattern.test(messageOf(error));
  }
  throw badOption(what, 'retry.when', 'a regular expression, a string, or a function of the error');
}

export function messageOf(error: unknown): string {
  if (typeof error === 'object' && error !== null && 'message' in error)
    return String(error.message);
  return String(error);
}

function readCount(what: string, key: string, value: unknown): number {
  if (typeof value === 'number' && Number.isInteger(value) && value >= 0) return value;
  throw badOption(what, key, 'a whole number, 0 or more');
}

function readNames(what: string, key: string, value: unknown): readonly string[] {
  if (value === undefined) return [];
  const names: unknown[] = Array.isArray(value) ? value : [value];
  return names.map((name) => {
    if (typeof name === 'string' && name.trim() !== '') return name;
    throw badOption(what, key, 'a name or a list of names');
  });
}

function readConditions(what: string, value: unknown): TestConditions {
  if (typeof value !== 'object' || value === null) {
    throw badOption(what, 'when', 'an object of conditions such as { os: "linux", node: ">=22" }');
  }
  if ('node' in value && value.node !== undefined) {
    const range = value.node;
    if (typeof range !== 'string') throw badOption(what, 'when.node', 'a range such as ">=22"');
    if (matchesNodeRange('0.0.0', range) === undefined) throw badNodeRange(what, range);
  }
  for (const key of Object.keys(value)) {
    if (CONDITION_KEYS.includes(key)) continue;
    const nearest = nearestName(key, CONDITION_KEYS);
    throw unknownOption(`${what}: when`, { key, nearest, known: CONDITION_KEYS });
  }
  return value;
}

function addAll(inherited: readonly string[], own: readonly string[]): readonly string[] {
  return own.length === 0 ? inherited : [...new Set([...inherited, ...own])];
}
