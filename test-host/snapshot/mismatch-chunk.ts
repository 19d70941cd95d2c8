/**
 * What a failed snapshot matcher says: entry of the chunk `snapshot-mismatch`, loaded by the first failure.
 * The sentences and their layout are those that Jest prints, without colours, so that editors, reporters and
 * people that know them find what they look for.
 */
import { getObjectSubset } from '@jest/expect-utils';
import { getType } from '@jest/get-type';
import { diffLinesUnified } from 'jest-diff';
import { replaceMatchedToAsymmetricMatcher } from 'jest-matcher-utils';
import { diffOptions, isLineDiffable, printLabelled, printSnapshotDiff } from './mismatch-diff.ts';
import type { MatcherArguments, MatcherCall } from './match.ts';
import { serializeForMessage } from './serialize.ts';
import { escapeTemplate } from './snap-format.ts';
import type { MatchResult } from './state-types.ts';

export function describeMismatch(
  call: MatcherCall,
  args: MatcherArguments,
  { result, received }: { readonly result: MatchResult; readonly received: unknown },
): string {
  const name =
    call.name === 'toMatchFileSnapshot'
      ? `Snapshot file: ${result.key}`
      : nameOf(call, args, result.count);
  const head = `${hintOf(call, args)}\n\n${name}\n\n`;
  if (result.expected === undefined) {
    return (
      `${head}New snapshot was not written. The update flag must be explicitly passed to write a new snapshot.\n\n` +
      'This is likely because this test is run in a continuous integration (CI) environment in which snapshots are ' +
      `not written by default.\n\nReceived:${result.actual.includes('\n') ? '\n' : ' '}${result.actual}`
    );
  }
  return (
    head +
    printSnapshotDiff(
      { expected: result.expected, actual: result.actual, received },
      call.serialize,
    )
  );
}

export function describeProperties(
  call: MatcherCall,
  args: MatcherArguments & { readonly properties: object },
  { received, count }: { readonly received: unknown; readonly count: number },
): string {
  return `${hintOf(call, args)}\n\n${nameOf(call, args, count)}\n\n${printPropertiesDiff(call, args.properties, received)}`;
}

export function notWithNot(call: MatcherCall, args: MatcherArguments): Error {
  return matcherError(hintOf(call, args), 'Snapshot matchers cannot be used with not');
}

export function receivedIsNoObject(
  call: MatcherCall,
  args: MatcherArguments,
  received: unknown,
): Error {
  const what = 'received value must be an object when the matcher has properties';
  return matcherError(hintOf(call, args), what, printWithType(call, 'Received', received));
}

export function receivedIsNoFunction(call: MatcherCall, received: unknown): Error {
  return matcherError(
    hintOf(call, {}),
    'received value must be a function',
    printWithType(call, 'Received', received),
  );
}

export function didNotThrow(call: MatcherCall, args: MatcherArguments): Error {
  return new Error(`${hintOf(call, args)}\n\nReceived function did not throw`);
}

export function propertiesAreNoObject(call: MatcherCall, args: readonly unknown[]): Error {
  const [properties] = args;
  const second = call.name === 'toMatchSnapshot' ? 'hint' : 'snapshot';
  let printed = printWithType(call, 'Expected properties', properties);
  if (second === 'hint' && args.length === 2 && (properties === undefined || properties === null)) {
    printed += "\n\nTo provide a hint without properties: toMatchSnapshot('hint')";
  }
  const head = matcherHint(call, args.length === 2 ? ['properties', second] : ['properties']);
  return matcherError(head, 'Expected properties must be an object', printed);
}

export function snapshotIsNoString(call: MatcherCall, snapshot: unknown): Error {
  const head = matcherHint(
    call,
    call.name === 'toMatchInlineSnapshot' ? ['properties', 'snapshot'] : ['snapshot'],
  );
  const printed = printWithType(call, 'Inline snapshot', snapshot);
  return matcherError(head, 'Inline snapshot must be a string', printed);
}

export function pathIsNoString(call: MatcherCall, path: unknown): Error {
  return matcherError(
    matcherHint(call, ['path']),
    'path must be a string',
    printWithType(call, 'Path', path),
  );
}

function printPropertiesDiff(call: MatcherCall, properties: object, received: unknown): string {
  const labels = { a: 'Expected properties', b: 'Received value' };
  if (!isLineDiffable(properties) || !isLineDiffable(received)) {
    const print = (value: unknown) => serializeForMessage(value, call.serialize, true);
    return printLabelled(labels, print(properties), print(received));
  }
  const { replacedExpected, replacedReceived } = replaceMatchedToAsymmetricMatcher(
    properties,
    received,
    [],
    [],
  );
  const linesOf = (value: unknown) => serializeForMessage(value, call.serialize, false).split('\n');
  return diffLinesUnified(
    linesOf(replacedExpected),
    linesOf(getObjectSubset(replacedReceived, replacedExpected)),
    diffOptions(labels),
  );
}

function nameOf(call: MatcherCall, { hint = '' }: MatcherArguments, count: number): string {
  const separator = call.testName !== '' && hint !== '' ? ': ' : '';
  return `Snapshot name: \`${escapeTemplate(call.testName)}${separator}${escapeTemplate(hint)} ${count}\``;
}

function hintOf(call: MatcherCall, { properties, hint, snapshot }: MatcherArguments): string {
  const text = hint ? 'hint' : snapshot === undefined ? undefined : 'snapshot';
  const args =
    call.name === 'toMatchFileSnapshot' ? ['path'] : properties === undefined ? [] : ['properties'];
  return matcherHint(call, text === undefined ? args : [...args, text]);
}

function matcherHint({ name, context }: MatcherCall, args: readonly string[]): string {
  const promise = context.promise ? `.${context.promise}` : '';
  const not = context.isNot === true ? '.not' : '';
  return `expect(received)${promise}${not}.${name}(${args.join(', ')})`;
}

function matcherError(hint: string, generic: string, specific?: string): Error {
  return new Error(
    `${hint}\n\nMatcher error: ${generic}${specific === undefined ? '' : `\n\n${specific}`}`,
  );
}

function printWithType(call: MatcherCall, label: string, value: unknown): string {
  const type =
    value === null || value === undefined ? '' : `${label} has type:  ${getType(value)}\n`;
  return `${type}${label} has value: ${serializeForMessage(value, call.serialize, label !== 'Inline snapshot')}`;
}
