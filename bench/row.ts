/** A row of a table whose figures are no runs of a command alone, and the verdict on it. Pure but for `run`. */
import type { Verdict } from './bars.ts';
import { median } from './rounds.ts';

export interface Figure {
  readonly name: string;
  readonly unit: 'ms' | 'MB' | '%' | '×' | 'processes';
  readonly bar?: { readonly of: 'median' | 'p95' | 'most'; readonly atMost: number };
}

export interface Row extends Figure {
  /** Whether it joins the first rounds only. */
  readonly isSlow?: true;
  /** What one round gives. @throws when it did not do what it is measured for */
  readonly run: () => Promise<readonly number[]>;
}

export const ROW_COLUMNS: readonly string[] = ['', 'values', 'median', 'p95', 'from … to'];

export function rowCells({ name, unit }: Figure, values: readonly number[]): readonly string[] {
  return [
    name,
    String(values.length),
    figure(median(values), unit),
    figure(p95(values), unit),
    `${figure(Math.min(...values), unit)} … ${figure(Math.max(...values), unit)}`,
  ];
}

/** None for a figure without a limit: a peer's, for comparison. */
export function verdictOn(
  { name, unit, bar }: Figure,
  values: readonly number[],
): readonly Verdict[] {
  if (bar === undefined) return [];
  const text = `${name}: ${bar.of} ≤ ${figure(bar.atMost, unit)}`;
  if (values.length === 0) return [{ bar: text, measured: '', outcome: 'not measured' }];
  const value = STATISTICS[bar.of](values);
  const outcome = value <= bar.atMost ? 'met' : 'missed';
  return [{ bar: text, measured: figure(value, unit), outcome }];
}

const STATISTICS = {
  median,
  p95,
  most: (values: readonly number[]): number => Math.max(...values),
};

function p95(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * 0.95))] ?? Number.NaN;
}

function figure(value: number, unit: Row['unit']): string {
  if (unit === '×') return `${value.toFixed(2)} ×`;
  if (unit !== 'ms') return `${value.toFixed(0)} ${unit}`;
  return value < 100 ? `${value.toFixed(1)} ms` : `${value.toFixed(0)} ms`;
}
