/** The matchers themselves. Their passing path serialises and compares; messages are in a chunk of their own. */
import { isNativeError } from 'node:util/types';
import type { TestScope } from '../api/scope.ts';
import { lazyChunk } from '../lazy-chunk.ts';
import type { Attempt } from './attempts.ts';
import { catchThrown } from '../expect/thrown.ts';
import { makeCallError } from './call-error.ts';
import type { NamedFile } from './disk.ts';
import { mergeProperties } from './merge-properties.ts';
import type * as MismatchChunk from './mismatch-chunk.ts';
import { serializeSnapshot, type SerializeOptions } from './serialize.ts';
import type { SnapshotDialect } from './snap-format.ts';
import type { SnapshotState } from './state.ts';
import type { MatchResult } from './state-types.ts';

export type MatcherName =
  | 'toMatchSnapshot'
  | 'toMatchInlineSnapshot'
  | 'toThrowErrorMatchingSnapshot'
  | 'toThrowErrorMatchingInlineSnapshot'
  | 'toMatchFileSnapshot';

/** What a snapshot matcher needs of the `this` that `expect` gives to matchers. */
export interface SnapshotMatcherContext {
  readonly isNot?: boolean | undefined;
  /** Full name of the test, where it is not the running test's own. */
  readonly currentTestName?: string | undefined;
  readonly promise?: string | undefined;
  /** The test that the assertion is bound to; by default the one that runs now. */
  readonly test?: TestScope | undefined;
  /** Made where the assertion was called: what is called after an `await` has no such stack of its own. */
  readonly error?: Error | undefined;
  equals(a: unknown, b: unknown, customTesters?: never[]): boolean;
  readonly utils?: object;
}

/** One call of a matcher and all that it works with. */
export interface MatcherCall {
  readonly name: MatcherName;
  readonly context: SnapshotMatcherContext;
  readonly state: SnapshotState;
  readonly serialize: SerializeOptions;
  /** Titles joined as the dialect does; empty outside of tests. */
  readonly testName: string;
  readonly dialect: SnapshotDialect;
  readonly leavesCauses: boolean;
  readonly attempt: Attempt | undefined;
  readonly expectsFailure: boolean;
  /** True only when it is certain, and decided without Jest, that a value has these properties. */
  readonly surelyMatches: (received: object, properties: object) => boolean;
  /** A path that the test names, relative to its file. */
  readonly resolve: (path: string) => NamedFile;
}

/** What `expect` makes of it: a pass, or an error with this message. */
export interface MatcherOutcome {
  readonly pass: boolean;
  readonly message: () => string;
  readonly name?: string;
  readonly actual?: string;
  readonly expected?: string | undefined;
  readonly snapshotPath?: string;
}

/** What the arguments of a call mean. */
export interface MatcherArguments {
  readonly properties?: object | undefined;
  readonly hint?: string | undefined;
  /** The snapshot of an inline matcher. */
  readonly snapshot?: string | undefined;
}

export function runMatcher(
  call: MatcherCall,
  received: unknown,
  args: readonly unknown[],
): MatcherOutcome {
  switch (call.name) {
    case 'toMatchSnapshot':
      return matchValue(call, received, readPropertiesAndText(call, args, 'hint'));
    case 'toMatchInlineSnapshot':
      return matchValue(call, received, readPropertiesAndText(call, args, 'snapshot'));
    case 'toThrowErrorMatchingSnapshot':
      return matchError(call, toThrown(call, received, args), { hint: toHint(args[0]) });
    case 'toThrowErrorMatchingInlineSnapshot':
      return matchError(call, toThrown(call, received, args), {
        snapshot: readErrorSnapshot(call, args[0]),
      });
    case 'toMatchFileSnapshot':
      return matchFile(call, received, args);
  }
}

function matchValue(call: MatcherCall, received: unknown, args: MatcherArguments): MatcherOutcome {
  refuseNot(call, args);
  const { properties, hint } = args;
  let value = received;
  if (properties !== undefined) {
    if (typeof received !== 'object' || received === null)
      throw mismatch().receivedIsNoObject(call, args, received);
    if (
      !call.surelyMatches(received, properties) &&
      !meetsProperties(call.context, received, properties)
    ) {
      const { count } = call.state.fail(fullName(call, hint), call.attempt);
      return {
        pass: false,
        name: call.name,
        message: () =>
          mismatch().describeProperties(call, { ...args, properties }, { received, count }),
        ...snapshotPathOf(call),
      };
    }
    value = mergeProperties(received, properties);
  }

  const result = call.state.match({
    testName: fullName(call, hint),
    attempt: call.attempt,
    actual: serializeSnapshot(value, call.serialize),
    expectsFailure: call.expectsFailure,
    ...(isInline(call)
      ? { inline: { argument: args.snapshot, error: () => makeCallError(call.context.error) } }
      : {}),
  });
  return toOutcome(call, args, { result, received: value });
}

function matchError(call: MatcherCall, thrown: Thrown, args: MatcherArguments): MatcherOutcome {
  const { received, isSettled } = thrown;
  if (!isSettled && typeof received !== 'function')
    throw mismatch().receivedIsNoFunction(call, received);
  refuseNot(call, args);
  const error =
    isSettled || typeof received !== 'function' ? received : catchThrown(received)?.value;
  if (error === undefined) throw mismatch().didNotThrow(call, args);
  const isWhole = call.dialect === 'vitest' && !isMessage(args.snapshot);
  return matchValue(call, isWhole ? error : messageOf(error, call.leavesCauses), args);
}

