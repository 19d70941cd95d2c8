/**
 * The store of transformed modules, as it lies on disk: one JSON index, replaced atomically, and immutable segment files
 * that it points into. The server writes it, hosts read single entries out of it. Two runs at once at worst lose each
 * other's entries, never read torn ones; whatever cannot be read or does not match its checksum is transformed again.
 */
import fs from 'node:fs';
import path from 'node:path';
import { aligned, checksum } from './checksum.ts';
import { isSealed, seal } from './seal.ts';
import type { Resolution } from './resolve.ts';
import type { ImportedSpecifier } from './imports.ts';
import type { TransformedModule } from './transform.ts';

export const INDEX_NAME = 'modules.index';
export const FORMAT = 12;

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
  readonly watchedNames?: readonly string[];
  readonly lacksInterop?: true;
  readonly isStrict?: true;
  readonly imports: readonly ImportedSpecifier[];
  readonly probes?: StoredProbes;
  /** Why it has none, though it was to be counted. */
  readonly uncounted?: string;
}

/** Of a module that counts what of it runs. */
export interface StoredProbes {
  /** Identity of the text that they were put into. */
  readonly source: string;
  /** The variable that the probes write to. */
  readonly counters: string;
  readonly count: number;
  /** Where its code map lies, as JSON, in the segment of the module. */
  readonly offset: number;
  readonly length: number;
  readonly checksum: number;
}

/** A file as it was when it was last looked at. */
export interface StoredModule {
  readonly mtime: number;
  readonly size: number;
  /** Key into `blobs`. */
  readonly hash: string;
  /** Of a module with probes: the key that it would have without them. */
  readonly plain?: string;
  /** What it became depends on the types of other files: see {@link StoredIndex.types}. */
  readonly readsTypes?: true;
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

/** By absolute path. */
export type StoredModules = Record<string, StoredModule>;

/** A file whose types another one depends on. */
export interface StoredTypes {
  /** -1: it is not there. */
  readonly mtime: number;
  readonly size: number;
  readonly hash: string;
  /** Absolute paths of what it imports. */
  readonly targets: readonly string[];
}

export interface StoredIndex {
  readonly format: number;
  /** Everything that changes what a source becomes: versions, options. */
  readonly key: string;
  /** Files and folders that resolution and compiler options depend on → what tells one state of them from another, '' when absent. */
  readonly inputs: Record<string, string>;
  /** Of transformers of the project; see `ModuleRules`. */
  readonly stamp?: string;
  readonly segments: string[];
  readonly blobs: Record<string, StoredBlob>;
  readonly codeCaches: Record<string, StoredCodeCache>;
  readonly modules: StoredModules;
  /** What a compiler that knows types saw besides, by absolute path; absent: none was asked. */
  readonly types?: Record<string, StoredTypes>;
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
    const name = path.join(directory, INDEX_NAME);
    const file = fs.readFileSync(name);
    const content = file.subarray(HEAD_LENGTH);
    const isTrusted = isSealed(fs.statSync(name));
    if (!isTrusted && file.toString('latin1', 0, HEAD_LENGTH) !== headOf(content)) return undefined;
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- what we wrote, as its checksum says
    const index = JSON.parse(content.toString('utf8')) as StoredIndex;
    return index.format === FORMAT && (key === undefined || index.key === key) ? index : undefined;
  } catch {
    return undefined; // absent or broken: it is a cache
  }
}

export function writeIndex(directory: string, index: StoredIndex): void {
  const content = Buffer.from(JSON.stringify(index));
  writeFileAtomically(
    path.join(directory, INDEX_NAME),
    Buffer.concat([Buffer.from(headOf(content)), content]),
    { isSealed: true },
  );
}

/** What it points to is broken: the next run makes all of it anew, instead of missing the same entries again. */
export function discardIndex(directory: string): void {
  try {
    fs.rmSync(path.join(directory, INDEX_NAME), { force: true, recursive: true });
  } catch {
    // read-only: the broken entries are transformed in each run
  }
}

/** The first line of the index: the checksum of the rest, in a multiple of four characters. */
function headOf(content: Uint8Array): string {
  return `${checksum(content)
    .toString(16)
    .padStart(8, '0')
    .padEnd(HEAD_LENGTH - 1)}\n`;
}

const HEAD_LENGTH = 12;

export interface SegmentReader {
  readonly code: (blob: StoredBlob) => string | undefined;
  readonly map: (blob: StoredBlob) => string | undefined;
  readonly codeCache: (entry: StoredCodeCache) => Buffer | undefined;
  /** JSON of what the module's probes stand for. */
  readonly codeMap: (blob: StoredBlob) => string | undefined;
  /** For who does not read as long as the process lives. */
  readonly close: () => void;
}

/** Above this size entries are read one by one, where they lie. */
const READ_WHOLE_BELOW = 16 * 1024 * 1024;

interface OpenSegment {
  /** All of it, or the descriptor of a large one. */
  readonly bytes: Buffer | number;
  readonly isTrusted: boolean;
}

/** Writes a segment, which nobody changes afterwards. */
export function writeSegment(file: string, content: Buffer): void {
  fs.writeFileSync(file, content);
  seal(file);
}

