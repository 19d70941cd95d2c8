/** Mock functions. A call is the hot path (suites make thousands): five pushes, one comparison, no look-up. */
import { addControls, type MockParts } from './mock-controls.ts';
import { isObject } from './objects.ts';
import { catchUp, newMemory, upToDate, type MockRegistry } from './mock-memory.ts';
import type { FunctionLike, Mock, MockResult, MockState, UnknownFunction } from './types.ts';

export interface MockShape {
  readonly name?: string | undefined;
  readonly length?: number | undefined;
  /** Gives an instance made with `new` mock methods of its own. */
  readonly prepareInstance?: (instance: object) => void;
  /** Called by `mockRestore`. */
  readonly restore?: () => void;
  /** Wraps the function; users, and the methods that return the mock itself, get what this returns. */
  readonly present?: (mock: Mock) => Mock;
}

const apply = Reflect.apply;

/** Where a mock function keeps its memory for {@link STATE_ACCESSOR}. */
const PARTS = Symbol('mock');

/** A mock; or a namespace that Babel has made of one, with a copy of what can be listed and the mock as its default. */
interface MaybeCopied {
  readonly [PARTS]?: MockParts;
  readonly default: { readonly [PARTS]: MockParts };
}

/**
 * `fn.mock`. One pair of functions for all mocks: an accessor of its own would give each mock a hidden class of its
 * own, which makes it five times as slow to create and to collect.
 */
const STATE_ACCESSOR: PropertyDescriptor & ThisType<MaybeCopied> = {
  configurable: false,
  enumerable: true,
  get(): MockState {
    const { registry, memory } = this[PARTS] ?? this.default[PARTS];
    const { state } = upToDate(registry, memory);
    const lastCall = state.calls.at(-1);
    if (lastCall !== undefined) state.lastCall = lastCall;
    return state;
  },
  set(state: MockState) {
    (this[PARTS] ?? this.default[PARTS]).memory.state = state;
  },
};

/** Makes a mock function that returns `undefined` until it is told otherwise. */
export function makeMockFunction<T extends FunctionLike = UnknownFunction>(
  registry: MockRegistry,
  shape: MockShape,
): Mock<T> {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- T only says how it may be called
  return makeWithMemory({ registry, memory: newMemory(registry) }, shape) as unknown as Mock<T>;
}

function makeWithMemory(parts: MockParts, shape: MockShape): Mock {
  'use strict'; // also when a bundler leaves the module's own strictness out: `this` of a plain call is undefined
  const { registry, memory } = parts;
  const { prepareInstance } = shape;

  // The name is Jest's too: it is what shows when a mock is printed as a plain function.
  const mockConstructor = function mockConstructor(this: unknown, ...args: unknown[]): unknown {
    if (memory.epoch !== registry.epoch) catchUp(registry, memory, true);
    const { state } = memory;
    const result: MockResult = { type: 'incomplete', value: undefined };
    const index = state.calls.push(args) - 1;
    state.contexts.push(this);
    state.instances.push(this);
    state.results.push(result);
    state.invocationCallOrder.push(registry.nextCallOrder++);
    let value: unknown;
    try {
      const prepared = prepareInstance !== undefined && this instanceof f;
      if (prepared && isObject(this)) prepareInstance(this);
      let run = memory.once.length > 0 ? memory.once.shift() : undefined;
      run ??= memory.implementation;
      if (run !== undefined) {
        if (new.target !== undefined && isClass(run)) {
          value = Reflect.construct(run, args, new.target === f ? run : new.target);
          state.instances[index] = value;
          state.contexts[index] = value;
        } else value = apply(run, this, args);
      } else if (f._protoImpl !== undefined && !prepared && !(this instanceof f)) {
        value = apply(f._protoImpl, this, args);
      }
    } catch (error) {
      settle(result, 'throw', error);
      throw error;
    }
    settle(result, 'return', value);
    return value;
  };

  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- it becomes one here: each member is assigned below
  const f = mockConstructor as unknown as Mock;
  if (shape.length !== undefined && shape.length > 0) defineHidden(f, 'length', shape.length);
  if (shape.name !== undefined && shape.name !== '') defineHidden(f, 'name', safeName(shape.name));
  // In a context of its own a test expects its own Function.prototype.
  if (registry.realm.Function !== Function)
    Object.setPrototypeOf(f, registry.realm.Function.prototype);

  f._isMockFunction = true;
  f._protoImpl = undefined;
  const makeAnswer = (): { mock: Mock; memory: typeof memory } => {
    const answer = newMemory(registry);
    return { mock: makeWithMemory({ registry, memory: answer }, {}), memory: answer };
  };
  const self = shape.present?.(f) ?? f;
  addControls(f, { registry, memory, self, restore: shape.restore, makeAnswer });
  Object.defineProperty(f, PARTS, { value: parts });
  Object.defineProperty(f, 'mock', STATE_ACCESSOR);
  return self;
}

function settle(
  result: { type: string; value: unknown },
  type: 'return' | 'throw',
  value: unknown,
): void {
  result.type = type;
  result.value = value;
}

/** Classes and built-in constructors: what cannot, or should not, be called without `new`. */
export function isClass(value: Function): boolean {
  return Object.getOwnPropertyDescriptor(value, 'prototype')?.writable === false;
}

function defineHidden(f: Mock, key: 'name' | 'length', value: string | number): void {
  Object.defineProperty(f, key, { configurable: true, value });
}

/** Jest turns names into identifiers; snapshots and messages of migrated suites contain the result. */
function safeName(name: string): string {
  let safe = name.replace(/^(?:bound )+/, '');
  if (NOT_A_NAME.test(safe)) safe = '$' + safe;
  return safe.replace(/[\s!-/:-@[-`{-~]/g, '$');
}

const NOT_A_NAME =
  /^(?:\d.*|arguments|await|break|case|catch|class|const|continue|debugger|default|delete|do|else|enum|eval|export|extends|false|finally|for|function|if|implements|import|in|instanceof|interface|let|new|null|package|private|protected|public|return|static|super|switch|this|throw|true|try|typeof|var|void|while|with|yield)$/s;
