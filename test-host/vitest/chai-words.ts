/**
 * In Vitest `expect(value)` is an assertion of Chai that knows Jest's matchers, too. Here it is ours: what it does not know
 * is said by the project's own Chai, which is loaded for it, and Jest's matchers are found behind Chai's words.
 */
import type { TestScope } from '../api/scope.ts';
import type { Expect } from '../expect/types.ts';

export interface ChaiExpect {
  (actual: unknown, message?: string): object;
}

type Word = (...args: readonly unknown[]) => unknown;

export interface ChaiOptions {
  readonly expect: Expect;
  readonly chai: () => ChaiExpect;
  readonly currentTest: () => TestScope | undefined;
}

export function withChai({ expect, chai, currentTest }: ChaiOptions): Expect {
  const begin = (actual: unknown, message?: string): object => {
    // Vitest counts here, whatever follows; ours are counted when they are called.
    let counted = currentTest();
    if (counted !== undefined) counted.assertionCalls++;
    const onOwn = (): void => {
      if (counted !== undefined) counted.assertionCalls--;
      counted = undefined;
    };
    return withWords({
      own: expect(actual),
      actual,
      isNegated: false,
      begun: () => chai()(actual, message),
      expect,
      chai,
      onOwn,
    });
  };
  Object.setPrototypeOf(begin, expect);
  Object.assign(begin, { oneOf: (values: readonly unknown[]) => oneOf(values, expect) });
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the other members are those of its prototype
  return begin as unknown as Expect;
}

interface Said {
  /** Our assertion. */
  readonly own: object;
  readonly actual: unknown;
  readonly isNegated: boolean;
  /** Chai's of the same value. */
  readonly begun: () => object;
  readonly expect: Expect;
  readonly chai: () => ChaiExpect;
  /** A word of ours is said. */
  readonly onOwn: () => void;
}

function withWords(said: Said): object {
  const { own, begun, onOwn } = said;
  return new Proxy(own, {
    get: (_, name): unknown => {
      if (name === 'not')
        return withWords({
          ...said,
          own: objectAt(own, 'not'),
          isNegated: true,
          begun: () => objectAt(begun(), 'not'),
        });
      if ((name === 'resolves' || name === 'rejects') && name in own)
        return withPromise(objectAt(own, name), name, said);
      if (isOfChai(name, own)) {
        const assertion = begun();
        if (name in assertion) return afterChai(assertion, name, said);
      }
      onOwn();
      return ownWord(said, name);
    },
  });
}

/** Our matcher; for what Jest calls a mistake, one that says of such values what Vitest says. */
function ownWord({ own, actual, expect, isNegated }: Said, name: string | symbol): unknown {
  const begin = (value: unknown): object => {
    const begun = expect(value);
    return isNegated ? objectAt(begun, 'not') : begun;
  };
  if (name === 'toMatchObject')
    return (expected: unknown, ...rest: readonly unknown[]): unknown => {
      const args = [expected, ...rest];
      if (isObject(actual) && isObject(expected)) return call(own, name, args);
      if (isRecord(expected)) return call(begin(viewOf(actual, expected)), name, args);
      return call(begin(actual), 'toEqual', [expected]);
    };
  const isAskedForElements = name === 'toContain' || name === 'toContainEqual';
  if (isAskedForElements && isObjectWithoutElements(actual))
    return (...args: readonly unknown[]) => call(begin(Array.from(actual)), name, args);
  return Reflect.get(own, name);
}

/** What is no object matches by its properties. */
function viewOf(actual: unknown, expected: object): object {
  const object: unknown = actual === null || actual === undefined ? {} : Object(actual);
  if (!isChain(object)) return {};
  const found = Object.keys(expected).filter((key) => key in object);
  return Object.fromEntries(found.map((key) => [key, Reflect.get(object, key)]));
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}

function isRecord(value: unknown): value is object {
  return isObject(value) && !Array.isArray(value) && !('$$typeof' in value);
}

function isObjectWithoutElements(value: unknown): value is ArrayLike<unknown> {
  return isObject(value) && !(Symbol.iterator in value);
}

function call(object: object, name: string, args: readonly unknown[]): unknown {
  const word: unknown = Reflect.get(object, name);
  return isWord(word) ? Reflect.apply(word, object, args) : undefined;
}

