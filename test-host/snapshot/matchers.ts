/**
 * The snapshot matchers as `expect` registers them, and what the runner calls around a test file. This is
 * the part that loads with every host: all that does the work is in the chunk `snapshot`, loaded by the
 * first test that takes one.
 */
import path from 'node:path';
import {
  currentFileScope,
  currentTest,
  fileSlot,
  noteAddition,
  type FileScope,
  type TestScope,
} from '../api/scope.ts';
import { YES } from '../expect/comparison.ts';
import { compareSubset } from '../expect/compare-subset.ts';
import { lazyChunk } from '../lazy-chunk.ts';
import type * as SnapshotChunk from './chunk.ts';
import type { SourcePosition } from './inline-sites.ts';
import type { MatcherName, MatcherOutcome, SnapshotMatcherContext } from './match.ts';
import type { JestSnapshotState } from './jest-state.ts';
import { realFs } from './real-fs.ts';
import type { SerializeOptions } from './serialize.ts';
import type { SnapshotDialect } from './snap-format.ts';
import type { SnapshotState } from './state.ts';
import type { FinishOptions, FinishResult } from './state-types.ts';
import type { SnapshotFormat, SnapshotSerializer } from './types.ts';

/** For `expect`: matchers in the shape of `expect.extend`. */
export const snapshotMatchers = {
  toMatchSnapshot: snapshotMatcher('toMatchSnapshot'),
  toMatchInlineSnapshot: snapshotMatcher('toMatchInlineSnapshot'),
  toThrowErrorMatchingSnapshot: snapshotMatcher('toThrowErrorMatchingSnapshot'),
  toThrowErrorMatchingInlineSnapshot: snapshotMatcher('toThrowErrorMatchingInlineSnapshot'),
  toMatchFileSnapshot: snapshotMatcher('toMatchFileSnapshot'),
};

export interface SnapshotSettings {
  /** `none`: neither written nor updated (CI). `new`: new ones are written. `all`: also changed ones. */
  readonly update: 'none' | 'new' | 'all';
  readonly format: SnapshotFormat;
  /** In the first line of the files. Default: that of Jest 30. */
  readonly link?: string;
  /** Of an error, its own message alone is kept. */
  readonly leavesCauses?: boolean;
  /** Serializers of the configuration, the one to ask first in front. */
  readonly serializers?: readonly SnapshotSerializer[];
  /** Absolute path of the test file to that of its snapshots; the default is `__snapshots__/<name>.snap` beside it. */
  readonly resolveSnapshotPath?: (testPath: string) => string;
  /** The first frame of the user in the stack of an error, in the source: absolute path, 1-based. */
  readonly callerLocation: (error: Error) => SourcePosition | undefined;
  /** Whether `text`, just read from a source file, is what this run loaded; always true when not given. */
  readonly isUnchanged?: (file: string, text: string) => boolean;
  /** Hears the absolute path of what is compared with that is not in the file beside the test file. */
  readonly onElsewhere?: (file: string) => void;
  /** False: nothing is written in the end. Default: true. */
  readonly isWritten?: boolean;
}

/** Call it before a test file loads its first module. */
export function attachSnapshots(file: FileScope, settings: SnapshotSettings): void {
  file.slots.set(slotKey, {
    settings,
    serializers: [...(settings.serializers ?? [])],
    state: undefined,
    jestState: undefined,
    dialect: 'jest',
  } satisfies FileSnapshots);
}

/** Of the rest of the test file; before its first snapshot. */
export function setSnapshotDialect(dialect: SnapshotDialect): void {
  const slot = fileSlot<FileSnapshots | undefined>(slotKey, () => undefined);
  if (slot !== undefined) slot.dialect = dialect;
}

/**
 * Call it when the last test of the file is over: writes what is to be written.
 * Nothing is loaded for a file without snapshots.
 */
export async function finishSnapshots(
  file: FileScope,
  options: FinishOptions,
): Promise<FinishResult> {
  const slot = slotOf(file);
  if (slot === undefined) return nothingDone;
  if (slot.state === undefined && !realFs.existsSync(snapshotPathOf(file, slot.settings)))
    return nothingDone;
  const result = stateOf(file, slot).finish(options);
  slot.state = undefined; // A late call, after the file, must not be counted to what is written already.
  file.slots.delete(slotKey);
  return result;
}

/** Call it before a test is retried: what the failed attempt stored is taken back. */
export function discardSnapshotAttempt(test: TestScope): void {
  slotOf(test.file)?.state?.discardAttempt(test.id);
}

/** `expect.addSnapshotSerializer`: for the rest of the test file, asked before those added earlier. */
export function addSnapshotSerializer(serializer: SnapshotSerializer): void {
  noteAddition();
  fileSlot<FileSnapshots | undefined>(slotKey, () => undefined)?.serializers.unshift(serializer);
}

