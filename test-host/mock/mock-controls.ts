/** The methods of a mock function. They are closures, not methods of a prototype, because they are passed around on their own. */
import { routeCalls } from './call-routes.ts';
import {
  emptyState,
  forgetOrders,
  upToDate,
  type MockMemory,
  type MockRegistry,
} from './mock-memory.ts';
import type { Mock, UnknownFunction } from './types.ts';

export interface MockParts {
  readonly registry: MockRegistry;
  readonly memory: MockMemory;
}

interface ControlOptions extends MockParts {
  /** What users hold: the function or what wraps it. */
  readonly self: Mock;
  /** Called by `mockRestore`. */
  readonly restore: (() => void) | undefined;
  /** Another mock function, for an answer of `whenCalledWith`. */
  readonly makeAnswer: () => { readonly mock: Mock; readonly memory: MockMemory };
}

export function addControls(
  f: Mock,
  { registry, memory, self, restore, makeAnswer }: ControlOptions,
): void {
  const { Promise } = registry.realm;
  f.getMockImplementation = () => {
    const { implementation, router, unrouted } = upToDate(registry, memory);
    const shown =
      implementation !== undefined && implementation === router ? unrouted : implementation;
    return shown;
  };
  f.mockImplementation = (implementation) => {
    const now = upToDate(registry, memory);
    if (now.implementation !== undefined && now.implementation === now.router)
      now.unrouted = implementation;
    else now.implementation = implementation ?? undefined; // untyped suites pass null
    return self;
  };
  f.mockImplementationOnce = (implementation) => {
    upToDate(registry, memory).once.push(implementation);
    return self;
  };
  f.mockReturnValue = (value) => f.mockImplementation(() => value);
  f.mockReturnValueOnce = (value) => f.mockImplementationOnce(() => value);
  f.mockResolvedValue = (value) => f.mockImplementation(() => Promise.resolve(value));
  f.mockResolvedValueOnce = (value) => f.mockImplementationOnce(() => Promise.resolve(value));
  f.mockRejectedValue = (value) => f.mockImplementation(() => Promise.reject(value));
  f.mockRejectedValueOnce = (value) => f.mockImplementationOnce(() => Promise.reject(value));
  f.mockReturnThis = () =>
    f.mockImplementation(function (this: unknown) {
      return this;
    });
  function withImplementation(
    implementation: UnknownFunction,
    body: () => Promise<unknown>,
  ): Promise<void>;
  function withImplementation(implementation: UnknownFunction, body: () => void): void;
  function withImplementation(implementation: UnknownFunction, body: () => unknown): unknown {
    return runWithImplementation(upToDate(registry, memory), implementation, body);
  }
  f.withImplementation = withImplementation;
  f.whenCalledWith = (...args) => {
    const now = upToDate(registry, memory);
    now.router ??= routeCalls({ registry, memory }, f);
    if (now.implementation !== now.router) {
      now.unrouted = now.implementation;
      now.implementation = now.router;
    }
    const answer = makeAnswer();
    now.routes.push({ matchers: args, answer: answer.mock, memory: answer.memory });
    return answer.mock;
  };
  f.mockName = (name) => {
    if (name) upToDate(registry, memory).name = name;
    return self;
  };
  f.getMockName = () => upToDate(registry, memory).name;
  f.mockClear = () => {
    upToDate(registry, memory).state = emptyState();
    return self;
  };
  f.mockReset = () => {
    f.mockClear();
    forgetOrders(memory);
    return self;
  };
  f.mockRestore = () => {
    f.mockReset();
    restore?.();
  };
  f[Symbol.dispose] = () => f.mockRestore();
}

function runWithImplementation(
  memory: MockMemory,
  implementation: UnknownFunction,
  body: () => unknown,
): unknown {
  const { implementation: before, once, unrouted } = memory;
  memory.implementation = implementation;
  memory.once = [];
  const putBack = (): void => {
    memory.implementation = before;
    memory.once = once;
    memory.unrouted = unrouted;
  };
  let pending = false;
  try {
    const value = body();
    pending = isThenable(value);
    return pending
      ? Promise.resolve(value)
          .then(() => {})
          .finally(putBack)
      : undefined;
  } finally {
    if (!pending) putBack();
  }
}

function isThenable(value: unknown): boolean {
  return (
    value !== null &&
    (typeof value === 'object' || typeof value === 'function') &&
    'then' in value &&
    typeof value.then === 'function'
  );
}