/** Until version 1 Vitest stored what Jest does. */
function isMessage(snapshot: string | undefined): boolean {
  return snapshot !== undefined && snapshot.trim().startsWith('"');
}

interface Thrown {
  readonly received: unknown;
  /** It is what a promise was settled with, not a function to call. */
  readonly isSettled: boolean;
}

/** As in Jest a third argument says that the value comes from a promise. */
function toThrown(
  { context }: MatcherCall,
  received: unknown,
  [, fromPromise]: readonly unknown[],
): Thrown {
  const isAwaited = context.promise !== undefined && context.promise !== '';
  return {
    received,
    isSettled: fromPromise === true || (isAwaited && typeof received !== 'function'),
  };
}

function matchFile(call: MatcherCall, received: unknown, args: readonly unknown[]): MatcherOutcome {
  const [path, hint] = args;
  const meaning: MatcherArguments = { hint: toHint(hint) };
  refuseNot(call, meaning);
  if (typeof path !== 'string') throw mismatch().pathIsNoString(call, path);
  const result = call.state.matchFile(call.resolve(path), {
    testName: fullName(call, meaning.hint),
    attempt: call.attempt,
    actual: typeof received === 'string' ? received : serializeAsFile(received, call),
    expectsFailure: call.expectsFailure,
  });
  return toOutcome(call, meaning, { result, received });
}

/** A text file ends with a line break; those that Vitest has written do not. */
function serializeAsFile(received: unknown, { serialize, dialect }: MatcherCall): string {
  const text = serializeSnapshot(received, serialize).trim();
  return dialect === 'vitest' ? text : `${text}\n`;
}

function toOutcome(
  call: MatcherCall,
  args: MatcherArguments,
  { result, received }: { readonly result: MatchResult; readonly received: unknown },
): MatcherOutcome {
  if (result.pass) return passed;
  const { actual, expected } = result;
  return {
    pass: false,
    name: call.name,
    actual,
    expected,
    message: () => mismatch().describeMismatch(call, args, { result, received }),
    ...snapshotPathOf(call),
  };
}

const passed: MatcherOutcome = { pass: true, message: () => '' };

function isInline(call: MatcherCall): boolean {
  return (
    call.name === 'toMatchInlineSnapshot' || call.name === 'toThrowErrorMatchingInlineSnapshot'
  );
}

function snapshotPathOf(call: MatcherCall): { snapshotPath?: string } {
  return isInline(call) ? {} : { snapshotPath: call.state.path };
}

/** The name that the key is made of: a hint counts only inside of a test. */
function fullName({ testName, dialect }: MatcherCall, hint: string | undefined): string {
  const mark = dialect === 'vitest' ? ' > ' : ': ';
  return testName !== '' && hint ? testName + mark + hint : testName;
}

function readPropertiesAndText(
  call: MatcherCall,
  args: readonly unknown[],
  second: 'hint' | 'snapshot',
): MatcherArguments {
  const [first, text] = args;
  if (args.length === 0) return {};
  if (args.length === 1 && typeof first === 'string') return { [second]: first };
  if (typeof first !== 'object' || first === null)
    throw mismatch().propertiesAreNoObject(call, args);
  if (second === 'hint') return { properties: first, hint: toHint(text) };
  if (args.length > 1 && typeof text !== 'string') throw mismatch().snapshotIsNoString(call, text);
  return { properties: first, snapshot: typeof text === 'string' ? text : undefined };
}

function readErrorSnapshot(call: MatcherCall, snapshot: unknown): string | undefined {
  if (snapshot === undefined || typeof snapshot === 'string') return snapshot;
  throw mismatch().snapshotIsNoString(call, snapshot);
}

function toHint(value: unknown): string | undefined {
  if (value === undefined || value === null) return undefined;
  return typeof value === 'string' ? value : JSON.stringify(value);
}

function refuseNot(call: MatcherCall, args: MatcherArguments): void {
  if (call.context.isNot === true) throw mismatch().notWithNot(call, args);
}

function meetsProperties(
  context: SnapshotMatcherContext,
  received: object,
  properties: object,
): boolean {
  const testers = ['iterableEquality', 'subsetEquality'].map((name): unknown =>
    Reflect.get(context.utils ?? {}, name),
  );
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- Jest's testers, found by Jest's names
  return context.equals(received, properties, testers as never[]);
}

/** The message of an error and of what caused it; what is no error stands for itself. */
function messageOf(error: unknown, leavesCauses: boolean): unknown {
  if (typeof error !== 'object' || error === null) return error;
  let message: unknown = Reflect.get(error, 'message');
  if (leavesCauses) return message;
  let current: object = error;
  while ('cause' in current) {
    const { cause } = current;
    if (typeof cause === 'string') message = `${String(message)}\nCause: ${cause}`;
    if (!isErrorLike(cause)) break;
    message = `${String(message)}\nCause: ${cause.message}`;
    current = cause;
  }
  return message;
}

function isErrorLike(value: unknown): value is Error {
  return value instanceof Error || isNativeError(value);
}

function mismatch(): typeof MismatchChunk {
  return lazyChunk<typeof MismatchChunk>('snapshot-mismatch', './snapshot/mismatch-chunk.ts');
}
