/**
 * In which order files run, and in which portions hosts get them.
 *
 * Rules: what failed last first, where somebody waits for it (watch mode); then longest first by known durations, so that no long file begins last; files never seen before come before all
 * (nobody knows how long they take); ties in order of the path. With `shuffle` the seed alone decides. Portions are small
 * near the end: a host that waits costs more than a round trip.
 */
import type { FilePath, IsolationLevel, TestId, TestSelection } from '../../test-host/protocol.ts';

export interface PlannedFile {
  readonly file: FilePath;
  readonly isolation: IsolationLevel;
  readonly selection?: TestSelection;
  readonly located?: readonly TestId[];
  readonly isFirst?: boolean;
  /** Milliseconds it took last time. */
  readonly expected: number | undefined;
}

export interface OrderOptions {
  readonly shuffle: boolean;
  readonly seed: number;
}

export function orderFiles(
  files: readonly PlannedFile[],
  options: OrderOptions,
): readonly PlannedFile[] {
  if (options.shuffle) return shuffled(files, options.seed);
  return [...files].sort((a, b) => {
    if (a.isFirst !== b.isFirst) return a.isFirst === true ? -1 : 1;
    const difference = (b.expected ?? Infinity) - (a.expected ?? Infinity);
    return Number.isNaN(difference) || difference === 0 ? compareText(a.file, b.file) : difference;
  });
}

/**
 * Milliseconds of work for which one more host pays. Starting it and compiling what the others have compiled already takes
 * about as much: 1,000 small tests in 100 files took as long in two hosts as in one (0.25 s), and 40 % more CPU time.
 */
const WORK_PER_HOST_MS = 250;

/** So few files that never ran get all hosts at once: one of them may take for ever, with the next ones in its hands. */
const FEW_UNKNOWN = 16;

/**
 * How many hosts to begin with. Many files that never ran count nothing: how long they take shows soon (`HostPool`).
 * @param telling milliseconds that whoever hears the results takes: nobody has to be sooner
 */
export function hostsFor(
  files: readonly Pick<PlannedFile, 'isolation' | 'expected'>[],
  workers: number,
  telling = 0,
): number {
  const most = Math.max(1, Math.min(workers, files.length));
  let total = 0;
  for (const { isolation, expected } of files) {
    if (isolation === 'full' || (expected === undefined && files.length < FEW_UNKNOWN)) return most;
    total += expected ?? 0;
  }
  return Math.max(1, Math.min(most, hostsForWork(total, telling)));
}

/** @param work milliseconds */
export function hostsForWork(work: number, telling = 0): number {
  return Math.floor(work / Math.max(WORK_PER_HOST_MS, telling));
}

/** Milliseconds of work that a host may hold in advance: more would have to be taken back from it. */
const PORTION_MS = 40;
/** What a file is taken for that never ran, before others have. */
const UNKNOWN_MS = 10;

/** Milliseconds of work for which no other host is asked: a round trip takes about as long, and whoever waits for it idles. */
const SMALL_MS = 5;

export interface PortionOptions {
  /** Among so many the files are divided. */
  readonly hosts: number;
  /** It has nothing: while it runs the first file, it is to have the next one already. */
  readonly isIdle: boolean;
  /** Milliseconds that files take which never ran. Default: 10. */
  readonly unknown?: number | undefined;
}

/**
 * Whether a lone host is given more. What it has done it says every 20 ms (`EventChannel`): with less than that in advance
 * it would wait after each portion.
 */
export function isShortOfWork(files: readonly PlannedFile[], unknown = UNKNOWN_MS): boolean {
  let held = 0;
  for (const { expected = unknown } of files) held += expected;
  return held <= PORTION_MS;
}

/** How many of the next files one host gets at once. */
export function portionSize(
  queue: readonly PlannedFile[],
  { hosts, isIdle, unknown = UNKNOWN_MS }: PortionOptions,
): number {
  const fair = hosts === 1 ? queue.length : Math.floor(queue.length / (hosts * 3));
  let total = 0;
  let size = 0;
  for (const { expected = unknown, isolation } of queue) {
    if (size > 0) {
      if (isolation === 'full') break;
      const isNext = isIdle && size === 1 && (hosts === 1 || expected <= SMALL_MS);
      const isFair = size < fair && total + expected <= PORTION_MS;
      if (!isNext && !isFair && total + expected > SMALL_MS) break;
    }
    total += expected;
    size++;
    if (isolation === 'full') break;
  }
  return size;
}

/** Fisher–Yates, with a generator that is the same everywhere. */
function shuffled<T>(items: readonly T[], seed: number): T[] {
  const result = [...items];
  const random = mulberry32(seed);
  for (let i = result.length - 1; i > 0; i--) {
    const j = Math.floor(random() * (i + 1));
    const other = result[j];
    const own = result[i];
    if (own === undefined || other === undefined) continue;
    result[i] = other;
    result[j] = own;
  }
  return result;
}

/** Tommy Ettinger's mulberry32: 32 bits of state, numbers in [0, 1). */
export function mulberry32(seed: number): () => number {
  let state = seed | 0;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
