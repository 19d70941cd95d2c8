/**
 * Matchers that stand for a value inside an expected one. Their fields and what they print are Jest's, because
 * Jest's printing and diffing read them.
 */
import { equals } from './equals.ts';
import { createContext } from './matcher-context.ts';
import { customTesters } from './registry.ts';
import type { RawMatcher } from './types.ts';

const tagOf = (value: unknown): string => Object.prototype.toString.call(value);

export abstract class AsymmetricMatcher<T = unknown> {
  readonly $$typeof = Symbol.for('jest.asymmetricMatcher');
  readonly sample: T;
  readonly inverse: boolean;

  constructor(sample: T, inverse = false) {
    this.sample = sample;
    this.inverse = inverse;
  }

  abstract asymmetricMatch(other: unknown): boolean;
  abstract toString(): string;
}

const primitiveTypes = new Map<unknown, string>([
  [String, 'string'],
  [Number, 'number'],
  [Function, 'function'],
  [Boolean, 'boolean'],
  [BigInt, 'bigint'],
  [Symbol, 'symbol'],
]);

export class Any extends AsymmetricMatcher {
  constructor(sample: unknown) {
    if (sample === undefined) {
      throw new TypeError(
        'any() expects to be passed a constructor function. Please pass one or use anything() to match any object.',
      );
    }
    super(sample);
  }

  asymmetricMatch(other: unknown): boolean {
    const { sample } = this;
    if (sample === Object) return typeof other === 'object';
    if (sample === Array) return Array.isArray(other);
    const type = primitiveTypes.get(sample);
    if (type !== undefined && typeof other === type) return true;
    return isInstance(other, sample);
  }

  override toString(): string {
    return 'Any';
  }

  getExpectedType(): string {
    const { sample } = this;
    if (sample === Object || sample === Array) return sample === Array ? 'array' : 'object';
    const type = primitiveTypes.get(sample);
    return type !== undefined && sample !== BigInt && sample !== Symbol
      ? type
      : functionName(sample);
  }

  toAsymmetricMatcher(): string {
    return `Any<${functionName(this.sample)}>`;
  }
}

/** `instanceof`, which throws for what is no function: as in Jest. */
function isInstance(value: unknown, constructor: unknown): boolean {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the operator checks it
  return value instanceof (constructor as Function);
}

