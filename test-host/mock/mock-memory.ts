/** What a mock function remembers, and how it notices what happened to all mocks since it was last used. */
import type { Mock, MockState, UnknownFunction } from './types.ts';

/** What the mock functions of one file share. */
export interface MockRegistry {
  /** Changes when mocks have something to catch up with: all cleared, all reset, a test over. */
  epoch: number;
  clears: number;
  resets: number;
  /** Place of the next call among all calls. */
  nextCallOrder: number;
  /** The globals that mocks are made from; its own only where tests have a context of their own. */
  readonly realm: Realm;
  /** Called before the first call of a mock in a test. True: remembered, the epoch changes when the test is over. */
  noteTestCalls(memory: MockMemory): boolean;
}

export type Realm = Pick<typeof globalThis, 'Object' | 'Array' | 'RegExp' | 'Function' | 'Promise'>;

/** The calls of one mock function, and what it was told to do. */
export interface MockMemory {
  state: MockState;
  implementation: UnknownFunction | undefined;
  /** Implementations for one call each, first come first served. */
  once: UnknownFunction[];
  name: string;
  routes: CallRoute[];
  /** Where calls go while `routes` are active, made on first use. */
  router: UnknownFunction | undefined;
  /** The implementation that `router` took the place of. */
  unrouted: UnknownFunction | undefined;
  epoch: number;
  clears: number;
  resets: number;
}

/** One `whenCalledWith`: calls with these arguments go to `answer`. */
export interface CallRoute {
  readonly matchers: readonly unknown[];
  readonly answer: Mock;
  readonly memory: MockMemory;
}

/** Jest's: failure messages and snapshots leave this name out, so it has to be the same. */
const DEFAULT_MOCK_NAME = 'jest.fn()';

export function newMemory(registry: MockRegistry): MockMemory {
  return {
    state: emptyState(),
    implementation: undefined,
    once: [],
    name: DEFAULT_MOCK_NAME,
    routes: [],
    router: undefined,
    unrouted: undefined,
    epoch: 0,
    clears: registry.clears,
    resets: registry.resets,
  };
}

export function emptyState(): MockState {
  return { calls: [], contexts: [], instances: [], invocationCallOrder: [], results: [] };
}

/** For readers; calls do it themselves, with `isCall`. */
export function upToDate(registry: MockRegistry, memory: MockMemory): MockMemory {
  if (memory.epoch !== registry.epoch) catchUp(registry, memory, false);
  return memory;
}

export function catchUp(registry: MockRegistry, memory: MockMemory, isCall: boolean): void {
  if (memory.clears !== registry.clears) {
    memory.clears = registry.clears;
    memory.state = emptyState();
  }
  if (memory.resets !== registry.resets) {
    memory.resets = registry.resets;
    forgetOrders(memory);
  }
  if (isCall && registry.noteTestCalls(memory)) memory.epoch = registry.epoch;
}

/** Back to returning `undefined`, the answers of its routes too: users may hold them. */
export function forgetOrders(memory: MockMemory): void {
  memory.implementation = undefined;
  memory.once = [];
  memory.name = DEFAULT_MOCK_NAME;
  memory.unrouted = undefined;
  for (const { answer } of memory.routes.splice(0)) answer.mockReset();
}