/**
 * `this.snapshotState` in a matcher, for matchers that were made for Jest (of images, of one file each) and work
 * on its state directly. Undefined while no test file runs. Having it costs nothing, using it loads the chunk.
 */
export function currentSnapshotState(): JestSnapshotState | undefined {
  const file = currentTest()?.file ?? currentFileScope();
  const slot = file && slotOf(file);
  if (file === undefined || slot === undefined) return undefined;
  slot.jestState ??= deferred(() =>
    loadChunk().toJestState(stateOf(file, slot), serializeOptionsOf(slot), currentTest),
  );
  return slot.jestState;
}

interface FileSnapshots {
  readonly settings: SnapshotSettings;
  readonly serializers: SnapshotSerializer[];
  state: SnapshotState | undefined;
  jestState: JestSnapshotState | undefined;
  dialect: SnapshotDialect;
}

const slotKey = Symbol('snapshots');
const noCounts = { matched: 0, written: 0, updated: 0, unmatched: 0, obsolete: 0, removed: 0 };
const nothingDone: FinishResult = { counts: noCounts, obsolete: [], problems: [] };

function snapshotMatcher(name: MatcherName) {
  return function (
    this: SnapshotMatcherContext,
    received: unknown,
    ...args: unknown[]
  ): MatcherOutcome {
    const test = this.test ?? currentTest();
    const file = test?.file ?? currentFileScope();
    const slot = file && slotOf(file);
    const { runMatcher, outsideOfFile } = loadChunk();
    if (file === undefined || slot === undefined) throw outsideOfFile(name);
    return runMatcher(
      {
        name,
        context: this,
        state: stateOf(file, slot),
        serialize: serializeOptionsOf(slot),
        testName: nameOf(this.currentTestName, test, slot.dialect),
        dialect: slot.dialect,
        leavesCauses: slot.settings.leavesCauses === true,
        attempt: test,
        expectsFailure: test?.expectsFailure === true,
        surelyMatches: (value, properties) => compareSubset(value, properties) === YES,
        resolve: (to) => {
          const place = path.resolve(path.dirname(file.absolutePath), to);
          slot.settings.onElsewhere?.(place);
          return namedFile(file, place);
        },
      },
      received,
      args,
    );
  };
}

function nameOf(
  given: string | undefined,
  test: TestScope | undefined,
  dialect: SnapshotDialect,
): string {
  if (dialect === 'vitest') return test?.titles.join(' > ') ?? '';
  return given ?? test?.titles.join(' ') ?? '';
}

function stateOf(file: FileScope, slot: FileSnapshots): SnapshotState {
  const { settings } = slot;
  slot.state ??= loadChunk().createSnapshotState({
    fs: realFs,
    file: namedFile(file, snapshotPathOf(file, settings)),
    dialect: slot.dialect,
    update: settings.update,
    link: settings.link,
    show: (absolute) => namedFile(file, absolute).shownAs,
    locate: (error) => {
      const position = settings.callerLocation(error);
      return position && { ...position, file: path.resolve(file.rootDir, position.file) };
    },
    isUnchanged: settings.isUnchanged ?? (() => true),
    isWritten: settings.isWritten,
  });
  return slot.state;
}

function snapshotPathOf(file: FileScope, settings: SnapshotSettings): string {
  const { absolutePath } = file;
  const other = settings.resolveSnapshotPath?.(absolutePath);
  if (other !== undefined) settings.onElsewhere?.(other);
  return (
    other ??
    path.join(path.dirname(absolutePath), '__snapshots__', `${path.basename(absolutePath)}.snap`)
  );
}

function namedFile(file: FileScope, absolute: string): { path: string; shownAs: string } {
  return { path: absolute, shownAs: path.relative(file.rootDir, absolute).replaceAll('\\', '/') };
}

function serializeOptionsOf({ serializers, settings }: FileSnapshots): SerializeOptions {
  return { serializers, format: settings.format };
}

/** An object that is made when it is used. */
function deferred<T extends object>(make: () => T): T {
  let made: T | undefined;
  const real = (): T => (made ??= make());
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- every access goes to a T
  return new Proxy({} as T, {
    get: (_, name) => Reflect.get(real(), name),
    set: (_, name, value) => Reflect.set(real(), name, value),
    has: (_, name) => Reflect.has(real(), name),
  });
}

function slotOf(file: FileScope): FileSnapshots | undefined {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- only `attachSnapshots` writes under this key
  return file.slots.get(slotKey) as FileSnapshots | undefined;
}

function loadChunk(): typeof SnapshotChunk {
  return lazyChunk<typeof SnapshotChunk>('snapshot', './snapshot/chunk.ts');
}
