/** What has changed of what a test runs, since it passed last. */
import { execFileSync } from 'node:child_process';
import path from 'node:path';
import type { DatabaseSync } from 'node:sqlite';
import { isInstalled } from '../../modules/installed.ts';
import { readIndex } from '../../modules/store.ts';
import { fileOfTest, type TestId } from '../../test-host/protocol.ts';
import type { ResolvedConfig } from '../config/resolved-config.ts';
import { moduleStoreDirectory } from '../loading/store-place.ts';
import { peekHistory } from './database.ts';
import { isFileInput } from './input-names.ts';
import type { TestHistory } from './test-history.ts';
import { textOf } from './test-history.ts';

export interface FailingSince {
  /** The last run that it passed. */
  readonly passed: SeenCommit;
  /** The first that it failed. */
  readonly failed: SeenCommit;
  /** Of those between them, the ones that changed what it runs; the newest first. */
  readonly commits: readonly { readonly commit: string; readonly subject: string }[];
  /** Relative to the root, as git tells them. */
  readonly files: readonly string[];
  /** Of these files alone; '' when nothing of them has changed. */
  readonly diff: string;
  /** Git cannot compare: a commit that is not here, no git. */
  readonly why?: string;
}

export interface SeenCommit {
  readonly run: number;
  readonly commit: string;
  readonly isDirty: boolean;
}

/** @returns nothing of a test that does not fail, never passed, or was never run in a repository */
export function readFailingSince(
  config: ResolvedConfig,
  test: TestHistory,
): FailingSince | undefined {
  const { rootDir } = config;
  const first = test.failingSince;
  const last = test.results.findLast(
    ({ outcome, run }) => outcome === 'passed' && run < (first?.run ?? 0),
  );
  if (first === undefined || last === undefined) return undefined;
  const value = peekHistory(rootDir, (db) => ({
    passed: commitOf(db, last.run),
    failed: commitOf(db, first.run),
    inputs: inputsOf(db, test.id),
  }));
  if (value?.passed === undefined || value.failed === undefined) return undefined;
  const { passed, failed, inputs } = value;
  const files = [...modulesOf(config, fileOfTest(test.id)), ...inputs];
  return { passed, failed, ...compare(rootDir, { passed, failed, files }) };
}

function commitOf(db: DatabaseSync, run: number): SeenCommit | undefined {
  const row = db.prepare('select commit_hash, is_dirty from runs where id = ?').get(run);
  const commit = textOf(row?.['commit_hash']);
  return commit === undefined ? undefined : { run, commit, isDirty: row?.['is_dirty'] === 1 };
}

/** Files that it has read. */
function inputsOf(db: DatabaseSync, id: TestId): readonly string[] {
  return db
    .prepare('select name from inputs where file = (select id from files where path = ?)')
    .all(fileOfTest(id))
    .map((row) => String(row['name']))
    .filter(isFileInput);
}

/** All that it reaches below the root, as the last run found it. */
export function modulesOf(config: ResolvedConfig, file: string): readonly string[] {
  const { rootDir, setupFiles, jest } = config;
  const directory = moduleStoreDirectory(rootDir, { rules: jest?.modules });
  const modules = readIndex(directory, undefined)?.modules ?? {};
  const reached = new Set([path.join(rootDir, file), ...setupFiles]);
  for (const one of reached)
    for (const target of modules[one]?.targets ?? [])
      if (target.startsWith('m') && !isInstalled(target)) reached.add(target.slice(1));
  return [...reached].map((one) => path.relative(rootDir, one)).filter(isBelow);
}

function isBelow(file: string): boolean {
  return !file.startsWith('..') && !path.isAbsolute(file);
}

interface Comparison {
  readonly passed: SeenCommit;
  readonly failed: SeenCommit;
  readonly files: readonly string[];
}

function compare(
  rootDir: string,
  { passed, failed, files }: Comparison,
): Pick<FailingSince, 'commits' | 'files' | 'diff' | 'why'> {
  const git = (...args: readonly string[]): string =>
    execFileSync('git', ['--no-optional-locks', '--literal-pathspecs', ...args], {
      cwd: rootDir,
      encoding: 'utf8',
      timeout: 10_000,
      stdio: ['ignore', 'pipe', 'ignore'],
      maxBuffer: 64 * 1024 * 1024,
    });
  // What was not committed when it failed is only in the files.
  const range = failed.isDirty ? [passed.commit] : [passed.commit, failed.commit];
  try {
    return {
      commits: git('log', '--format=%h %s', `${passed.commit}..${failed.commit}`, '--', ...files)
        .split('\n')
        .filter((line) => line !== '')
        .map((line) => ({
          commit: line.slice(0, line.indexOf(' ')),
          subject: line.slice(line.indexOf(' ') + 1),
        })),
      files: git('diff', '--name-only', '--relative', '-z', ...range, '--', ...files)
        .split('\0')
        .filter((name) => name !== ''),
      diff: git('diff', '--no-color', '--no-ext-diff', '--relative', ...range, '--', ...files),
    };
  } catch {
    const why = `git cannot compare ${passed.commit.slice(0, 9)} with ${failed.commit.slice(0, 9)}: is one of them not here (a shallow clone, a rebase)?`;
    return { commits: [], files: [], diff: '', why };
  }
}
