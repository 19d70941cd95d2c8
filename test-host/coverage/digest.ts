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

  words(words: Int32Array): void {
    this.add(words.length);
    for (let i = 0; i < words.length; i++) this.add(words[i] ?? 0);
  }

  text(text: string): void {
    const bytes = Buffer.from(text); // begins at a multiple of eight
    this.add(bytes.length);
    this.words(new Int32Array(bytes.buffer, bytes.byteOffset, bytes.length >> 2));
    for (let i = bytes.length & ~3; i < bytes.length; i++) this.add(bytes[i] ?? 0);
  }

  /** Both halves. */
  get value(): readonly [number, number] {
    return [this.#a, this.#b];
  }

  toString(): string {
    return this.value.map((half) => (half >>> 0).toString(36)).join('-');
  }
}
