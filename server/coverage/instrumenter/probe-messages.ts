/** What a thread that puts probes into sources is asked, and what it says. */
import type { ProbeOptions } from '../../../modules/code-map.ts';
import type { ProbedAnswer } from './instrumenter-chunk.ts';

/** First of all what is counted, then tasks, in the order of the answers; `undefined`: nothing more will be asked. */
export type ProbeMessage = { readonly options: ProbeOptions } | readonly ProbeTask[] | undefined;

export type ProbeTask =
  | { readonly id: number; readonly path: string; readonly source: string }
  /** The source map of what became of the text with probes that `id` was answered with. */
  | { readonly id: number; readonly map: string };

/** To a source, and to a map. */
export type TaskAnswer = ProbedAnswer | string;
