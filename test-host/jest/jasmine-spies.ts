/** Spies of Jasmine 2: what is spied on does nothing until `and` says otherwise, and is put back after the test. */
import { fileSlot } from '../api/scope.ts';

type Callable = (this: unknown, ...args: unknown[]) => unknown;

interface Call {
  readonly object: unknown;
  readonly args: readonly unknown[];
  returnValue?: unknown;
}

export type Spy = Callable & {
  readonly and: Strategy;
  readonly calls: Tracker;
};

type Strategy = ReturnType<typeof strategyOf>;
type Tracker = ReturnType<typeof trackerOf>;

export function createSpy(name = 'unknown', original: Callable = () => undefined): Spy {
  const plan = { run: (() => undefined) as Callable };
  const calls: Call[] = [];
  const spy: Callable = function (...args) {
    const call: Call = { object: this, args };
    calls.push(call);
    call.returnValue = Reflect.apply(plan.run, this, args);
    return call.returnValue;
  };
  return Object.assign(spy, original, {
    and: strategyOf(plan, { name, original, spy }),
    calls: trackerOf(calls),
  });
}

interface Planned {
  run: Callable;
}

function strategyOf(
  plan: Planned,
  {
    name,
    original,
    spy,
  }: { readonly name: string; readonly original: Callable; readonly spy: Callable },
) {
  const follow = (run: Callable): Callable => {
    plan.run = run;
    return spy;
  };
  return {
    identity: () => name,
    callThrough: () => follow(original),
    callFake: (fake: Callable) => follow(fake),
    returnValue: (value: unknown) => follow(() => value),
    returnValues: (...values: unknown[]) => follow(() => values.shift()),
    throwError: (error: unknown) =>
      follow(() => {
        throw error instanceof Error ? error : new Error(String(error));
      }),
    stub: () => follow(() => undefined),
  };
}

function trackerOf(calls: Call[]) {
  return {
    any: () => calls.length > 0,
    count: () => calls.length,
    argsFor: (at: number) => calls[at]?.args ?? [],
    all: () => calls,
    allArgs: () => calls.map(({ args }) => args),
    first: () => calls[0],
    mostRecent: () => calls.at(-1),
    reset: () => void calls.splice(0),
  };
}

/** The global `spyOn`. */
export function spyOn(object: unknown, name: string, access?: 'get' | 'set'): Spy {
  if (!isHolder(object)) throw wrongCall(`could not find an object to spy upon for ${name}()`);
  const descriptor = Object.getOwnPropertyDescriptor(object, name);
  const original: unknown = access === undefined ? Reflect.get(object, name) : descriptor?.[access];
  if (typeof original !== 'function') throw wrongCall(`${name}() method does not exist`);
  if (isSpy(original)) throw wrongCall(`${name} has already been spied upon`);
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- it was looked at just now
  const spy = createSpy(name, original as Callable);
  if (access === undefined && !(descriptor === undefined || descriptor.writable === true))
    throw wrongCall(`${name} is not declared writable or has no setter`);
  if (access !== undefined) Object.defineProperty(object, name, { ...descriptor, [access]: spy });
  else if (descriptor === undefined) Reflect.set(object, name, spy);
  else Object.defineProperty(object, name, { ...descriptor, value: spy });
  afterThisTest(() => {
    if (descriptor === undefined) Reflect.deleteProperty(object, name);
    else Object.defineProperty(object, name, descriptor);
  });
  return spy;
}

function isHolder(value: unknown): value is object {
  return (typeof value === 'object' && value !== null) || typeof value === 'function';
}

function isSpy(value: object): boolean {
  return 'and' in value && 'calls' in value;
}

const undoKey = Symbol('spies of Jasmine');

function afterThisTest(undo: () => void): void {
  fileSlot(undoKey, (file) => {
    const undos: (() => void)[] = [];
    file?.testDisposers.push(() => {
      for (const one of undos.splice(0).toReversed()) one();
    });
    return undos;
  }).push(undo);
}

function wrongCall(what: string): Error {
  return new Error(`<spyOn> : ${what}\nUsage: spyOn(<object>, <methodName>)`);
}
