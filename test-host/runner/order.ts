/**
 * The order of tests and suites when a run is shuffled: a pure function of the seed and of the suite's id,
 * the same on every machine. A part of the tests runs in the same relative order as all of them.
 */

/** A new array; suites keep their children together. */
export function shuffle<T>(items: readonly T[], seed: number, salt: string): T[] {
  const random = randomNumbers(hash(salt, seed));
  const shuffled = [...items];
  for (let last = shuffled.length - 1; last > 0; last--) {
    const chosen = Math.floor(random() * (last + 1));
    const item = shuffled[last];
    const other = shuffled[chosen];
    if (item === undefined || other === undefined) continue;
    shuffled[last] = other;
    shuffled[chosen] = item;
  }
  return shuffled;
}

/** FNV-1a over the seed and the text. The seed is mixed in first: a letter must not undo it. */
function hash(text: string, seed: number): number {
  let value = Math.imul(0x811c9dc5 ^ seed, 0x01000193) ^ (seed >>> 16);
  value = Math.imul(value ^ (value >>> 13), 0x5bd1e995) >>> 0;
  for (let i = 0; i < text.length; i++) {
    value = Math.imul(value ^ text.charCodeAt(i), 0x01000193) >>> 0;
  }
  return value;
}

/** Integer arithmetic only, so that every engine gives the same numbers. */
function randomNumbers(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x9e3779b9) >>> 0;
    let mixed = state ^ (state >>> 16);
    mixed = Math.imul(mixed, 0x21f0aaad);
    mixed ^= mixed >>> 15;
    mixed = Math.imul(mixed, 0x735a2d97);
    mixed ^= mixed >>> 15;
    return (mixed >>> 0) / 0x1_0000_0000;
  };
}
