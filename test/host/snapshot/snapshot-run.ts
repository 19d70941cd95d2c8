/**
 * Runs tests that are given as functions with the snapshot matchers, in a folder of its own, as a host would:
 * the one place that touches what the runner calls.
 */
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { equals, iterableEquality, subsetEquality } from '@jest/expect-utils';
import {
  runInTest,
  setCurrentFile,
  type FileScope,
  type TestScope,
} from '../../../test-host/api/scope.ts';
import {
  attachSnapshots,
  discardSnapshotAttempt,
  finishSnapshots,
  snapshotMatchers,
  type SnapshotSettings,
} from '../../../test-host/snapshot/matchers.ts';
import type { FinishResult } from '../../../test-host/snapshot/state-types.ts';

/** `expect` with nothing but snapshot matchers; throws where `expect` would. */
export type Expecting = (received: unknown) => {
  readonly [Name in keyof typeof snapshotMatchers]: (...args: unknown[]) => void;
} & { readonly not: { toMatchSnapshot: () => void } };

export interface TestCase {
  /** `suite > test`; the part before ` > ` is a suite. */
  readonly title: string;
  readonly body: (expect: Expecting, attempt: number) => void;
  readonly retries?: number;
  /** How often it runs again after it passed. */
  readonly repeats?: number;
  readonly isSkipped?: boolean;
  readonly expectsFailure?: boolean;
}

export interface RunFacts extends FinishResult {
  /** Full name → `passed`, or the message of the failure with its code in front. */
  readonly outcomes: Readonly<Record<string, string>>;
}

export interface SnapshotFolder extends Disposable {
  readonly directory: string;
  readonly write: (file: string, text: string) => void;
  readonly read: (file: string) => string;
  readonly has: (file: string) => boolean;
  readonly run: (
    tests: readonly TestCase[],
    settings?: Partial<SnapshotSettings>,
  ) => Promise<RunFacts>;
}

/** The test file is `a.test.ts`, so its snapshots are in {@link SNAP}. */
export function createSnapshotFolder(): SnapshotFolder {
  const directory = fs.mkdtempSync(path.join(os.tmpdir(), 'ztest-snapshots-'));
  const at = (file: string) => path.join(directory, file);
  return {
    directory,
    write: (file, text) => {
      fs.mkdirSync(path.dirname(at(file)), { recursive: true });
      fs.writeFileSync(at(file), text);
    },
    read: (file) => fs.readFileSync(at(file), 'utf8'),
    has: (file) => fs.existsSync(at(file)),
    run: (tests, settings = {}) => run(directory, tests, settings),
    [Symbol.dispose]: () => fs.rmSync(directory, { recursive: true, force: true }),
  };
}

export const SNAP = '__snapshots__/a.test.ts.snap';
export const HEADER = '// Jest Snapshot v1, https://jestjs.io/docs/snapshot-testing\n\n';

async function run(
  directory: string,
  tests: readonly TestCase[],
  settings: Partial<SnapshotSettings>,
): Promise<RunFacts> {
  const file: FileScope = {
    path: 'a.test.ts',
    absolutePath: path.join(directory, 'a.test.ts'),
    rootDir: directory,
    disposers: [],
    testDisposers: [],
    additions: 0,
    slots: new Map(),
  };
  attachSnapshots(file, {
    update: 'new',
    format: {},
    callerLocation: () => undefined,
    ...settings,
  });
  setCurrentFile(file);
  const outcomes: Record<string, string> = {};
  const unfinished: string[] = [];
  try {
    for (const [index, test] of tests.entries()) {
      const titles = test.title.split(' > ');
      const outcome =
        test.isSkipped === true ? 'skipped' : runAttempts(file, { test, titles, id: `${index}` });
      outcomes[titles.join(' ')] = outcome;
      if (outcome !== 'passed' || test.expectsFailure === true) unfinished.push(titles.join(' '));
    }
    return { ...(await finishSnapshots(file, { unfinished, complete: true })), outcomes };
  } finally {
    setCurrentFile(undefined);
  }
}

function runAttempts(
  file: FileScope,
  run: { test: TestCase; titles: readonly string[]; id: string },
): string {
  const { test, titles, id } = run;
  let repeat = 0;
  for (let attempt = 0; ; attempt++) {
    const scope: TestScope & { readonly repeat: number } = {
      repeat,
      id,
      titles,
      file,
      signal: new AbortController().signal,
      concurrent: false,
      expectsFailure: test.expectsFailure === true,
      isActive: true,
      assertionCalls: 0,
      expectedAssertions: undefined,
      softErrors: [],
      pendingAssertions: new Set(),
      annotations: [],
      attachments: [],
    };
    try {
      runInTest(scope, () => test.body(expecting, attempt));
      if (repeat++ >= (test.repeats ?? 0)) return 'passed';
    } catch (error) {
      if (attempt >= (test.retries ?? 0)) return describe(error);
      discardSnapshotAttempt(scope);
    }
  }
}

const expecting = ((received: unknown) => ({
  ...bind(received, false),
  not: bind(received, true),
})) as Expecting; // the names come from `snapshotMatchers` itself

function bind(received: unknown, isNot: boolean): Record<string, (...args: unknown[]) => void> {
  const context = { isNot, equals, utils: { iterableEquality, subsetEquality } };
  return Object.fromEntries(
    Object.entries(snapshotMatchers).map(([name, matcher]) => [
      name,
      (...args: unknown[]) => {
        const outcome = matcher.call(context, received, ...args);
        if (!outcome.pass) throw new Error(outcome.message());
      },
    ]),
  );
}

function describe(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return 'code' in error ? `${String(error.code)} ${error.message}` : error.message;
}
