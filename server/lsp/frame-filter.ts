/**
 * Lets only whole messages through: the protocol's library stops listening for good at the first header that it cannot read
 * (vscode-jsonrpc 9). What is between messages, or is none, is dropped.
 */
import { Transform, type TransformCallback } from 'node:stream';

/** A header, perhaps with other fields, from its first byte on. */
const atHeader =
  /^(?:[\w-]+:[^\r\n]*\r\n)*?content-length:[ \t]*(\d{1,9})[ \t]*\r\n(?:[\w-]+:[^\r\n]*\r\n)*\r\n/i;
const longestHeader = 500;
/** No editor sends more; whoever says so has lost count. */
const longestBody = 256 * 1024 * 1024;

export class FrameFilter extends Transform {
  #chunks: Buffer[] = [];
  #length = 0;
  /** So much must be there before it is worth looking again. */
  #needed = 1;

  override _transform(chunk: Buffer, _encoding: BufferEncoding, done: TransformCallback): void {
    this.#chunks.push(chunk);
    this.#length += chunk.length;
    if (this.#length >= this.#needed) {
      const rest = this.#passFrames(Buffer.concat(this.#chunks));
      this.#chunks = [rest];
      this.#length = rest.length;
    }
    done();
  }

  /** @returns what is not complete yet */
  #passFrames(bytes: Buffer): Buffer {
    let rest = bytes;
    while (rest.length > 0) {
      const header = atHeader.exec(rest.toString('latin1', 0, longestHeader));
      const start = header?.[0].length ?? 0;
      const length = Number(header?.[1] ?? Number.POSITIVE_INFINITY);
      if (length > longestBody) {
        const next = nextHeader(rest);
        if (next === undefined) {
          this.#needed = 1;
          // A header may be cut in two: what can be the beginning of one is kept.
          return rest.length > longestHeader ? rest.subarray(-longestHeader) : rest;
        }
        rest = rest.subarray(next);
      } else if (rest.length < start + length) {
        this.#needed = start + length;
        return rest;
      } else {
        const body = rest.subarray(start, start + length);
        // With a wrong length the next message begins within this one, or after some of it.
        if (isMessage(body)) this.push(rest.subarray(0, start + length));
        rest = rest.subarray(isMessage(body) ? start + length : start);
      }
    }
    this.#needed = 1;
    return rest;
  }
}

/** Cheap: the library parses it anyway. */
function isMessage(body: Buffer): boolean {
  return body[0] === 0x7b /* { */ && body.at(-1) === 0x7d; /* } */
}

/** Where the next header may begin, not counting one at the very front. */
function nextHeader(bytes: Buffer): number | undefined {
  const at = bytes
    .toString('latin1')
    .slice(1)
    .search(/content-length:/i);
  return at < 0 ? undefined : at + 1;
}
