/** `expect.arrayContaining`, `arrayOf` and `objectContaining`. */
import { realIsArray, realSymbolsOf } from '../intrinsics.ts';
import { AsymmetricMatcher } from './asymmetric-matcher.ts';
import { equals } from './equals.ts';
import { customTesters } from './registry.ts';

export class ArrayContaining extends AsymmetricMatcher {
  asymmetricMatch(other: unknown): boolean {
    const { sample } = this;
    if (!realIsArray(sample)) {
      throw new TypeError(
        `You must provide an array to ${this.toString()}, not '${typeof sample}'.`,
      );
    }
    const testers = customTesters();
    const holds =
      sample.length === 0 ||
      (realIsArray(other) &&
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
    const holds = realIsArray(other) && other.every((item) => equals(this.sample, item, testers));
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
    if (typeof other !== 'object' || realIsArray(other)) return false;
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
  const symbols = realSymbolsOf(object);
  const isEnumerable = (symbol: symbol): boolean =>
    Object.prototype.propertyIsEnumerable.call(object, symbol);
  return [...Object.keys(object), ...symbols.filter(isEnumerable)];
}