function functionName(value: unknown): string {
  if (typeof value === 'function' && value.name !== '') return value.name;
  const source = Function.prototype.toString.call(value);
  return /^(?:async)?\s*function\s*\*?\s*([\w$]+)\s*\(/.exec(source)?.[1] ?? '<anonymous>';
}

export class Anything extends AsymmetricMatcher {
  asymmetricMatch(other: unknown): boolean {
    return other !== null && other !== undefined;
  }

  override toString(): string {
    return 'Anything';
  }

  toAsymmetricMatcher(): string {
    return 'Anything';
  }
}

export class ArrayContaining extends AsymmetricMatcher {
  asymmetricMatch(other: unknown): boolean {
    const { sample } = this;
    if (!Array.isArray(sample)) {
      throw new TypeError(
        `You must provide an array to ${this.toString()}, not '${typeof sample}'.`,
      );
    }
    const testers = customTesters();
    const holds =
      sample.length === 0 ||
      (Array.isArray(other) &&
        sample.every((item) => other.some((candidate) => equals(item, candidate, testers))));
    return holds !== this.inverse;
  }

  override toString(): string {
    return `Array${this.inverse ? 'Not' : ''}Containing`;
  }

  getExpectedType(): string {
    return 'array';
  }
}

export class ArrayOf extends AsymmetricMatcher {
  asymmetricMatch(other: unknown): boolean {
    const testers = customTesters();
    const holds = Array.isArray(other) && other.every((item) => equals(this.sample, item, testers));
    return holds !== this.inverse;
  }

  override toString(): string {
    return `${this.inverse ? 'Not' : ''}ArrayOf`;
  }

  getExpectedType(): string {
    return 'array';
  }
}

export class ObjectContaining extends AsymmetricMatcher {
  asymmetricMatch(other: unknown): boolean {
    const { sample } = this;
    if (typeof sample !== 'object') {
      throw new TypeError(
        `You must provide an object to ${this.toString()}, not '${typeof sample}'.`,
      );
    }
    if (typeof other !== 'object' || Array.isArray(other)) return false;
    return hasProperties(other, sample) !== this.inverse;
  }

  override toString(): string {
    return `Object${this.inverse ? 'Not' : ''}Containing`;
  }

  getExpectedType(): string {
    return 'object';
  }
}

function hasProperties(other: object | null, sample: object | null): boolean {
  const testers = customTesters();
  if (sample === null) throw new TypeError('Cannot convert undefined or null to object');
  for (const key of enumerableKeys(sample)) {
    if (other === null || !(key in other)) return false;
    if (!equals(Reflect.get(sample, key), Reflect.get(other, key), testers)) return false;
  }
  return true;
}

function enumerableKeys(object: object): PropertyKey[] {
  const symbols = Object.getOwnPropertySymbols(object);
  const isEnumerable = (symbol: symbol): boolean =>
    Object.prototype.propertyIsEnumerable.call(object, symbol);
  return [...Object.keys(object), ...symbols.filter(isEnumerable)];
}

export class StringContaining extends AsymmetricMatcher<string> {
  constructor(sample: unknown, inverse = false) {
    if (!isString(sample)) throw new Error('Expected is not a string');
    super(sample, inverse);
  }

  asymmetricMatch(other: unknown): boolean {
    const holds = isString(other) && other.includes(this.sample);
    return holds !== this.inverse;
  }

  override toString(): string {
    return `String${this.inverse ? 'Not' : ''}Containing`;
  }

  getExpectedType(): string {
    return 'string';
  }
}

export class StringMatching extends AsymmetricMatcher<RegExp> {
  constructor(sample: unknown, inverse = false) {
    if (!isString(sample) && !isRegExp(sample)) {
      throw new Error('Expected is not a String or a RegExp');
    }
    super(new RegExp(sample), inverse);
  }

  asymmetricMatch(other: unknown): boolean {
    const holds = isString(other) && this.sample.test(other);
    return holds !== this.inverse;
  }

  override toString(): string {
    return `String${this.inverse ? 'Not' : ''}Matching`;
  }

  getExpectedType(): string {
    return 'string';
  }
}

// By their tags, so that `new String('a')` and values of another realm do as well.

function isString(value: unknown): value is string {
  return typeof value === 'string' || tagOf(value) === '[object String]';
}

function isNumber(value: unknown): value is number {
  return typeof value === 'number' || tagOf(value) === '[object Number]';
}

function isRegExp(value: unknown): value is RegExp {
  return tagOf(value) === '[object RegExp]';
}

export class CloseTo extends AsymmetricMatcher<number> {
  readonly precision: number;

  constructor(sample: unknown, precision: unknown = 2, inverse = false) {
    if (!isNumber(sample)) throw new Error('Expected is not a Number');
    if (!isNumber(precision)) throw new Error('Precision is not a Number');
    super(sample, inverse);
    this.precision = precision;
  }

  asymmetricMatch(other: unknown): boolean {
    return isNumber(other) && isClose(other, this.sample, this.precision) !== this.inverse;
  }

  override toString(): string {
    return `Number${this.inverse ? 'Not' : ''}CloseTo`;
  }

  getExpectedType(): string {
    return 'number';
  }

  toAsymmetricMatcher(): string {
    return `${this.toString()} ${this.sample} (${this.precision} digit${this.precision === 1 ? '' : 's'})`;
  }
}

/** Nearer than half a unit of the last digit. Infinity is close to itself only. */
export function isClose(a: number, b: number, precision: number): boolean {
  if (a === b && (a === Infinity || a === -Infinity)) return true;
  return Math.abs(b - a) < Math.pow(10, -precision) / 2;
}

/**
 * A maker of values that a matcher of `expect.extend` stands for. What it needs is in a closure, not in private
 * fields: Jest's diff works on copies, which have none.
 */
export function makerOf(
  name: string,
  matcher: RawMatcher,
  inverse: boolean,
): (...sample: unknown[]) => AsymmetricMatcher {
  class CustomMatcher extends AsymmetricMatcher<readonly unknown[]> {
    asymmetricMatch(other: unknown): boolean {
      const result = matcher.call(createContext({ isNot: this.inverse }), other, ...this.sample);
      const pass = 'pass' in result && result.pass;
      return this.inverse ? !pass : pass;
    }

    override toString(): string {
      return `${this.inverse ? 'not.' : ''}${name}`;
    }

    getExpectedType(): string {
      return 'any';
    }

    toAsymmetricMatcher(): string {
      return `${this.toString()}<${this.sample.map(String).join(', ')}>`;
    }
  }
  return (...sample) => new CustomMatcher(sample, inverse);
}
