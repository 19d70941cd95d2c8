/** What tells the lines of a text apart without keeping the text: four bytes a line. */

const NEW_LINE = 10;
const RETURN = 13;
const BYTE_ORDER_MARK = 0xfeff;
const OFFSET_BASIS = 0x811c9dc5;
const PRIME = 0x01000193;

/** One hash a line; how the line ends is no part of it. */
export function hashLines(text: string): Uint32Array {
  const hashes: number[] = [];
  let hash = OFFSET_BASIS;
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code === NEW_LINE) {
      hashes.push(hash >>> 0);
      hash = OFFSET_BASIS;
    } else if (code !== RETURN && code !== BYTE_ORDER_MARK) hash = Math.imul(hash ^ code, PRIME);
  }
  hashes.push(hash >>> 0);
  return Uint32Array.from(hashes);
}

/** As it is kept. */
export function writeLineHashes(text: string): string {
  const { buffer } = hashLines(text);
  return Buffer.from(buffer).toString('base64');
}

export function readLineHashes(written: string): Uint32Array {
  const bytes = Uint8Array.from(Buffer.from(written, 'base64'));
  return new Uint32Array(bytes.buffer);
}