/** Small segments are read in one go, once a process. */
export function createSegmentReader(directory: string, segments: readonly string[]): SegmentReader {
  const opened = new Map<number, OpenSegment | undefined>();
  const open = (segment: number): OpenSegment | undefined => {
    const file = path.join(directory, segments[segment] ?? '');
    try {
      const descriptor = fs.openSync(file, 'r');
      const stats = fs.fstatSync(descriptor);
      const { size } = stats;
      const isTrusted = isSealed(stats);
      if (size > READ_WHOLE_BELOW) return { bytes: descriptor, isTrusted };
      const whole = Buffer.allocUnsafeSlow(size);
      const length = fs.readSync(descriptor, whole, 0, size, 0);
      fs.closeSync(descriptor);
      return { bytes: whole.subarray(0, length), isTrusted };
    } catch {
      return undefined; // gone: compacted by another run
    }
  };
  const read = ({
    segment,
    offset,
    length,
    checksum: expected,
  }: StoredCodeCache): Buffer | undefined => {
    if (!opened.has(segment)) opened.set(segment, open(segment));
    const source = opened.get(segment);
    if (source === undefined) return undefined;
    const whole = source.bytes;
    const bytes =
      typeof whole === 'number'
        ? readAt(whole, offset, length)
        : whole.subarray(offset, offset + length);
    if (bytes?.length !== length) return undefined;
    return source.isTrusted || checksum(bytes) === expected ? bytes : undefined;
  };
  return {
    code: ({ segment, offset, codeLength, checksum: expected }) =>
      read({ segment, offset, length: codeLength, checksum: expected })?.toString('utf8'),
    map: ({ segment, offset, codeLength, mapLength, mapChecksum }) =>
      read({
        segment,
        offset: aligned(offset + codeLength),
        length: mapLength,
        checksum: mapChecksum,
      })?.toString('utf8'),
    codeCache: read,
    codeMap: ({ segment, probes }) =>
      probes === undefined ? undefined : read({ segment, ...probes })?.toString('utf8'),
    close: () => {
      for (const segment of opened.values())
        if (typeof segment?.bytes === 'number') fs.closeSync(segment.bytes);
      opened.clear();
    },
  };
}

function readAt(descriptor: number, offset: number, length: number): Buffer | undefined {
  const bytes = Buffer.allocUnsafeSlow(length);
  try {
    return fs.readSync(descriptor, bytes, 0, length, offset) === length ? bytes : undefined;
  } catch {
    return undefined; // a disk error: as if it were not there
  }
}

/** Adds entries in memory; `toBuffer` is the segment file that holds them. */
export class SegmentWriter {
  readonly #parts: Buffer[] = [];
  #length = 0;

  get length(): number {
    return this.#length;
  }

  add(module: TransformedModule, segment: number): StoredBlob {
    const code = slowBuffer(module.code);
    const map = slowBuffer(module.map);
    const offset = this.#push(code);
    this.#push(map);
    const probes = this.#addProbes(module);
    return {
      segment,
      offset,
      codeLength: code.length,
      mapLength: map.length,
      checksum: checksum(code),
      mapChecksum: checksum(map),
      isAsync: module.isAsync,
      isEsm: module.isEsm,
      ...(module.isolation !== undefined && { isolation: module.isolation }),
      ...(module.watchedNames !== undefined && { watchedNames: module.watchedNames }),
      ...(module.lacksInterop === true && { lacksInterop: true as const }),
      ...(module.isStrict === true && { isStrict: true as const }),
      imports: module.imports,
      ...(probes !== undefined && { probes }),
      ...(module.uncounted !== undefined && { uncounted: module.uncounted }),
    };
  }

  #addProbes({ probes }: TransformedModule): StoredProbes | undefined {
    if (probes === undefined) return undefined;
    const { source, counters, count, codeMap } = probes;
    const bytes = slowBuffer(codeMap);
    const place = { offset: this.#push(bytes), length: bytes.length, checksum: checksum(bytes) };
    return { source, counters, count, ...place };
  }

  toBuffer(): Buffer {
    return Buffer.concat(this.#parts, this.#length);
  }

  /** @returns where it begins: at a multiple of four */
  #push(bytes: Buffer): number {
    const offset = this.#length;
    const padding = aligned(bytes.length) - bytes.length;
    this.#parts.push(bytes, Buffer.alloc(padding));
    this.#length += bytes.length + padding;
    return offset;
  }
}

/** Not out of Node's pool: it begins at a multiple of four. */
function slowBuffer(text: string): Buffer {
  const bytes = Buffer.allocUnsafeSlow(Buffer.byteLength(text));
  bytes.write(text);
  return bytes;
}

/** Replaces a file in one step: a reader sees the old or the new one. */
export function writeFileAtomically(
  file: string,
  content: string | Buffer,
  options: { readonly isSealed?: boolean } = {},
): void {
  const temporary = `${file}.${process.pid}.${Math.random().toString(36).slice(2)}.tmp`;
  try {
    fs.writeFileSync(temporary, content);
    if (options.isSealed === true) seal(temporary);
    fs.renameSync(temporary, file);
  } catch (error) {
    fs.rmSync(temporary, { force: true });
    throw error;
  }
}
