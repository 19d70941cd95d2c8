/**
 * Globals that Node makes when they are first read: even looking at their descriptors loads megabytes (measured: 40–80 ms
 * for `fetch`'s classes). Isolation watches them only in processes whose code names them.
 */
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

const NAMES = new RegExp(`\\b(?:${[...LAZY_GLOBALS].join('|')})\\b`, 'g');

export function lazyGlobalsIn(code: string): readonly string[] {
  return [...new Set(code.match(NAMES))];
}
