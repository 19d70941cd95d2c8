/** Asymmetric matchers for single values: `expect.any`, `anything`, `closeTo` and those for strings. */
import { realIsArray } from '../intrinsics.ts';
import { AsymmetricMatcher } from './asymmetric-matcher.ts';

const tagOf = (value: unknown): string => Object.prototype.toString.call(value);

const builtins = [String, Number, Function, Boolean, BigInt, Symbol, Object, Array] as const;

const primitiveTypes = new Map<unknown, string>([
  [String, 'string'],
  [Number, 'number'],
  [Function, 'function'],
  [Boolean, 'boolean'],
  [BigInt, 'bigint'],
  [Symbol, 'symbol'],
]);

/** A test may run in another realm, whose builtins mean the same as ours. */
function ownBuiltin(sample: unknown): unknown {
  if (typeof sample !== 'function') return sample;
  const name = /^function (\w+)\(\) \{ \[native code\] \}$/.exec(textOf(sample))?.[1];
  return builtins.find((builtin) => builtin.name === name) ?? sample;
}

function textOf(value: Function): string {
  return Function.prototype.toString.call(value);
}

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
    const sample = ownBuiltin(this.sample);
    if (sample === Object) return typeof other === 'object';
    if (sample === Array) return realIsArray(other);
    const type = primitiveTypes.get(sample);
    if (type !== undefined && typeof other === type) return true;
    return isInstance(other, this.sample);
  }

  override toString(): string {
    return 'Any';
  }

  getExpectedType(): string {
    const sample = ownBuiltin(this.sample);
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
