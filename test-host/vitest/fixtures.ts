/** Vitest's `test.extend`: what a test asks for by name is made before it, and taken down after its last hook. */
import type { TestContext } from '../api/types.ts';
import type { UserFunction } from '../api/registry.ts';

export interface Fixture {
  readonly value: unknown;
  /** `use`: it hands its value over and goes on when the test is over. `return`: it gives its value back. */
  readonly style: 'use' | 'return';
  readonly isAuto: boolean;
  /** Made once for the file, by the first test that asks for it. */
  readonly isShared: boolean;
  /** Of `isShared`: made already. */
  readonly shared: { made?: Promise<unknown> };
}

export type Fixtures = ReadonlyMap<string, Fixture>;

/** @param onFileEnd called with what takes a shared fixture down */
export function addFixtures(
  known: Fixtures,
  given: readonly unknown[],
  onFileEnd: (cleanup: () => Promise<void>) => void,
): Fixtures {
  const added = new Map(known);
  for (const { name, value, options, style } of readFixtures(given)) {
    const scope = options['scope'];
    const isShared = scope === 'file' || scope === 'worker';
    const shared = {};
    if (isShared) onFileEnd(async () => await endShared(shared));
    added.set(name, { value, style, isAuto: options['auto'] === true, isShared, shared });
  }
  return added;
}

interface GivenFixture extends Pick<Fixture, 'value' | 'style'> {
  readonly name: string;
  readonly options: Readonly<Record<string, unknown>>;
}

/** `extend({ db: … })`, and `extend('db', options, …)`. */
function readFixtures([first, ...rest]: readonly unknown[]): readonly GivenFixture[] {
  if (typeof first === 'string') {
    const [options, value] = rest.length > 1 ? rest : [{}, rest[0]];
    return [{ name: first, value, options: isRecord(options) ? options : {}, style: 'return' }];
  }
  if (!isRecord(first)) return [];
  return Object.entries(first).map(([name, given]): GivenFixture => {
    const tuple: readonly unknown[] = Array.isArray(given) ? given : [];
    const [value, options] = tuple;
    const isTuple =
      isRecord(options) && ['auto', 'scope', 'injected'].some((key) => key in options);
    return isTuple
      ? { name, value, options, style: 'use' }
      : { name, value: given, options: {}, style: 'use' };
  });
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isFunction(value: unknown): value is UserFunction {
  return typeof value === 'function';
}

const endings = new WeakMap<object, () => Promise<void>>();

async function endShared(shared: Fixture['shared']): Promise<void> {
  await shared.made?.catch(() => {});
  await endings.get(shared)?.();
}

/** The context of a test with the fixtures that `body` names in its argument number `index`. */
export async function withFixtures(
  t: TestContext,
  fixtures: Fixtures,
  { body, index }: { readonly body: UserFunction; readonly index: number },
): Promise<TestContext> {
  const values = new Map<string, unknown>();
  const context = new Proxy(t, {
    get: (target, name): unknown =>
      typeof name === 'string' && values.has(name) ? values.get(name) : Reflect.get(target, name),
    has: (target, name) => values.has(String(name)) || name in target,
  });
  const make = async (name: string, above: readonly string[]): Promise<void> => {
    const fixture = fixtures.get(name);
    if (fixture === undefined || values.has(name) || above.includes(name)) return;
    const { value } = fixture;
    for (const other of isFunction(value) ? (namesIn(value, 0) ?? []) : [])
      await make(other, [...above, name]);
    values.set(name, await valueOf(fixture, context));
  };
  const asked = namesIn(body, index) ?? fixtures.keys();
  const auto = [...fixtures].filter(([, { isAuto }]) => isAuto).map(([name]) => name);
  for (const name of [...auto, ...asked]) await make(name, []);
  return context;
}

async function valueOf(fixture: Fixture, context: TestContext): Promise<unknown> {
  const { value, isShared, shared } = fixture;
  if (!isFunction(value)) return value;
  if (!isShared) return await setUp(fixture, context, (end) => context.onTestFinished(end));
  shared.made ??= setUp(fixture, context, (end) => {
    endings.set(shared, end);
  });
  return await shared.made;
}

async function setUp(
  { value, style }: Fixture,
  context: TestContext,
  onEnd: (end: () => Promise<void>) => void,
): Promise<unknown> {
  if (!isFunction(value)) return value;
  const fn = value;
  if (style === 'return') {
    const cleanups: (() => unknown)[] = [];
    onEnd(async () => {
      for (const cleanup of cleanups.toReversed()) await cleanup();
    });
    const tools = { onCleanup: (cleanup: () => unknown) => void cleanups.push(cleanup) };
    return await Reflect.apply(fn, undefined, [context, tools]);
  }
  const used = Promise.withResolvers<unknown>();
  const over = Promise.withResolvers<void>();
  const use = async (given: unknown): Promise<void> => {
    used.resolve(given);
    await over.promise;
  };
  const whole = (async (): Promise<unknown> =>
    await Reflect.apply(fn, undefined, [context, use]))();
  whole.then(() => used.resolve(undefined), used.reject);
  onEnd(async () => {
    over.resolve();
    await whole;
  });
  return await used.promise;
}

/** Names in the pattern of an argument; `undefined`: it is none, and everything may be asked for. */
function namesIn(fn: UserFunction, index: number): readonly string[] | undefined {
  const text = String(fn).replaceAll(/\/\*[^]*?\*\/|\/\/[^\n]*/g, '');
  const start = text.indexOf('(') + 1;
  const parts = start === 0 ? [] : splitAtCommas(text.slice(start));
  const part = parts[index]?.trim();
  if (part === undefined || part === '') return [];
  if (!part.startsWith('{')) return undefined;
  const inner = splitAtCommas(part.slice(1)).map((one) => one.trim());
  if (inner.some((one) => one.startsWith('...'))) return undefined;
  return inner.map((one) => /^[\w$]+/.exec(one)?.[0] ?? '').filter((name) => name !== '');
}

/** Up to the bracket that closes what is open. */
function splitAtCommas(text: string): readonly string[] {
  const parts = [''];
  let depth = 0;
  for (const c of text) {
    if ('([{'.includes(c)) depth++;
    if (')]}'.includes(c) && depth-- === 0) break;
    if (c === ',' && depth === 0) parts.push('');
    else parts[parts.length - 1] += c;
  }
  return parts;
}
