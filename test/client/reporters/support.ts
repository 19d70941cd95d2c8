/** Events in, text out: builders of run events, and reporters that run over them without a screen. */
import type {
  Outcome,
  OutcomeReason,
  RunEvent,
  RunMessage,
  RunSummary,
  SerializedError,
  StackFrame,
  TestNodeInfo,
} from '../../../test-host/protocol.ts';
import { formats, type FormatName } from '../../../client/reporters/formats.ts';
import type { Reporter, ReporterContext, Screen } from '../../../client/reporters/reporter.ts';

export interface TestSketch {
  /** From the outermost suite to the test. */
  readonly titles: readonly string[];
  readonly outcome?: Outcome;
  readonly reason?: OutcomeReason;
  readonly note?: string;
  readonly duration?: number;
  readonly errors?: readonly SerializedError[];
  readonly retries?: readonly (readonly SerializedError[])[];
  readonly repeat?: number;
  readonly line?: number;
  readonly output?: string;
  readonly annotations?: readonly { readonly message: string; readonly type?: string }[];
  readonly attachments?: readonly {
    readonly name: string;
    readonly contentType: string;
    readonly body: string;
  }[];
}

export interface FileSketch {
  readonly errors?: readonly SerializedError[];
  readonly outcome?: Outcome;
  readonly duration?: number;
  /** Events right before the file is finished. */
  readonly before?: readonly RunEvent[];
}

export const file = 'src/cart.test.ts';

export function testId(titles: readonly string[], path: string = file): string {
  return `${path}#${titles.join('>')}`;
}

/** All events of one file, from its start to its end. */
export function fileEvents(
  path: string,
  tests: readonly TestSketch[],
  sketch: FileSketch = {},
): RunEvent[] {
  const nodes = new Map<string, TestNodeInfo>();
  for (const test of tests) addNodes(nodes, path, test);
  const isFailure = tests.some(({ outcome }) => outcome === 'failed' || outcome === 'errored');
  return [
    { type: 'file-started', file: path, host: 1, at: 1000 },
    { type: 'file-collected', file: path, nodes: [...nodes.values()] },
    ...tests.flatMap((test) => testEvents(path, test)),
    ...(sketch.before ?? []),
    {
      type: 'file-finished',
      file: path,
      outcome: sketch.outcome ?? (isFailure ? 'failed' : 'passed'),
      duration: sketch.duration ?? 12,
      loadDuration: 2,
      errors: sketch.errors ?? [],
    },
  ];
}

/** The events between the start and the end of a run; without `end` it was cut off. */
export function runEvents(
  events: readonly RunEvent[],
  end: Partial<RunFinished> | null = {},
): RunMessage[] {
  const paths = new Set(
    events.flatMap((event) => (event.type === 'file-started' ? event.file : [])),
  );
  const all: RunEvent[] = [
    {
      type: 'run-started',
      at: 1000,
      files: Math.max(2, paths.size),
      workers: 4,
      seed: 42,
      shuffled: false,
      versions: { ztest: '0.1.0', node: '24.0.0' },
    },
    ...events,
  ];
  if (end !== null) all.push({ ...runFinished, ...end });
  return all.map((event) => ({ ...event, runId: 'run' }));
}

type RunFinished = Extract<RunEvent, { type: 'run-finished' }>;

const noFiles = { passed: 0, failed: 0, skipped: 0, errored: 0 };
const summary: RunSummary = {
  files: noFiles,
  tests: noFiles,
  todo: 0,
  flaky: 0,
  quarantined: 0,
  cached: 0,
  snapshots: { matched: 0, written: 0, updated: 0, unmatched: 0, obsolete: 0, removed: 0 },
};
const runFinished: RunFinished = {
  type: 'run-finished',
  at: 2234,
  duration: 1234,
  workers: 2,
  outcome: 'passed',
  summary,
};

export function withSnapshots(counts: Partial<RunSummary['snapshots']>): Partial<RunFinished> {
  return { summary: { ...summary, snapshots: { ...summary.snapshots, ...counts } } };
}

export function error(message: string, more: Partial<SerializedError> = {}): SerializedError {
  return { name: 'Error', message, stack: [], ...more };
}

export function frame(path: string, line: number, column: number): StackFrame {
  return { file: path, line, column };
}

export interface RenderOptions extends Partial<Omit<ReporterContext, 'screen'>> {
  readonly screen?: Partial<Screen>;
  /** Source files for code frames. */
  readonly sources?: Readonly<Record<string, string>>;
}

/** The whole text of a reporter that gets all events in one batch. */
export async function render(
  name: FormatName,
  events: readonly RunMessage[],
  options: RenderOptions = {},
): Promise<string> {
  return (await renderBatches(formats[name].reporter, [events], options)).join('');
}

/** What a reporter yields, piece by piece. */
export async function renderBatches(
  reporter: Reporter,
  batches: Iterable<readonly RunMessage[]>,
  options: RenderOptions = {},
): Promise<string[]> {
  const { screen, sources, ...rest } = options;
  const context: ReporterContext = {
    rootDir: '/project',
    cwd: '/project',
    env: {},
    now: () => 2000,
    slowThreshold: 300,
    command: 'npx ztest',
    readSource: (path) => sources?.[path],
    remarks: () => new Map(),
    keepOverflow: () => undefined,
    takeNotes: () => '',
    isDropped: () => false,
    appendFile: () => Promise.resolve(),
    writtenFiles: [],
    ...rest,
    screen: { isLive: false, hasColor: false, columns: () => 80, rows: () => 24, ...screen },
  };
  const pieces: string[] = [];
  for await (const piece of reporter(later(batches), context)) pieces.push(piece);
  return pieces;
}

async function* later<T>(items: Iterable<T>): AsyncGenerator<T> {
  for (const item of items) yield await Promise.resolve(item);
}

function addNodes(
  nodes: Map<string, TestNodeInfo>,
  path: string,
  { titles, line }: TestSketch,
): void {
  for (let depth = 1; depth <= titles.length; depth++) {
    const id = testId(titles.slice(0, depth), path);
    const isTest = depth === titles.length;
    const parent = depth > 1 ? { parent: testId(titles.slice(0, depth - 1), path) } : {};
    const location =
      isTest && line !== undefined ? { location: { file: path, line, column: 3 } } : {};
    if (!nodes.has(id)) {
      nodes.set(id, {
        id,
        kind: isTest ? 'test' : 'suite',
        title: titles[depth - 1] ?? '',
        ...parent,
        ...location,
      });
    }
  }
}

function testEvents(path: string, sketch: TestSketch): RunEvent[] {
  const {
    titles,
    output,
    line: _line,
    outcome = 'passed',
    duration = 4,
    errors = [],
    ...rest
  } = sketch;
  const id = testId(titles, path);
  return [
    { type: 'test-started', id, at: 1000 },
    ...(output === undefined
      ? []
      : [{ type: 'output', stream: 'stdout', text: output, test: id, file: path } as const]),
    { type: 'test-finished', id, outcome, duration, errors, ...rest },
  ];
}

/** Removes the common indentation and the first and last line of a template string. */
export function lines(text: string): string {
  const all = text.split('\n').slice(1, -1);
  const margin = Math.min(
    ...all.filter((line) => line.trim() !== '').map((line) => line.search(/\S/)),
  );
  return all.map((line) => `${line.slice(margin)}\n`).join('');
}
