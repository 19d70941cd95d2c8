import { Buffer } from 'node:buffer';

/** 64 bits of whatever is added, in its order: by them it is known again. */
export class Digest {
  #a = 0x811c9dc5;
  #b = 0x9e3779b9;

  /** @param word 32 bits */
  add(word: number): void {
    const a = Math.imul(this.#a ^ word, 0x85ebca6b);
    this.#a = a ^ (a >>> 13);
    const b = Math.imul(this.#b ^ word, 0xc2b2ae35);
    this.#b = b ^ (b >>> 16);
  }

  bytes(bytes: Uint8Array): void {
    this.add(bytes.length);
    for (let i = 0; i < bytes.length; i += 4)
      this.add(
        (bytes[i] ?? 0) |
          ((bytes[i + 1] ?? 0) << 8) |
          ((bytes[i + 2] ?? 0) << 16) |
          ((bytes[i + 3] ?? 0) << 24),
      );
  }

  text(text: string): void {
    this.bytes(Buffer.from(text));
  }

  toString(): string {
    return [this.#a, this.#b].map((half) => (half >>> 0).toString(36)).join('-');
  }
}
