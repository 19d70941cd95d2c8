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
  'Performance',
  'PerformanceEntry',
  'PerformanceMark',
  'PerformanceMeasure',
  'PerformanceObserver',
  'PerformanceObserverEntryList',
  'PerformanceResourceTiming',
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

/** Objects that calls of their own methods change, and what goes on when it is made: every mention counts. */
const STATEFUL = ['console', 'navigator', 'performance', 'PerformanceObserver', 'process'];

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

/** Words that lead to anything; `constructor` as the name of a method does not. */
const WORDS: ReadonlySet<string> = new Set([
  'Function',
  '__lookupGetter__',
  '__lookupSetter__',
  '__proto__',
  'constructor',
  'eval',
  'getPrototypeOf',
  'global',
  'globalThis',
  'inspector',
  'vm',
]);

/** All in one pass: a search costs more than looking at what it finds. */
const NAMES = new RegExp(
  String.raw`\b(?:${[...WORDS, ...REDEFINERS, ...LAZY_GLOBALS, ...NAMED_GLOBALS, ...TOOLS].join('|')})\b`,
  'g',
);
const HARMLESS_BEFORE = /\b(?:new|instanceof|extends|typeof)\s+$/;
/** A call of it, or of one of its methods. */
const CALL = /^\s*(?:\.\s*[\w$]+\s*)?\(/;
/** Nobody can write them. */
const CONSTANTS: Readonly<Partial<Record<string, RegExp>>> = {
  Math: /^\.(?:E|LN2|LN10|LOG2E|LOG10E|PI|SQRT1_2|SQRT2)\b/,
  Symbol:
    /^\.(?:asyncIterator|asyncDispose|dispose|hasInstance|iterator|species|toPrimitive|toStringTag)\b/,
};

/** @param options.isStrict false: `this` of a function is the global object */
export function watchedNamesIn(
  code: string,
  options: { readonly isStrict: boolean },
): readonly string[] {
  const found = new Set<string>();
  let reachesAny = !options.isStrict;
  for (const { 0: name, index } of code.matchAll(NAMES)) {
    if (found.has(name)) continue;
    if (WORDS.has(name)) reachesAny ||= !isMethodName(name, code, index);
    else if (isWatched(name, code, index)) found.add(name);
  }
  if (!reachesAny) return [...found];
  return [ANY_GLOBAL, ...[...found].filter(isAlwaysMeant)];
}

function isAlwaysMeant(name: string): boolean {
  return LAZY_GLOBALS.has(name) || REDEFINERS.has(name) || STATEFUL.includes(name);
}

function isWatched(name: string, code: string, index: number): boolean {
  if (isAlwaysMeant(name)) return true;
  const end = index + name.length;
  if (CALL.test(code.slice(end, end + 80))) return false;
  if (CONSTANTS[name]?.test(code.slice(end, end + 20)) === true) return false;
  return !HARMLESS_BEFORE.test(code.slice(Math.max(0, index - 20), index));
}

/** `constructor() { … }` */
function isMethodName(name: string, code: string, index: number): boolean {
  const end = index + name.length;
  return name === 'constructor' && /^\s*\(/.test(code.slice(end, end + 20));
}
