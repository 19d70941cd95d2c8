/** Files and titles that are called otherwise now, as git tells: their history goes on. */
import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import type { DatabaseSync } from 'node:sqlite';
import { fileOfTest, type FilePath, type TestId } from '../../test-host/protocol.ts';
import { prepared } from './prepared.ts';
import type { RecordedRun } from './recorded-run.ts';
import { textOf } from './test-history.ts';

export interface RenameContext {
  readonly rootDir: string;
  /** What git compares with. */
  readonly commit: string;
}

/** Files of a run for which git is asked: a rewrite of more is no renaming. */
const MOST_ASKED = 20;

/** Asks git only where there is something new in the place of something that is gone. */
export function followRenames(
  db: DatabaseSync,
  { results, scope }: Pick<RecordedRun, 'results' | 'scope'>,
  rootDir: string,
): void {
  const commit = lastCommit(db);
  if (commit === undefined) return;
  const byFile = Map.groupBy(results, ({ id }) => fileOfTest(id));
  followFiles(db, [...byFile.keys()], { rootDir, commit });
  if (scope === 'tests') return;
  const asked = { left: MOST_ASKED };
  for (const [file, ofFile] of byFile)
    followTitles(db, { file, ids: ofFile.map(({ id }) => id) }, { rootDir, commit, asked });
}

function followFiles(
  db: DatabaseSync,
  files: readonly FilePath[],
  { rootDir, commit }: RenameContext,
): void {
  const known = new Set(
    db
      .prepare('select path from files')
      .all()
      .map((row) => String(row['path'])),
  );
  const added = files.filter((file) => !known.has(file));
  if (added.length === 0) return;
  const gone = new Set([...known].filter((file) => !fs.existsSync(path.join(rootDir, file))));
  if (gone.size === 0) return;
  const rename = db.prepare('update files set path = ? where path = ?');
  for (const [from, to] of renamedFiles({ rootDir, commit })) {
    if (!gone.has(from) || !added.includes(to)) continue;
    rename.run(to, from);
    noteRename(db, from, to);
  }
}

export function renamedFiles({ rootDir, commit }: RenameContext): ReadonlyMap<FilePath, FilePath> {
  const args = ['diff', '--name-status', '--find-renames', '--diff-filter=R', '-z', '--relative'];
  const words = git(rootDir, [...args, commit]).split('\0');
  const renamed = new Map<FilePath, FilePath>();
  for (let at = 0; at + 2 < words.length; at += 3)
    renamed.set(words[at + 1] ?? '', words[at + 2] ?? '');
  return renamed;
}

export function lastCommit(db: DatabaseSync): string | undefined {
  const last = db
    .prepare('select commit_hash from runs where commit_hash is not null order by id desc limit 1')
    .get();
  return textOf(last?.['commit_hash']);
}

/** Of a file, or of a test: others have written the old name down (`new-names.ts`). */
export function noteRename(db: DatabaseSync, before: string, now: string): void {
  db.prepare('delete from renames where before = ?').run(now); // it came back
  db.prepare('insert or replace into renames values (?, ?)').run(before, now);
}

interface TestsOfFile {
  readonly file: FilePath;
  readonly ids: readonly TestId[];
}

function followTitles(
  db: DatabaseSync,
  { file, ids }: TestsOfFile,
  { rootDir, commit, asked }: RenameContext & { readonly asked: { left: number } },
): void {
  const rows = prepared(
    db,
    'select tests.id, name from tests join files on files.id = file where path = ?',
  ).all(file);
  const known = new Map(rows.map((row) => [String(row['name']), Number(row['id'])]));
  const now = new Set(ids.map((id) => id.slice(file.length + 1)));
  const added = [...now].filter((name) => !known.has(name));
  const gone = [...known.keys()].filter((name) => !now.has(name));
  if (added.length === 0 || gone.length === 0) return;
  if (asked.left-- <= 0) return;
  const rename = db.prepare('update tests set name = ? where id = ?');
  for (const [before, name] of renamedTitles({ file, gone, added }, { rootDir, commit })) {
    const test = known.get(before);
    if (test === undefined) continue;
    rename.run(name, test);
    noteRename(db, `${file}#${before}`, `${file}#${name}`);
  }
}

export function renamedTitles(
  { file, gone, added }: Record<'gone' | 'added', readonly string[]> & { readonly file: FilePath },
  { rootDir, commit }: RenameContext,
): ReadonlyMap<string, string> {
  const hunks = changesOf(file, { rootDir, commit });
  const renamed = new Map<string, string>();
  for (const name of added) {
    const before = gone.find((old) => !renamed.has(old) && isRenamed(old, name, hunks));
    if (before !== undefined) renamed.set(before, name);
  }
  return renamed;
}

/** With those of its title a file may have got another name, too: git then needs both. */
function changesOf(file: FilePath, context: RenameContext): readonly Hunk[] {
  const { rootDir, commit } = context;
  const args = ['diff', '--unified=0', '--no-color', '--find-renames', commit, '--', file];
  const hunks = hunksOf(git(rootDir, args));
  if (hunks.some(({ removed }) => removed.length > 0)) return hunks;
  const before = [...renamedFiles(context)].find(([, now]) => now === file)?.[0];
  return before === undefined ? hunks : hunksOf(git(rootDir, [...args, before]));
}

interface Hunk {
  readonly removed: readonly string[];
  readonly added: readonly string[];
}

/** One title of the path is another, and its line is another in the same place. */
function isRenamed(before: string, now: string, hunks: readonly Hunk[]): boolean {
  const old = before.split('>');
  const titles = now.split('>');
  if (old.length !== titles.length) return false;
  const changed = titles.flatMap((title, at) => (title === old[at] ? [] : at));
  const [at, ...more] = changed;
  if (at === undefined || more.length > 0) return false;
  const [oldTitle, title] = [old[at], titles[at]].map((text = '') => plainTitle(text));
  return hunks.some(({ removed, added }) =>
    removed.some(
      (line, index) =>
        line.includes(oldTitle ?? '') && added[index]?.includes(title ?? '') === true,
    ),
  );
}

/** Without the mark of a twin, and as it stands in the source. */
function plainTitle(title: string): string {
  return title
    .replace(/~\d+$/, '')
    .replaceAll(/%([0-9a-f]{2})/g, (_, code: string) => String.fromCharCode(parseInt(code, 16)));
}

function hunksOf(diff: string): readonly Hunk[] {
  return diff
    .split(/^@@ .*$/m)
    .slice(1)
    .map((text) => {
      const lines = text.split('\n');
      const having = (mark: string): readonly string[] =>
        lines.filter((line) => line.startsWith(mark)).map((line) => line.slice(1));
      return { removed: having('-'), added: having('+') };
    });
}

/** @returns nothing where git cannot say: a commit that a shallow clone does not have, no git */
function git(cwd: string, args: readonly string[]): string {
  try {
    const options = { cwd, encoding: 'utf8', timeout: 5_000, stdio: 'pipe' } as const;
    return execFileSync('git', ['--no-optional-locks', ...args], options);
  } catch {
    return '';
  }
}
