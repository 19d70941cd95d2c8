/**
 * What a reporter is. It runs in the command's own process, next to the scheduling of the run: it
 * must never block for long, and never writes by itself; it yields text and the set of reporters
 * puts that text where the user asked for it.
 */
import type { Remark } from '../../server/engine.ts';
import type { RunMessage, TestId } from '../../test-host/protocol.ts';

/**
 * Turns the batches of one run into text. What it yields is written in order, piece by piece; each
 * piece ends with a line break (a live view may end with a control sequence instead).
 *
 * An **empty batch is a tick**: nothing happened, but time passed. Ticks come only when the format
 * asks for them and only while no batch comes. The iteration ends after the last batch of the run.
 *
 * @example
 * async function* names(batches: EventBatches) {
 *   for await (const batch of batches)
 *     for (const event of batch) if (event.type === 'test-finished') yield `${event.id}\n`;
 * }
 */
export type Reporter = (batches: EventBatches, context: ReporterContext) => AsyncGenerator<string>;

export type EventBatches = AsyncIterable<readonly RunMessage[]>;

/** What a reporter knows of the world. All of it comes in, so that its text depends on nothing else. */
export interface ReporterContext {
  /** Absolute path that the paths of events are relative to. */
  readonly rootDir: string;
  /** Where the user is: paths are shown relative to it, so that a terminal can open them. */
  readonly cwd: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly screen: Screen;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  /** Milliseconds after which a test is marked as slow. */
  readonly slowThreshold: number;
  /** How the user calls us, e.g. `npx ztest`: the beginning of commands to copy. */
  readonly command: string;
  /** The text of a source file, or `undefined` when it cannot be read. Called on failures only. */
  readonly readSource: (file: string) => string | undefined;
  /** What earlier runs say of tests that failed. Called at the end of a run with failures only. */
  readonly remarks: (ids: readonly TestId[]) => ReadonlyMap<TestId, Remark>;
  /** Keeps what is too long to show and says where it is, or `undefined` when nothing can be kept. */
  readonly keepOverflow: (text: string) => string | undefined;
  /** Appends to a file that another program names, e.g. the step summary of a CI server. */
  readonly appendFile: (path: string, text: string) => Promise<void>;
  /** What the command has to say meanwhile: whole lines, to be shown above a live view. */
  readonly takeNotes: () => string;
  /** The run was ended for another one: what it has shown is taken away, and nothing follows. */
  readonly isDropped: () => boolean;
  /** Files that other reporters of this run write, relative to `cwd`; named at the end. */
  readonly writtenFiles: readonly string[];
}

/** The place a reporter's text goes to. */
export interface Screen {
  /** May be redrawn: a terminal that understands control sequences, and no CI log. */
  readonly isLive: boolean;
  readonly hasColor: boolean;
  /** Cells of a line; asked again at each redraw. */
  readonly columns: () => number;
  readonly rows: () => number;
}
