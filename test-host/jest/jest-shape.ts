/**
 * `test` and `describe` with the members that Jest gives them, as plain properties of their own: packages copy them one by
 * one, and put others in their place.
 */
import type { TestFunctions } from '../api/test-api.ts';

interface Members {
  readonly [name: string]: Members;
}

const table: Members = { each: {} };
const failing: Members = { ...table, failing: table };
const suite: Members = { ...table, only: table, skip: table };
const test: Members = {
  ...failing,
  only: failing,
  skip: failing,
  todo: {},
  concurrent: {
    ...table,
    only: failing,
    skip: failing,
    failing: { ...table, only: table, skip: table },
  },
};

/** They are those of all files of this host: done once. */
export function shapeAsJest(functions: TestFunctions): void {
  shape(functions.test, test);
  shape(functions.describe, suite);
}

function shape(holder: object, members: Members): void {
  for (const [name, inner] of Object.entries(members)) {
    if (Object.hasOwn(holder, name)) continue;
    let made: unknown;
    Object.defineProperty(holder, name, {
      get() {
        made ??= shaped(Reflect.get(Object.getPrototypeOf(holder), name, holder), inner);
        return made;
      },
      set(value: unknown) {
        made = value;
      },
      enumerable: true,
      configurable: true,
    });
  }
}

function shaped(member: unknown, inner: Members): unknown {
  if (typeof member === 'function') shape(member, inner);
  return member;
}
