/**
 * Which builtins a module could change, by its text. Isolation compares after each file only what some code of the process
 * could have changed: all 190 objects with 1,600 properties took 0.45 ms a file, a fifth of what a small file takes.
 *
 * Strict code gets hold of a builtin by its name, or by going through an object with words such as `constructor`; and it
 * cannot change one by calling it, making an instance of it, or calling one of its methods. What packages do is not known:
 * with the first of them everything is watched.
 */

/** Globals that Node makes when they are first read: even their descriptors load megabytes (measured: 40–80 ms). */
export const LAZY_GLOBALS: ReadonlySet<string> = new Set([
  'ByteLengthQueuingStrategy',
  'CloseEvent',
  'CompressionStream',
  'CountQueuingStrategy',
  'Crypto',
  'CryptoKey',
  'DecompressionStream',
  'EventSource',
  'File',
  'FormData',
  'Headers',
  'MessageEvent',
  'Navigator',
  'ReadableByteStreamController',
  'ReadableStream',
  'ReadableStreamBYOBReader',
  'ReadableStreamBYOBRequest',
  'ReadableStreamDefaultController',
  'ReadableStreamDefaultReader',
  'Request',
  'Response',
  'Storage',
  'SubtleCrypto',
  'TextDecoderStream',
  'TextEncoderStream',
  'TransformStream',
  'TransformStreamDefaultController',
  'WebSocket',
  'WritableStream',
  'WritableStreamDefaultController',
  'WritableStreamDefaultWriter',
]);

/** Objects that calls of their own methods change: every mention counts. */
const STATEFUL = ['console', 'performance', 'process'];

/** Watched when some code could change them. What is in neither list is always watched. */
export const NAMED_GLOBALS: ReadonlySet<string> = new Set([
  ...STATEFUL,
  'AbortController',
  'AbortSignal',
  'AggregateError',
  'ArrayBuffer',
  'AsyncDisposableStack',
  'Atomics',
  'BigInt',
  'BigInt64Array',
  'BigUint64Array',
  'Blob',
  'BroadcastChannel',
  'Buffer',
  'CustomEvent',
  'DOMException',
  'DataView',
  'Date',
  'DisposableStack',
  'EvalError',
  'Event',
  'EventTarget',
  'FinalizationRegistry',
  'Float16Array',
  'Float32Array',
  'Float64Array',
  'Int16Array',
  'Int32Array',
  'Int8Array',
  'Intl',
  'Iterator',
  'JSON',
  'Map',
  'Math',
  'MessageChannel',
  'MessagePort',
  'Performance',
  'PerformanceEntry',
  'PerformanceMark',
  'PerformanceMeasure',
  'PerformanceObserver',
  'PerformanceObserverEntryList',
  'PerformanceResourceTiming',
  'Proxy',
  'RangeError',
  'ReferenceError',
  'Reflect',
  'RegExp',
  'Set',
  'SharedArrayBuffer',
  'SuppressedError',
  'Symbol',
  'SyntaxError',
  'TextDecoder',
  'TextEncoder',
  'URIError',
  'URL',
  'URLPattern',
  'URLSearchParams',
  'Uint16Array',
  'Uint32Array',
  'Uint8Array',
  'Uint8ClampedArray',
  'WeakMap',
  'WeakRef',
  'WeakSet',
  'WebAssembly',
]);

/** What putting things back is done with: when code could have changed one of these, they come first. */
export const TOOLS: ReadonlySet<string> = new Set([
  'Array',
  'Map',
  'Object',
  'Reflect',
  'Set',
  'String',
  'WeakMap',
]);

/** What makes a property read-only, hidden or computed while its value stays the same. */
export const REDEFINERS: ReadonlySet<string> = new Set([
  '__defineGetter__',
  'defineProperties',
  'defineProperty',
]);

/** In place of names: the module may get hold of anything. */
export const ANY_GLOBAL = '*';

const ANY =
  /\b(?:globalThis|global|eval|Function|getPrototypeOf|__proto__|__lookup[GS]etter__|vm|inspector)\b|\bconstructor\b(?!\s*\()/;

const ANY_USE = new RegExp(`\\b(?:${[...LAZY_GLOBALS, ...REDEFINERS].join('|')})\\b`, 'g');

const HARMLESS_BEFORE = String.raw`\b(?:new|instanceof|extends|typeof)\s+`;
/** A call, or a constant that nobody can write. */
const HARMLESS_AFTER = [
  String.raw`\s*\(`,
  String.raw`\s*\.\s*[\w$]+\s*\(`,
  String.raw`(?<=\bMath)\.(?:E|LN2|LN10|LOG2E|LOG10E|PI|SQRT1_2|SQRT2)\b`,
  String.raw`(?<=\bSymbol)\.(?:asyncIterator|asyncDispose|dispose|hasInstance|iterator|species|toPrimitive|toStringTag)\b`,
].join('|');
const USE = new RegExp(
  String.raw`(${HARMLESS_BEFORE})?\b(${[...new Set([...NAMED_GLOBALS, ...TOOLS])].join('|')})\b(${HARMLESS_AFTER})?`,
  'g',
);

/** @param options.isStrict false: `this` of a function is the global object */
export function watchedNamesIn(
  code: string,
  options: { readonly isStrict: boolean },
): readonly string[] {
  const found = new Set(code.match(ANY_USE));
  if (!options.isStrict || ANY.test(code)) return [ANY_GLOBAL, ...found];
  for (const [, before, name = '', after] of code.matchAll(USE)) {
    const isHarmless = before !== undefined || after !== undefined;
    if (!isHarmless || STATEFUL.includes(name)) found.add(name);
  }
  return [...found];
}
