/** A file that is being edited, on its way to another thread: without the pieces that are there already. Survives JSON. */
import type { Expression, ParsedFile } from './parsed-file.ts';

export interface Edition {
  readonly file: Omit<ParsedFile, 'pieces'>;
  readonly pieces: readonly (readonly [number, Expression])[];
  /** The pieces of editions before are not meant any more. */
  readonly isWhole: boolean;
}

/** What has arrived of a file. */
export interface Arrived {
  readonly parsed: ParsedFile;
  /** No piece up to here needs to be sent again. */
  readonly known: number;
}

/** @param known the receiver has each piece up to this one that was used in an edition before */
export function editionOf(
  { pieces, ...file }: ParsedFile,
  known: number,
  isWhole: boolean,
): Edition {
  return { file, pieces: [...(pieces ?? [])].filter(([piece]) => piece > known), isWhole };
}

export function joinEdition(
  { file, pieces, isWhole }: Edition,
  before: Arrived | undefined,
): Arrived {
  const all = new Map(isWhole ? [] : before?.parsed.pieces);
  let known = before?.known ?? 0;
  for (const [piece, value] of pieces) {
    all.set(piece, value);
    known = Math.max(known, piece);
  }
  return { parsed: { ...file, pieces: all }, known };
}
