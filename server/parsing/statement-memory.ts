/**
 * What the statements of an open file were lowered to. The compiler's parser keeps the nodes that an edit leaves alone; such a
 * statement is not lowered again while the names that it sees are declared in the same way. What lowering it did to names
 * around it (they are needed, they are changed) is done again each time, so that the result is that of lowering everything.
 */
import type { ts } from 'ts-morph';
import type { AssertionMemory, Helper } from './assertions.ts';
import type { Block } from './lower-loop.ts';
import { useDeclared, type NameUse } from './names.ts';
import type { Expression, Statement } from './parsed-file.ts';
import { indentAt } from './swallowed.ts';
import { isSameSight, sightOf, type Sight } from './sight.ts';

interface Remembered {
  /** Absent: it declares nothing. */
  readonly piece?: { readonly id: number; readonly value: Expression };
  readonly sight: Sight;
  readonly indent: number;
  readonly uses: readonly NameUse[];
  /** The names that counted as assertions, where that was asked. */
  readonly helpers: string | undefined;
  /** The statements in it that are remembered themselves. */
  readonly inner: readonly Remembered[];
  /** What it took of the file's budget. */
  readonly cost: number;
}

interface Recording {
  /** Of the block that the statement stands in. */
  readonly depth: number;
  readonly uses: Map<string, NameUse>;
  readonly inner: Remembered[];
  asksForHelpers: boolean;
}

/** The numbers of pieces: none is given twice, whichever file it is. */
export interface PieceNumbers {
  last: number;
}

export class StatementMemory implements AssertionMemory {
  readonly helpers = new WeakMap<ts.Node, readonly Helper[]>();
  readonly #numbers: PieceNumbers;
  readonly #remembered = new WeakMap<ts.Node, Remembered>();
  #pieces = new Map<number, Expression>();
  #given = 0;
  /** The statements that are being lowered, outermost first. */
  #recordings: readonly Recording[] = [];

  constructor(numbers: PieceNumbers) {
    this.#numbers = numbers;
  }

  /** The file is lowered once more. */
  begin(): void {
    this.#pieces = new Map();
  }

  /** How many pieces there ever were. */
  get given(): number {
    return this.#given;
  }

  /** All that the statements of the last time refer to. */
  get pieces(): ReadonlyMap<number, Expression> {
    return this.#pieces;
  }

  lower(
    node: ts.Expression,
    block: Block,
    make: () => Expression | undefined,
  ): Statement | undefined {
    const { lowering } = block;
    const start = node.getStart(lowering.source);
    const known = this.#remembered.get(node);
    let now = known;
    // In unbalanced code its indent says what a body holds.
    const indent = lowering.isUnbalanced ? indentAt(start, lowering.source) : 0;
    if (known?.indent === indent && holds(known, block)) this.#repeat(known, block);
    else {
      const { origin } = lowering;
      lowering.origin = start;
      now = this.#record({ ...block, indent }, make);
      lowering.origin = origin;
      this.#remembered.set(node, now);
    }
    if (now?.piece === undefined) return undefined;
    return { do: 'piece', piece: now.piece.id, from: start - lowering.origin };
  }

  /** Something happens to a name that is declared at this depth; what follows from it is not the doing of what is in there. */
  noteUse(use: NameUse, depth: number, consequences: () => void): void {
    const recordings = this.#recordings;
    for (const recording of recordings) {
      if (recording.depth >= depth) recording.uses.set(`${use.how} ${use.name}`, use);
    }
    this.#recordings = recordings.filter((recording) => recording.depth < depth);
    consequences();
    this.#recordings = recordings;
  }

  /** What counts as an assertion depends on the whole file. */
  noteHelpers(): void {
    for (const recording of this.#recordings) recording.asksForHelpers = true;
  }

  #record(
    { lowering, scope, indent }: Block & { readonly indent: number },
    make: () => Expression | undefined,
  ): Remembered {
    const recordings = this.#recordings;
    const recording: Recording = {
      depth: scope.depth,
      uses: new Map(),
      inner: [],
      asksForHelpers: false,
    };
    const { budget } = lowering;
    this.#recordings = [...recordings, recording];
    const value = make();
    this.#recordings = recordings;
    const piece = value && { id: ++this.#numbers.last, value };
    if (piece) this.#given += 1;
    const remembered: Remembered = {
      ...(piece && { piece }),
      sight: sightOf(scope, lowering),
      indent,
      uses: [...recording.uses.values()],
      helpers: recording.asksForHelpers ? lowering.helpers() : undefined,
      inner: recording.inner,
      cost: budget - lowering.budget,
    };
    if (piece) this.#pieces.set(piece.id, piece.value);
    recordings.at(-1)?.inner.push(remembered);
    return remembered;
  }

  #repeat(known: Remembered, { lowering, scope }: Block): void {
    lowering.budget -= known.cost;
    if (known.helpers !== undefined) this.noteHelpers();
    for (const use of known.uses) useDeclared(use, scope);
    this.#recordings.at(-1)?.inner.push(known);
    this.#keep(known);
  }

  #keep({ piece, inner }: Remembered): void {
    if (piece) this.#pieces.set(piece.id, piece.value);
    for (const each of inner) this.#keep(each);
  }
}

function holds({ sight, helpers }: Remembered, { lowering, scope }: Block): boolean {
  const now = sightOf(scope, lowering);
  if (!isSameSight(sight, now)) return false;
  scope.sight = sight; // the next comparison is one of identity
  return helpers === undefined || helpers === lowering.helpers();
}
