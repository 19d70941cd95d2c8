/** Where the keys of a configuration file stand, so that a problem can point at its line. */

/** Keys and list indices from the top of the configuration. */
export type KeyPath = readonly (string | number)[];

/** A key, and where in the text it stands. */
export type KeyOffset = readonly [path: KeyPath, offset: number];

/** 1-based. */
export interface Position {
  readonly line: number;
  readonly column: number;
}

/** Finds a key, or the nearest key around it that is written down. */
export type FindPosition = (path: KeyPath) => Position | undefined;

/** From pairs of a path and an offset into `text`; of two equal paths the first counts. */
export function positionFinder(text: string, keys: Iterable<KeyOffset>): FindPosition {
  const offsets = new Map<string, number>();
  for (const [path, offset] of keys) {
    const key = JSON.stringify(path);
    if (!offsets.has(key)) offsets.set(key, offset);
  }
  return (path) => {
    for (let length = path.length; length > 0; length--) {
      const offset = offsets.get(JSON.stringify(path.slice(0, length)));
      if (offset !== undefined) return positionAt(text, offset);
    }
    return undefined;
  };
}

export function positionAt(text: string, offset: number): Position {
  const before = text.slice(0, offset);
  const lineStart = before.lastIndexOf('\n') + 1;
  return { line: before.split('\n').length, column: offset - lineStart + 1 };
}
