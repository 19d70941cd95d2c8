/**
 * Makes what a configuration file exports plain data that can leave this process. It calls functions,
 * waits for promises, and names every value that cannot cross instead of dropping it.
 */
import type { ConfigFunctionInput, EvaluatedConfig } from '../protocol.ts';

type Path = readonly (string | number)[];
type Unusable = EvaluatedConfig['unusable'][number];

/**
 * @param exports the namespace of the imported file, or its `module.exports`
 * @throws what the configuration function throws or rejects with
 */
export async function evaluateConfig(
  exports: unknown,
  input: ConfigFunctionInput,
): Promise<EvaluatedConfig> {
  const exported = defaultExport(exports);
  if (exported === undefined) return nothing('it has no default export');
  const argument = input.isBabel === true ? babelApi() : input;
  const config: unknown = await (isFunction(exported) ? exported(argument) : exported);
  if (config === undefined || config === null) {
    return nothing(
      `${typeof exported === 'function' ? 'its function returns' : 'it exports'} ${config}`,
    );
  }
  const unusable: Unusable[] = [];
  const value = toPlain(config, { path: [], parents: [], unusable, budget: { left: maxValues } });
  return { type: 'config', value, unusable };
}

function isFunction(value: unknown): value is (input: unknown) => unknown {
  return typeof value === 'function';
}

/** As much of Babel's argument as configurations use to say which environment they are for. */
function babelApi(): object {
  const call = (callback: unknown): unknown =>
    typeof callback === 'function' ? Reflect.apply(callback, undefined, ['test']) : undefined;
  const cache = Object.assign((): void => {}, {
    forever: (): void => {},
    never: (): void => {},
    using: call,
    invalidate: call,
  });
  return {
    version: '7.28.0',
    cache,
    env: (wanted?: unknown): unknown => {
      if (wanted === undefined) return 'test';
      return typeof wanted === 'function' ? call(wanted) : [wanted].flat().includes('test');
    },
    caller: (ask: (caller: object) => unknown): unknown => ask({ name: 'babel-jest' }),
    assertVersion: (): void => {},
  };
}

function nothing(missing: string): EvaluatedConfig {
  return { type: 'config', value: undefined, unusable: [], missing };
}

function defaultExport(exports: unknown): unknown {
  if (typeof exports !== 'object' || exports === null) return exports;
  if (!('default' in exports)) {
    // Only a CommonJS module is its own export.
    const isModule =
      '__esModule' in exports || Object.prototype.toString.call(exports) === '[object Module]';
    return isModule ? undefined : exports;
  }
  const { default: exported } = exports;
  const isInterop = typeof exported === 'object' && exported !== null && '__esModule' in exported;
  return isInterop && 'default' in exported ? exported.default : exported;
}

interface Walk {
  readonly path: Path;
  /** Objects around the value, to find cycles. */
  readonly parents: readonly object[];
  readonly unusable: Unusable[];
  readonly budget: { left: number };
}

/** A configuration that is deeper or larger was made by a program gone wrong. */
const maxDepth = 32;
const maxValues = 100_000;
const maxUnusable = 20;

function toPlain(value: unknown, walk: Walk): unknown {
  switch (typeof value) {
    case 'string':
    case 'boolean':
    case 'undefined':
      return value;
    case 'number':
      return Number.isFinite(value) ? value : reject(walk, `${value}, which is no finite number`);
    case 'bigint':
      return reject(walk, 'a BigInt, which a configuration cannot hold');
    case 'symbol':
      return reject(walk, 'a symbol, which a configuration cannot hold');
    case 'function':
      return reject(
        walk,
        'a function, which cannot leave the process that evaluates the configuration',
      );
    case 'object':
      if (value === null) return null;
      try {
        return objectToPlain(value, walk);
      } catch (error) {
        return reject(walk, `an object that cannot be read: ${reasonOf(error)}`); // a proxy's trap
      }
  }
}

function objectToPlain(value: object, walk: Walk): unknown {
  if (value instanceof RegExp) return { source: value.source, flags: value.flags };
  if (value instanceof URL && value.protocol === 'file:') return filePath(value);
  if (walk.parents.includes(value)) return reject(walk, 'a part of itself (a cycle)');
  if (walk.parents.length >= maxDepth) return reject(walk, 'nested too deeply');
  if (walk.budget.left <= 0) return reject(walk, 'part of too large a configuration');
  if (Array.isArray(value)) {
    if (value.length > maxValues) return reject(walk, `a list of ${value.length} elements`);
    return Array.from({ length: value.length }, (_, i) => memberToPlain(value, { key: i, walk }));
  }
  const name = foreignName(value);
  if (name !== undefined)
    return reject(walk, `an instance of ${name}, which a configuration cannot hold`);
  const entries: [string, unknown][] = [];
  for (const key of Object.keys(value)) {
    const member = memberToPlain(value, { key, walk });
    if (member !== undefined) entries.push([key, member]);
  }
  return Object.fromEntries(entries);
}

function memberToPlain(
  owner: object,
  { key, walk }: { readonly key: string | number; readonly walk: Walk },
): unknown {
  walk.budget.left--;
  const inner = { ...walk, path: [...walk.path, key], parents: [...walk.parents, owner] };
  let member: unknown;
  try {
    member = Reflect.get(owner, key);
  } catch (error) {
    return reject(inner, `a getter that throws: ${reasonOf(error)}`);
  }
  return toPlain(member, inner);
}

/** The class of an object that is neither a literal nor a module namespace. */
function foreignName(value: object): string | undefined {
  const prototype: unknown = Object.getPrototypeOf(value);
  if (prototype === null || typeof prototype !== 'object') return undefined;
  if (Object.getPrototypeOf(prototype) === null) return undefined; // Object.prototype of any realm
  const { constructor } = prototype;
  return typeof constructor === 'function' ? constructor.name || 'a class' : 'a class';
}

/** `fileURLToPath` without loading `node:url` for a rare form. */
function filePath(url: URL): string {
  const decoded = decodeURIComponent(url.pathname);
  return /^\/[A-Za-z]:/.test(decoded) ? decoded.slice(1) : decoded;
}

function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : 'it throws a value that is no error';
}

function reject(walk: Walk, what: string): undefined {
  if (walk.unusable.length < maxUnusable) walk.unusable.push({ path: walk.path, what });
  return undefined;
}
