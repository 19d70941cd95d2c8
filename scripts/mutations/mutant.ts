/** A change of a project that may change the outcome of tests. */
export interface Mutant {
  /** `operator`, `re-export`, `package.json`, … */
  readonly kind: string;
  /** For people: where and what. */
  readonly title: string;
  /** Relative to the project, with forward slashes; of several the first is what file-level selection is asked about. */
  readonly changes: readonly FileChange[];
  /** Variables that are other than they were. */
  readonly env?: Readonly<Record<string, string>>;
  /** Types and comments: nothing should be selected. */
  readonly isHarmless?: true;
}

export interface FileChange {
  readonly file: string;
  /** Absent: the file goes. */
  readonly text?: string;
}

/** Round robin over the kinds, so that few mutants are of many kinds; the same seed picks the same. */
export function pick(mutants: Iterable<Mutant>, seed: number): readonly Mutant[] {
  let state = seed;
  const random = (): number => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
  const shuffled = [...mutants]
    .map((mutant) => ({ mutant, at: random() }))
    .toSorted((a, b) => a.at - b.at)
    .map(({ mutant }) => mutant);
  const kinds = [...Map.groupBy(shuffled, ({ kind }) => kind).values()];
  const rounds = Math.max(0, ...kinds.map(({ length }) => length));
  return Array.from({ length: rounds }, (_, round) =>
    kinds.flatMap((ofKind) => ofKind[round] ?? []),
  ).flat();
}
