/**
 * A cache on disk that survives anything: lines of key and value, each with its checksum, in a file that only grows until it
 * is written anew in one step. A line that was torn by a kill, or written over by anybody, is as if it were not there; the
 * others stay. Two processes at once at worst lose each other's lines.
 */
import fs from 'node:fs';
import path from 'node:path';
import { isSealed, seal } from '../../modules/seal.ts';

export interface EntryLogOptions {
  /** Absolute. */
  readonly file: string;
  /** What the entries were made by: another one's are not read. One line. */
  readonly maker: string;
  /** Bytes; above them the oldest entries go. */
  readonly limit: number;
}

const checksumLength = 8;
/** Growing by more than this before it is written anew would only cost space. */
const leastWaste = 256 * 1024;

export class EntryLog {
  readonly #options: EntryLogOptions;
  /** JSON of each entry, oldest first. */
  readonly #entries = new Map<string, Buffer>();
  readonly #unsaved = new Map<string, Buffer>();
  /** Of the file as it was read and written by us; 0: it must be written anew. */
  #size = 0;
  /** Every line of it is known to be whole. */
  #isSound = false;

  constructor(options: EntryLogOptions) {
    this.#options = options;
    this.#read();
  }

  keys(): Iterable<string> {
    return this.#entries.keys();
  }

  /** Whether the JSON of an entry has a text in it; it is not read for that. */
  includes(key: string, text: string): boolean {
    return this.#entries.get(key)?.includes(text) === true;
  }

  get(key: string): unknown {
    const json = this.#entries.get(key);
    if (json === undefined) return undefined;
    try {
      const value: unknown = JSON.parse(json.toString('utf8'));
      return value;
    } catch {
      this.#entries.delete(key); // trusted too early
      this.#size = 0;
      return undefined;
    }
  }

  set(key: string, value: unknown): void {
    this.setJson(key, JSON.stringify(value));
  }

  setJson(key: string, text: string): void {
    const json = bytesOf(text);
    this.#entries.delete(key);
    this.#entries.set(key, json);
    this.#unsaved.set(key, json);
  }