/** What is named as a matcher is ours, also where nobody knows it: we say what was probably meant. */
function isOfChai(name: string | symbol, own: object): name is string {
  return typeof name === 'string' && !/^(?:then|to[A-Z].*)$/.test(name) && !(name in own);
}

/** What a word of Chai's gives, which may be called, or be followed by other words. */
function afterChai(assertion: object, name: string, said: Said): unknown {
  const word: unknown = Reflect.get(assertion, name);
  return isChain(word) ? chainOf(word, assertion, said) : word;
}

function chainOf(word: object, receiver: object, said: Said): object {
  return new Proxy(word, {
    get: (target, name): unknown => {
      if (typeof name === 'symbol' || name in target) {
        const next: unknown = Reflect.get(target, name);
        return isChain(next) && !name.toString().startsWith('__')
          ? chainOf(next, target, said)
          : next;
      }
      const { expect } = said;
      if (!(name in said.own)) return Reflect.get(target, name);
      said.onOwn();
      const flags: unknown = Reflect.get(target, '__flags');
      const actual: unknown = Reflect.get(Object(flags), 'object');
      const begun = expect(actual);
      const isNegated = Reflect.get(Object(flags), 'negate') === true;
      const own = isNegated ? objectAt(begun, 'not') : begun;
      const word = ownWord({ ...said, own, actual, isNegated }, name);
      return isWord(word) ? (...args: readonly unknown[]) => Reflect.apply(word, own, args) : word;
    },
    apply: (target, _, args: readonly unknown[]) => {
      const result: unknown = isWord(target) ? Reflect.apply(target, receiver, args) : undefined;
      return isChain(result) ? chainOf(result, receiver, said) : result;
    },
  });
}

/** Words are kept until one of Chai's is called; then they are said of what the promise came to. */
function withPromise(own: object, kind: 'resolves' | 'rejects', said: Said): object {
  const words = (names: readonly string[], isNegatedOwn: object): object =>
    new Proxy(() => {}, {
      get: (_, name): unknown => {
        if (name === 'not' && names.length === 0)
          return words(['not'], objectAt(isNegatedOwn, 'not'));
        const isOwn = names.every((word) => word === 'not') && !isOfChai(name, isNegatedOwn);
        if (isOwn) {
          said.onOwn();
          return Reflect.get(isNegatedOwn, name);
        }
        return words([...names, String(name)], isNegatedOwn);
      },
      apply: async (_, __, args: readonly unknown[]) => {
        const settled = await settle(said.actual, kind);
        const isThrow = kind === 'rejects' && /^throws?$/i.test(names.at(-1) ?? '');
        const actual = isThrow
          ? () => {
              throw settled;
            }
          : settled;
        let at = withWords({
          ...said,
          own: said.expect(actual),
          actual,
          isNegated: false,
          begun: () => said.chai()(actual),
        });
        for (const name of names.slice(0, -1)) at = objectAt(at, name);
        const last: unknown = Reflect.get(at, names.at(-1) ?? '');
        return isWord(last) ? Reflect.apply(last, at, args) : last;
      },
    });
  return words([], own);
}

async function settle(actual: unknown, kind: 'resolves' | 'rejects'): Promise<unknown> {
  const promise = typeof actual === 'function' && isWord(actual) ? actual() : actual;
  if (kind === 'resolves') return await promise;
  let value: unknown;
  try {
    value = await promise;
  } catch (error) {
    return error;
  }
  throw new Error(`promise resolved "${String(value)}" instead of rejecting`);
}

function isChain(value: unknown): value is object {
  return isObject(value) || typeof value === 'function';
}

function isWord(value: unknown): value is Word {
  return typeof value === 'function';
}

function objectAt(object: object, name: string): object {
  const value: unknown = Reflect.get(object, name);
  return isChain(value) ? value : {};
}

/** Equal to what equals one of the values. */
function oneOf(values: readonly unknown[], expect: Expect): object {
  return {
    $$typeof: Symbol.for('jest.asymmetricMatcher'),
    asymmetricMatch: (actual: unknown) =>
      values.some((value) => {
        try {
          expect(actual).toEqual(value);
          return true;
        } catch {
          return false;
        }
      }),
    toString: () => 'OneOf',
    getExpectedType: () => 'any',
  };
}
