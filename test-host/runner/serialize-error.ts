/**
 * Whatever was thrown, as data. Nothing that a thrown value does when it is looked at (a throwing getter, a proxy,
 * a cycle) may get out of here: the run depends on it.
 */
import { hintForMissingMatcher } from '../expect/file-matchers.ts';
import { stripVTControlCharacters } from 'node:util';
import { CodedError } from '../api/coded-error.ts';
import type { Location, SerializedError, StackFrame } from '../protocol.ts';
import { printThrown, readProperty, readText } from './look-at-value.ts';
import type { FrameOptions } from './stack-frames.ts';
import { parseStack } from './stack-frames.ts';

export interface SerializeOptions extends FrameOptions {
  /** What an assertion expected and got, printed; asked for errors that look like one. */
  diffOf(error: unknown): SerializedError['diff'] | undefined;
  /** Where a function stands; asked for an error none of whose frames is the user's. */
  locate?(fn: unknown): Location | undefined;
  /** The function that failed. */
  readonly failed?: unknown;
}

const MAX_MESSAGE = 100_000;
const MAX_DEPTH = 8;
const MAX_MEMBERS = 50;
const MAX_PROPERTIES = 20;
const MAX_FRAMES = 50;

/** Shown elsewhere, or of no use to a reader. */
const HIDDEN_PROPERTIES = new Set([
  'name',
  'message',
  'stack',
  'code',
  'hint',
  'location',
  'cause',
  'errors',
  'matcherResult',
  'expected',
  'actual',
  'operator',
  'generatedMessage',
  'diff',
  'showDiff',
  'toJSON',
]);

export function serializeError(error: unknown, options: SerializeOptions): SerializedError {
  const serialized = serialize(error, { ...options, ancestors: [] });
  if (serialized.stack.length > 0) return serialized;
  const fn = (error instanceof CodedError ? error.about : undefined) ?? options.failed;
  const place = fn === undefined ? undefined : options.locate?.(fn);
  return place === undefined ? serialized : { ...serialized, stack: [place] };
}

interface Walk extends SerializeOptions {
  /** The errors whose cause or member this is. */
  readonly ancestors: readonly unknown[];
}

function serialize(error: unknown, walk: Walk): SerializedError {
  if (!isErrorLike(error)) {
    return { name: 'Error', message: cut(`thrown: ${printThrown(error)}`), stack: [] };
  }
  if (walk.ancestors.includes(error)) {
    return { name: 'Error', message: '[Circular: an error that is its own cause]', stack: [] };
  }
  const inner: Walk = { ...walk, ancestors: [...walk.ancestors, error] };
  const cause = inner.ancestors.length < MAX_DEPTH ? readProperty(error, 'cause') : undefined;
  const errors = inner.ancestors.length < MAX_DEPTH ? readProperty(error, 'errors') : undefined;
  const code = readCode(error);
  const message = stripVTControlCharacters(readText(error, 'message') ?? '');
  const hint = readText(error, 'hint') ?? hintForMissingMatcher(message) ?? hintOfImport(message);
  const diff = readDiff(error, walk);
  const properties = readProperties(error);
  return {
    name: readText(error, 'name') ?? 'Error',
    message: cut(asWritten(message)),
    ...(code === undefined ? {} : { code }),
    stack: readFrames(error, walk),
    ...(diff === undefined ? {} : { diff }),
    ...(hint === undefined ? {} : { hint }),
    ...(cause === undefined || cause === null ? {} : { cause: serialize(cause, inner) }),
    ...(Array.isArray(errors) && errors.length > 0
      ? { errors: errors.slice(0, MAX_MEMBERS).map((member: unknown) => serialize(member, inner)) }
      : {}),
    ...(properties === undefined ? {} : { properties }),
  };
}

/** Errors of other realms and libraries are told by what they have, not by their class. */
function isErrorLike(value: unknown): value is object {
  if (typeof value !== 'object' || value === null) return false;
  return readText(value, 'message') !== undefined || readText(value, 'stack') !== undefined;
}

function readFrames(error: object, walk: Walk): readonly StackFrame[] {
  const stack = readText(error, 'stack');
  const message = readText(error, 'message') ?? '';
  // Lines of the message may look like frames.
  const at = stack === undefined || message === '' ? -1 : stack.indexOf(message);
  const frames = parseStack(
    at < 0 ? (stack ?? '') : (stack ?? '').slice(at + message.length),
    walk,
  );
  if (frames.length > 0 || !(error instanceof CodedError) || error.location === undefined)
    return frames.slice(0, MAX_FRAMES);
  return [error.location];
}

function readCode(error: object): string | undefined {
  const code = readText(error, 'ztestCode') ?? readProperty(error, 'code');
  return typeof code === 'string' && code.length < 100 ? code : undefined; // DOMException's is a number
}

function readDiff(error: object, walk: Walk): SerializedError['diff'] | undefined {
  try {
    return walk.diffOf(error);
  } catch {
    return undefined; // a value that cannot be printed: the message has to do
  }
}

function readProperties(error: object): Record<string, string> | undefined {
  let keys: string[];
  try {
    keys = Object.keys(error);
  } catch {
    return undefined; // a hostile proxy
  }
  const shown = keys.filter((key) => !HIDDEN_PROPERTIES.has(key)).slice(0, MAX_PROPERTIES);
  if (shown.length === 0) return undefined;
  const printed = shown.map((key) => [key, printThrown(readProperty(error, key))] as const);
  return Object.fromEntries(printed);
}

/** What the transformer makes of `add` where it was imported and is called, or made an instance of. */
const CALLED_IMPORT = /(?:\(0 ?, ?(?:import_[\w$]+|[\w$]+_\d+)|\bimport_[\w$]+)\.([\w$.]+)\)?/;

function asWritten(message: string): string {
  return message.replace(CALLED_IMPORT, (_whole, name: string) =>
    name === 'default' ? 'The imported default export' : name,
  );
}

function hintOfImport(message: string): string | undefined {
  if (!CALLED_IMPORT.test(message) || !/ is not a (function|constructor)/.test(message))
    return undefined;
  return 'It is imported: does that module export it, under this name?';
}

function cut(message: string): string {
  if (message.length <= MAX_MESSAGE) return message;
  const rest = message.length - MAX_MESSAGE;
  return `${message.slice(0, MAX_MESSAGE)}\n… (${rest} more characters left out)`;
}
