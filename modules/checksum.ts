/**
 * A 32-bit checksum, word by word: FNV-1a's step on 32-bit words. It is there to notice torn and overwritten cache files,
 * not attackers. Node's `crc32` is as fast, but loading `zlib` for it costs more than all the checksums of a run.
 *
 * @param bytes begins at a multiple of four in its buffer
 */
export function checksum(bytes: Uint8Array): number {
  const words = new Int32Array(bytes.buffer, bytes.byteOffset, bytes.length >> 2);
  let sum = 0x811c9dc5 ^ bytes.length;
  for (let i = 0; i < words.length; i++) sum = Math.imul(sum ^ (words[i] ?? 0), 0x01000193);
  for (let i = words.length << 2; i < bytes.length; i++)
    sum = Math.imul(sum ^ (bytes[i] ?? 0), 0x01000193);
  return sum >>> 0;
}

/** The next offset at which {@link checksum} can read. */
export function aligned(offset: number): number {
  return (offset + 3) & ~3;
}
