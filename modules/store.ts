/**
 * The store of transformed modules, as it lies on disk: one JSON index, replaced atomically, and immutable segment files
 * that it points into. The server writes it, hosts read single entries out of it. Two runs at once at worst lose each
 * other's entries, never read torn ones; whatever cannot be read or does not match its checksum is transformed again.
 */
import fs from 'node:fs';
import path from 'node:path';
import { crc32 } from 'node:zlib';
import type { Resolution } from './resolve.ts';
import type { ImportedSpecifier, TransformedModule } from './transform.ts';

export const INDEX_NAME = 'modules.json';
export const FORMAT = 6;

/** Content-addressed: what a source becomes. */
export interface StoredBlob {
  readonly segment: number;
  readonly offset: number;
  readonly codeLength: number;
  readonly mapLength: number;
  readonly checksum: number;
  readonly mapChecksum: number;
  readonly isAsync: boolean;
  readonly isEsm: boolean;
  /** Asked for by a comment or an export of the file. */
  readonly isolation?: 'full' | 'partial' | 'none';
  readonly lazyGlobals?: readonly string[];
  readonly imports: readonly ImportedSpecifier[];
}

/** A file as it was when it was last looked at. */
export interface StoredModule {
  readonly mtime: number;
  readonly size: number;
  /** Key into `blobs`. */
  readonly hash: string;
  /** One a specifier, in the order of the blob's `imports`; see {@link encodeResolution}. */
  readonly targets: readonly string[];
  /** Default imports of CommonJS follow Node's rule instead of `__esModule`. */
  readonly nodeInterop: boolean;
}

/** V8's code cache of a module, by the key of its blob. */
export interface StoredCodeCache {
  readonly segment: number;
  readonly offset: number;
  readonly length: number;
  readonly checksum: number;
}

export interface StoredIndex {
  readonly format: number;
  /** Everything that changes what a source becomes: versions, options. */
  readonly key: string;
  /** Files and folders that resolution and compiler options depend on → modification time, -1 when absent. */
  readonly inputs: Record<string, number>;
  readonly segments: string[];
  readonly blobs: Record<string, StoredBlob>;
  readonly codeCaches: Record<string, StoredCodeCache>;
  readonly modules: Record<string, StoredModule>;
  /** Some module holds top-level `await`. */
  readonly hasAsync: boolean;
}

export function encodeResolution(resolution: Resolution): string {
  switch (resolution.kind) {
    case 'module':
      return `m${resolution.path}`;
    case 'external':
      return `e${resolution.path}`;
    case 'builtin':
      return `b${resolution.name}`;
    case 'api':
      return `a${resolution.name}`;
    case 'missing':
      return '!';
    default:
      return resolution satisfies never;
  }
}

export function decodeResolution(text: string): Resolution {
  const rest = text.slice(1);
  switch (text[0]) {
    case 'm':
      return { kind: 'module', path: rest };
    case 'e':
      return { kind: 'external', path: rest };
    case 'b':
      return { kind: 'builtin', name: rest };
    case 'a':
      return { kind: 'api', name: rest };
    default:
      return { kind: 'missing' };
  }
}

/** @returns the index, or `undefined` when there is none that fits */
export function readIndex(directory: string, key: string | undefined): StoredIndex | undefined {
  try {
    const index = JSON.parse(
      fs.readFileSync(path.join(directory, INDEX_NAME), 'utf8'),
    ) as StoredIndex; // checked below
    const isOurs = index.format === FORMAT && (key === undefined || index.key === key);
    return isOurs && Array.isArray(index.segments) ? index : undefined;
  } catch {
    return undefined; // absent or broken: it is a cache
  }
}

export interface SegmentReader {
  readonly code: (blob: StoredBlob) => string | undefined;
  readonly map: (blob: StoredBlob) => string | undefined;
  readonly codeCache: (entry: StoredCodeCache) => Buffer | undefined;
}

/** Reads entries where they lie; segments stay open for the life of the process. */
export function createSegmentReader(directory: string, segments: readonly string[]): SegmentReader {
  const open = new Map<number, number | undefined>();
  const descriptor = (segment: number): number | undefined => {
    if (!open.has(segment)) {
      try {
        open.set(segment, fs.openSync(path.join(directory, segments[segment] ?? ''), 'r'));
      } catch {
        open.set(segment, undefined); // gone: compacted by another run
      }
    }
    return open.get(segment);
  };
  const read = ({ segment, offset, length, checksum }: StoredCodeCache): Buffer | undefined => {
    const file = descriptor(segment);
    if (file === undefined) return undefined;
    const buffer = Buffer.allocUnsafe(length);
    try {
      if (fs.readSync(file, buffer, 0, length, offset) !== length) return undefined;
    } catch {
      return undefined;
    }
    return crc32(buffer) === checksum ? buffer : undefined;
  };
  return {
    code: ({ segment, offset, codeLength, checksum }) =>
      read({ segment, offset, length: codeLength, checksum })?.toString('utf8'),
    map: ({ segment, offset, codeLength, mapLength, mapChecksum }) =>
      read({ segment, offset: offset + codeLength, length: mapLength, checksum: mapChecksum })?.toString('utf8'),
    codeCache: read,
  };
}

/** Adds entries in memory; `toBuffer` is the segment file that holds them. */
export class SegmentWriter {
  readonly #parts: Buffer[] = [];
  #length = 0;

  get length(): number {
    return this.#length;
  }

  add(module: TransformedModule, segment: number): StoredBlob {
    const code = Buffer.from(module.code);
    const map = Buffer.from(module.map);
    const offset = this.#length;
    this.#parts.push(code, map);
    this.#length += code.length + map.length;
    return {
      segment,
      offset,
      codeLength: code.length,
      mapLength: map.length,
      checksum: crc32(code),
      mapChecksum: crc32(map),
      isAsync: module.isAsync,
      isEsm: module.isEsm,
      ...(module.isolation !== undefined && { isolation: module.isolation }),
      ...(module.lazyGlobals !== undefined && { lazyGlobals: module.lazyGlobals }),
      imports: module.imports,
    };
  }

  toBuffer(): Buffer {
    return Buffer.concat(this.#parts, this.#length);
  }
}

/** Replaces a file in one step: a reader sees the old or the new one. */
export function writeFileAtomically(file: string, content: string | Buffer): void {
  const temporary = `${file}.${process.pid}.${Math.random().toString(36).slice(2)}.tmp`;
  try {
    fs.writeFileSync(temporary, content);
    fs.renameSync(temporary, file);
  } catch (error) {
    fs.rmSync(temporary, { force: true });
    throw error;
  }
}