  delete(key: string): void {
    if (this.#entries.delete(key)) this.#unsaved.set(key, Buffer.from('null'));
  }

  /** A folder that cannot be written only costs the next start its time. */
  save(): void {
    if (this.#unsaved.size === 0) return;
    try {
      if (this.#shouldRewrite()) this.#rewrite();
      else this.#append();
    } catch {
      this.#size = 0; // full or read-only: what was written in part is torn lines
    }
    this.#unsaved.clear();
  }

  #shouldRewrite(): boolean {
    if (this.#size === 0 || !this.#isSound) return true;
    const live = this.#liveSize();
    return this.#size > this.#options.limit || this.#size - live > Math.max(live, leastWaste);
  }

  #liveSize(): number {
    let size = 0;
    for (const [key, json] of this.#entries) size += json.length + key.length;
    return size;
  }

  #rewrite(): void {
    const { file, limit } = this.#options;
    let excess = this.#liveSize() - limit;
    for (const [key, json] of this.#entries) {
      if (excess <= 0) break;
      excess -= json.length + key.length;
      this.#entries.delete(key);
    }
    fs.mkdirSync(path.dirname(file), { recursive: true });
    removeLeftovers(file);
    this.#size = writeInPieces(file, this.#lines());
    this.#isSound = true;
  }

  *#lines(): Generator<Buffer> {
    yield this.#head();
    yield* linesOf(this.#entries);
  }

  #append(): void {
    const { file } = this.#options;
    const descriptor = fs.openSync(file, 'a');
    const content = Buffer.concat([Buffer.from('\n'), ...linesOf(this.#unsaved)]);
    let isOurs: boolean;
    try {
      isOurs = fs.fstatSync(descriptor).size === this.#size;
      fs.writeSync(descriptor, content);
    } finally {
      fs.closeSync(descriptor);
    }
    this.#size += content.length;
    this.#isSound &&= isOurs;
    if (this.#isSound) seal(file);
  }

  #head(): Buffer {
    return Buffer.from(`${this.#options.maker}\n`);
  }

  #read(): void {
    let bytes: Buffer;
    try {
      const { file } = this.#options;
      if (!fs.existsSync(file)) return;
      this.#isSound = isSealed(fs.statSync(file));
      bytes = fs.readFileSync(file);
    } catch {
      return; // not ours to read: as if it were not there
    }
    const head = this.#head();
    if (!bytes.subarray(0, head.length).equals(head)) return;
    let isWhole = true;
    for (let start = head.length; start < bytes.length;) {
      const newline = bytes.indexOf(10, start);
      const end = newline < 0 ? bytes.length : newline;
      if (end > start) isWhole = this.#readLine(bytes.subarray(start, end)) && isWhole;
      start = end + 1;
    }
    this.#isSound = isWhole;
    this.#size = bytes.length;
  }

  #readLine(line: Buffer): boolean {
    const tab = line.indexOf(9);
    if (tab < checksumLength) return false;
    const rest = line.subarray(checksumLength);
    if (!this.#isSound && line.toString('latin1', 0, checksumLength) !== sumOf(rest)) return false;
    const key = line
      .toString('utf8', checksumLength, tab)
      .replaceAll(/%[0-9A-F]{2}/g, (code) =>
        String.fromCharCode(Number.parseInt(code.slice(1), 16)),
      );
    const json = line.subarray(tab + 1);
    this.#entries.delete(key);
    if (json.length !== 4 || json.toString('latin1') !== 'null') this.#entries.set(key, json);
    return true;
  }
}

/** In memory of their own: a part of the pool that short buffers share would keep all of it. */
function bytesOf(text: string): Buffer {
  const bytes = Buffer.allocUnsafeSlow(Buffer.byteLength(text));
  bytes.write(text);
  return bytes;
}

/** Appears whole or not at all, and is never in memory as a whole. @returns its size */
function writeInPieces(file: string, lines: Iterable<Buffer>): number {
  const temporary = `${file}.${process.pid}.tmp`;
  let size = 0;
  let piece: Buffer[] = [];
  let pieceSize = 0;
  try {
    const descriptor = fs.openSync(temporary, 'w');
    const write = (): void => {
      const written = fs.writevSync(descriptor, piece);
      if (written < pieceSize) throw new Error('the disk is full');
      size += pieceSize;
      piece = [];
      pieceSize = 0;
    };
    try {
      for (const line of lines) {
        piece.push(line);
        pieceSize += line.length;
        if (pieceSize > pieceBytes) write();
      }
      write();
    } finally {
      fs.closeSync(descriptor);
    }
    seal(temporary);
    fs.renameSync(temporary, file);
  } catch (error) {
    fs.rmSync(temporary, { force: true });
    throw error;
  }
  return size;
}

/** Of writers that were killed. */
function removeLeftovers(file: string): void {
  const folder = path.dirname(file);
  for (const name of fs.readdirSync(folder)) {
    if (!name.startsWith(`${path.basename(file)}.`) || !name.endsWith('.tmp')) continue;
    const isOld =
      Date.now() - (fs.statSync(path.join(folder, name), { throwIfNoEntry: false })?.mtimeMs ?? 0) >
      leftAlone;
    if (isOld) fs.rmSync(path.join(folder, name), { force: true });
  }
}

/** Milliseconds; nobody writes for so long. */
const leftAlone = 60_000;
const pieceBytes = 1024 * 1024;

function* linesOf(entries: ReadonlyMap<string, Buffer>): Generator<Buffer> {
  for (const [key, json] of entries) {
    const name = Buffer.from(key.replaceAll(/[%\n\r\t]/g, (char) => encodeURIComponent(char)));
    const tab = checksumLength + name.length;
    const line = Buffer.allocUnsafe(tab + json.length + 2);
    name.copy(line, checksumLength);
    line[tab] = 9;
    json.copy(line, tab + 1);
    line[line.length - 1] = 10;
    line.write(sumOf(line.subarray(checksumLength, -1)), 'latin1');
    yield line;
  }
}

/** Loaded when something is written or doubted: a second start does neither. */
function sumOf(bytes: Buffer): string {
  const sum = process.getBuiltinModule('node:zlib').crc32(bytes);
  return sum.toString(16).padStart(checksumLength, '0');
}
