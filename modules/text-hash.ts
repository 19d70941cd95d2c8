/** Hashes that are compared on this machine only. Loading `crypto` would cost a run of one test 4 ms. */

/** Two lanes of 32 bits. Adding them up hashes a set, in whichever order. */
export type Lanes = readonly [number, number];

/** FNV-1a on words of 32 bits, with two bases and a shift, for a word's upper bits reach no lower ones by multiplication. */
export function lanesOf(text: string): Lanes {
  const bytes = Buffer.from(text);
  const words = new Int32Array(bytes.buffer, bytes.byteOffset, bytes.length >> 2);
  let a = 0x811c9dc5 ^ bytes.length;
  let b = 0x9747b28c;
  for (let i = 0; i < words.length; i++) {
    const word = words[i] ?? 0;
    a = Math.imul(a ^ word, 0x01000193);
    a ^= a >>> 13;
    b = Math.imul(b ^ word, 0x5bd1e995);
    b ^= b >>> 15;
  }
  for (let i = words.length << 2; i < bytes.length; i++) {
    a = Math.imul(a ^ (bytes[i] ?? 0), 0x01000193);
    b = Math.imul(b ^ (bytes[i] ?? 0), 0x5bd1e995);
  }
  return [mixed(a), mixed(b)];
}

/** 16 hexadecimal digits. */
export function hashText(text: string): string {
  return hexOf(lanesOf(text));
}

export function hexOf([a, b]: Lanes): string {
  return (a >>> 0).toString(16).padStart(8, '0') + (b >>> 0).toString(16).padStart(8, '0');
}

function mixed(lane: number): number {
  let h = lane ^ (lane >>> 16);
  h = Math.imul(h, 0x85ebca6b);
  h ^= h >>> 13;
  h = Math.imul(h, 0xc2b2ae35);
  return (h ^ (h >>> 16)) >>> 0;
}
