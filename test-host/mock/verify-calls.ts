/**
 * Verification of calls, across as many mock functions as one likes: their order is known, because every call
 * has its place among all calls of the file.
 */
import { printCall, sameArguments } from './argument-equality.ts';
import { MockError } from './errors.ts';
import { isObject } from './objects.ts';
import { isMockFunction } from './spy.ts';
import type { Mock } from './types.ts';

/** A call that is expected: of a mock function, with these arguments or matchers for them. */
type ExpectedCall = readonly unknown[];

interface Call {
  readonly mock: Mock;
  readonly name: string;
  readonly args: readonly unknown[];
  readonly order: number;
}

/** Calls that a verification has accounted for, by their list of arguments, which no other call shares. */
const verified = new WeakSet<readonly unknown[]>();

/**
 * Checks that the calls were made in this order; others may lie between them. What is found counts as verified.
 *
 * @param subject a mock function (`expected` lists arguments), an object with mock functions (`expected` lists the
 *   name of a member, then arguments), or undefined (`expected` lists a mock function, then arguments)
 * @throws ZT1506 with all calls, marked where the order breaks
 */
export function verifyCalls(subject: object | undefined, expected: readonly ExpectedCall[]): void {
  const wanted = expected.map((call) => toWanted(subject, call));
  const mocks = new Map<Mock, string>();
  for (const { mock, name } of wanted) mocks.set(mock, name);
  if (subject !== undefined) for (const [mock, name] of mocksOf(subject)) mocks.set(mock, name);
  const calls = callsOf(mocks);

  let from = 0;
  const found: Call[] = [];
  for (const [index, { mock, args }] of wanted.entries()) {
    const at = calls.findIndex(
      (call, i) => i >= from && call.mock === mock && sameArguments(call.args, args),
    );
    const call = calls[at];
    if (call === undefined) throw missingCall({ wanted, index, calls, found });
    found.push(call);
    from = at + 1;
  }
  for (const { args } of found) verified.add(args);
}

/**
 * Checks that every call was verified by {@link verifyCalls}.
 *
 * @param subjects mock functions, or objects with mock functions
 * @throws ZT1507 with the calls that were not
 */
export function verifyNoMoreCalls(subjects: readonly object[]): void {
  const mocks = new Map(subjects.flatMap((subject) => [...mocksOf(subject)]));
  const calls = callsOf(mocks);
  const more = calls.filter((call) => !verified.has(call.args));
  if (more.length === 0) return;
  const all = calls.map((call) => `  ${verified.has(call.args) ? '  ' : '✗ '}${print(call)}`);
  const count = more.length === 1 ? '1 call was' : `${more.length} calls were`;
  throw new MockError(
    'ZT1507',
    `${count} not verified (✗), in the order of all calls:\n\n${all.join('\n')}`,
    {
      hint: 'Add it to verifyCalls if it is right; else something calls too much.',
    },
  );
}

interface Wanted {
  readonly mock: Mock;
  readonly name: string;
  readonly args: readonly unknown[];
}

function toWanted(subject: object | undefined, call: ExpectedCall): Wanted {
  if (isMockFunction(subject)) return { mock: subject, name: nameOf(subject), args: call };
  const [first, ...args] = call;
  if (subject === undefined) {
    if (isMockFunction(first)) return { mock: first, name: nameOf(first), args };
    throw notAMock('verifyCalls([[mockFunction, …arguments], …])', first);
  }
  if (typeof first !== 'string' && typeof first !== 'symbol')
    throw notAMock("verifyCalls(object, [['method', …arguments], …])", first);
  const mock: unknown = Reflect.get(subject, first);
  if (isMockFunction(mock)) return { mock, name: nameOf(mock, String(first)), args };
  throw new MockError('ZT1508', `\`${String(first)}\` of the object is not a mock function`, {
    hint: 'Spy on it with mock.spyOn, or make the object with mock.of.',
  });
}

/** The mock functions that `subject` is or has, also those in objects that `mock.of` made for it. */
function mocksOf(subject: object): Map<Mock, string> {
  const found = new Map<Mock, string>();
  collect(subject, 0);
  if (found.size === 0 && !isLazyMock(subject))
    throw notAMock('the verification of calls', subject);
  return found;

  function collect(value: object, depth: number): void {
    if (isMockFunction(value)) {
      if (found.has(value)) return;
      found.set(value, nameOf(value));
    }
    if (depth > 3) return;
    for (const [key, descriptor] of Object.entries(Object.getOwnPropertyDescriptors(value))) {
      const member: unknown = descriptor.value;
      if (!isMockFunction(member)) continue;
      if (isMockFunction(value) && key === '_protoImpl') continue;
      if (!found.has(member)) collect(member, depth + 1);
      found.set(member, nameOf(member, key));
    }
  }
}

/** One that `mock.of` made has no members before they are read. */
function isLazyMock(subject: object): boolean {
  return Object.keys(subject).length === 0;
}

function callsOf(mocks: ReadonlyMap<Mock, string>): Call[] {
  const calls: Call[] = [];
  for (const [mock, name] of mocks) {
    const { mock: state } = mock;
    state.calls.forEach((args, i) =>
      calls.push({ mock, name, args, order: state.invocationCallOrder[i] ?? 0 }),
    );
  }
  return calls.sort((a, b) => a.order - b.order);
}

function nameOf(mock: Mock, fallback = 'mock function'): string {
  const name = mock.getMockName();
  return name === 'jest.fn()' ? fallback : name;
}

function print(call: Wanted): string {
  return printCall(call.name, call.args);
}

interface Miss {
  readonly wanted: readonly Wanted[];
  readonly index: number;
  readonly calls: readonly Call[];
  readonly found: readonly Call[];
}

function missingCall({ wanted, index, calls, found }: Miss): MockError {
  const expected = wanted.map(
    (call, i) => `  ${i < index ? '✓ ' : i === index ? '✗ ' : '  '}${print(call)}`,
  );
  const actual = calls.map((call) => `  ${found.includes(call) ? '✓ ' : '  '}${print(call)}`);
  const miss = wanted[index];
  const isLate =
    miss !== undefined &&
    calls.some((call) => call.mock === miss.mock && sameArguments(call.args, miss.args));
  const what = isLate
    ? `Call ${index + 1} was made, but not after the ones before it`
    : `Call ${index + 1} of ${wanted.length} was not made`;
  return new MockError(
    'ZT1506',
    `${what}.\n\nExpected, in this order:\n${expected.join('\n')}\n\nMade:\n${actual.length === 0 ? '  (none)' : actual.join('\n')}`,
  );
}

function notAMock(where: string, value: unknown): MockError {
  const shown = isObject(value) ? `an object without mock functions` : String(value);
  return new MockError('ZT1508', `${where} needs mock functions, and was given ${shown}`, {
    hint: 'Make one with mock.fn, mock.spyOn or mock.of.',
  });
}
