/** The bars of a scenario, and the verdict that its medians give. Pure. */

/** A limit, in the names of a scenario's contenders. Times are medians of wall time. */
export type Bar =
  | {
      readonly kind: 'ratio';
      readonly of: string;
      readonly to: string;
      /** Absent: for comparison. */
      readonly atMost?: number;
      readonly plusMs?: number;
    }
  | {
      readonly kind: 'efficiency';
      readonly one: string;
      readonly two: string;
      readonly moreThan?: number;
    }
  | { readonly kind: 'own-memory'; readonly of: string; readonly lessThanMb: number };

/** The medians of one contender. Times in ms, memory in bytes. */
export interface Medians {
  readonly wall: number;
  readonly cpu: number;
  readonly ownMemory: number;
  readonly treeMemory: number;
}

/** How a bar came out. `none` is for a figure without a limit: a peer's, for comparison. */
export interface Verdict {
  readonly bar: string;
  readonly measured: string;
  readonly outcome: 'met' | 'missed' | 'not measured' | 'none';
}

/**
 * Holds a bar against the medians.
 *
 * @param medians by contender; one that could not be measured is missing
 */
export function judge(bar: Bar, medians: ReadonlyMap<string, Medians>): Verdict {
  switch (bar.kind) {
    case 'ratio':
      return judgeRatio(bar, medians);
    case 'efficiency': {
      const one = medians.get(bar.one)?.wall;
      const two = medians.get(bar.two)?.wall;
      const name = bar.two.replace(/, 2 workers$/, '');
      const limit = bar.moreThan === undefined ? '' : ` > ${percent(bar.moreThan)}`;
      const text = `efficiency of two workers, ${name}${limit}`;
      if (one === undefined || two === undefined) return notMeasured(text);
      const efficiency = one / (2 * two);
      const outcome = bar.moreThan === undefined ? 'none' : verdictOf(efficiency > bar.moreThan);
      return { bar: text, measured: percent(efficiency), outcome };
    }
    case 'own-memory': {
      const text = `own process of ${bar.of} < ${bar.lessThanMb} MB`;
      const bytes = medians.get(bar.of)?.ownMemory;
      if (bytes === undefined || bytes === 0) return notMeasured(text);
      const megabytes = bytes / 1e6;
      return {
        bar: text,
        measured: `${megabytes.toFixed(0)} MB`,
        outcome: verdictOf(megabytes < bar.lessThanMb),
      };
    }
  }
}

function judgeRatio(bar: Bar & { kind: 'ratio' }, medians: ReadonlyMap<string, Medians>): Verdict {
  const extra = bar.plusMs ?? 0;
  const text =
    bar.atMost === undefined
      ? `${bar.of} against ${bar.to}`
      : `${bar.of} ≤ ${bar.atMost} × ${bar.to}${extra > 0 ? ` + ${extra} ms` : ''}`;
  const subject = medians.get(bar.of)?.wall;
  const base = medians.get(bar.to)?.wall;
  if (subject === undefined || base === undefined) return notMeasured(text);
  const limit = (bar.atMost ?? Infinity) * base + extra;
  const measured =
    extra > 0
      ? `${subject.toFixed(0)} ms of at most ${limit.toFixed(0)} ms`
      : `${(subject / base).toFixed(2)} × (${subject.toFixed(0)} ms against ${base.toFixed(0)} ms)`;
  const outcome = bar.atMost === undefined ? 'none' : verdictOf(subject <= limit);
  return { bar: text, measured, outcome };
}

function verdictOf(isMet: boolean): Verdict['outcome'] {
  return isMet ? 'met' : 'missed';
}

function notMeasured(bar: string): Verdict {
  return { bar, measured: '', outcome: 'not measured' };
}

function percent(share: number): string {
  return `${(share * 100).toFixed(0)} %`;
}
