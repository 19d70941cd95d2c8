/** What the worker thread of the history is asked, and answers: one after the other, in order. */
import type { Problem, TestId } from '../../test-host/protocol.ts';
import type { CauseName } from '../diagnosis/causes.ts';
import type { RecordJob } from './record-job.ts';
import type { HealthReport } from './test-health.ts';
import type { TestHistory } from './test-history.ts';

export type HistoryQuestion =
  | { readonly kind: 'record'; readonly jobs: readonly RecordJob[] }
  | { readonly kind: 'diagnosed'; readonly id: TestId; readonly causes: readonly CauseName[] }
  | { readonly kind: 'renamed'; readonly id: TestId; readonly title: string }
  | { readonly kind: 'health' }
  | { readonly kind: 'tests'; readonly ids: readonly TestId[] };

export type HistoryTask = { readonly rootDir: string } & HistoryQuestion;

export interface HistoryAnswer {
  /** A bug of ours. */
  readonly error?: string;
  readonly problems?: readonly Problem[];
  /** Absent: nothing was recorded yet. */
  readonly health?: HealthReport;
  readonly tests?: readonly TestHistory[];
}
