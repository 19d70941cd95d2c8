/**
 * What a test file adds to `expect`: own matchers, rules of equality, state. Jest keeps these in one object on
 * `globalThis`, which would carry one file's matchers into the next; here the property is a view of the current
 * file's own, so that a second copy of Jest's `expect` (a user's, or ours in its chunk) sees the same.
 */
import { currentFileScope, fileSlot, noteAddition } from '../api/scope.ts';
import { createState } from './state.ts';
import type { MatchersObject, MatcherState, RawMatcher, Tester } from './types.ts';

export interface MatcherRegistry {
  readonly matchers: MatchersObject;
  readonly customEqualityTesters: Tester[];
  /** Those that Jest itself had in the version that the file was written for: asked where ours is not sure. */
  olderTesters: readonly Tester[];
  readonly state: MatcherState;
  /** Properties that user code put on `expect`. */
  readonly statics: Map<PropertyKey, unknown>;
}

const slot = Symbol('ztest.expect');
const jestGlobal = Symbol.for('$$jest-matchers-object');
/** How Jest marks its own matchers. */
const internalFlag = Symbol.for('$$jest-internal-matcher');
/** For code that runs while no file is loaded. */
let outside: MatcherRegistry | undefined;
/** Saves the look-up for as long as nobody in this process has added a rule of equality. */
let mayHaveTesters = false;

/** What is registered by the calling code's file. */
export function currentRegistry(): MatcherRegistry {
  return currentFileScope() === undefined
    ? (outside ??= createRegistry())
    : fileSlot(slot, createRegistry);
}

/** The file's own matcher of this name, if it has one. */
export function customMatcher(name: PropertyKey): RawMatcher | undefined {
  if (typeof name !== 'string') return undefined;
  const { matchers } = currentRegistry();
  const matcher = Object.hasOwn(matchers, name) ? matchers[name] : undefined;
  return matcher !== undefined && !isJestsOwn(matcher) ? matcher : undefined;
}

/** Built-in matchers that some file of this process has replaced for itself. */
export const builtInOverrides = new Set<string>();

const none: Tester[] = [];
/** The rules of equality of the current file. Do not change the list. */
export function customTesters(): Tester[] {
  return mayHaveTesters ? currentRegistry().customEqualityTesters : none;
}

/** The same with those of older versions of Jest, for its own matchers. */
export function testersForJest(): Tester[] {
  const { olderTesters } = currentRegistry();
  return olderTesters.length === 0 ? customTesters() : [...customTesters(), ...olderTesters];
}

export function addTesters(testers: readonly Tester[]): void {
  const given: unknown = testers;
  if (!Array.isArray(given)) {
    const type = typeName(given);
    throw new TypeError(
      `expect.customEqualityTesters: Must be set to an array of Testers. Was given "${type}"`,
    );
  }
  mayHaveTesters = true;
  noteAddition();
  currentRegistry().customEqualityTesters.push(...testers);
}

/** @param isBuiltIn whether ztest itself has a matcher of this name, which the file then replaces for itself */
export function addMatchers(matchers: MatchersObject, isBuiltIn: (name: string) => boolean): void {
  noteAddition();
  for (const [name, matcher] of Object.entries(matchers)) {
    if (typeof matcher !== 'function') {
      const type = typeName(matcher);
      throw new TypeError(
        `expect.extend: \`${name}\` is not a valid matcher. Must be a function, is "${type}"`,
      );
    }
    if (isBuiltIn(name)) builtInOverrides.add(name);
    currentRegistry().matchers[name] = matcher;
  }
}

/** What Jest calls the type of a value that is wrong. */
function typeName(value: unknown): string {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'array';
  const isKnownClass = value instanceof RegExp || value instanceof Map || value instanceof Set;
  return isKnownClass || value instanceof Date
    ? value.constructor.name.toLowerCase()
    : typeof value;
}

function isJestsOwn(matcher: RawMatcher): boolean {
  return Object.getOwnPropertyDescriptor(matcher, internalFlag)?.value === true;
}

function createRegistry(): MatcherRegistry {
  const matchers: MatchersObject = Object.assign({ __proto__: null }, otherCopies());
  latest = {
    matchers,
    customEqualityTesters: [],
    olderTesters: [],
    state: createState(),
    statics: new Map(),
  };
  return latest;
}

let latest: MatcherRegistry | undefined;
const ofOtherCopies: MatchersObject = {};

/**
 * What other copies of Jest's `expect` in this process have put into the registry for themselves when they were
 * loaded. A package is loaded once, for all files, and would miss them in the next one.
 */
function otherCopies(): MatchersObject {
  for (const [name, matcher] of Object.entries(latest?.matchers ?? {})) {
    if (isJestsOwn(matcher)) ofOtherCopies[name] = matcher;
  }
  return ofOtherCopies;
}

// Not configurable: what puts globals back between two files must leave it alone. It is there already when ztest
// tests itself, and when Jest runs this code.
if (!Object.hasOwn(globalThis, jestGlobal)) {
  Object.defineProperty(globalThis, jestGlobal, { get: currentRegistry });
}
