/** What tests are called now that somebody wrote down under the name that they had. */
import fs from 'node:fs';
import path from 'node:path';
import type { DatabaseSync } from 'node:sqlite';
import { fileOfTest, type TestId } from '../../test-host/protocol.ts';
import { peekHistory } from './database.ts';
import { lastCommit, renamedFiles, renamedTitles, type RenameContext } from './renames.ts';
import { textOf } from './test-history.ts';

export interface MissingTests {
  readonly missing: readonly TestId[];
  /** All tests of the one file that they were in; absent: it is not there. */
  readonly present?: ReadonlySet<TestId>;
}

/** What tests are called now that were written down under another name: as runs have seen it, else as git tells. */
export function readNewNames(rootDir: string, tests: MissingTests): ReadonlyMap<TestId, TestId> {
  const value = peekHistory(rootDir, (db) => ({
    commit: lastCommit(db),
    names: new Map(tests.missing.map((id) => [id, nameInHistory(db, id)])),
  }));
  const isThere = (id: TestId): boolean =>
    tests.present?.has(id) ?? fs.existsSync(path.join(rootDir, fileOfTest(id)));
  const known = new Map([...(value?.names ?? [])].filter(([, now]) => isThere(now)));
  const missing = tests.missing.filter((id) => !known.has(id));
  const commit = value?.commit;
  if (missing.length === 0 || commit === undefined) return known;
  const fromGit = namesInGit({ ...tests, missing }, { rootDir, commit });
  return new Map([...known, ...fromGit]);
}

/** Nobody renames a test more often. */
const MOST_RENAMES = 20;

function nameInHistory(db: DatabaseSync, id: TestId): TestId {
  const next = db.prepare('select now from renames where before = ?');
  let name = id;
  for (let count = 0; count < MOST_RENAMES; count++) {
    const file = fileOfTest(name);
    const now = textOf(next.get(name)?.['now']);
    const moved = textOf(next.get(file)?.['now']);
    if (now !== undefined) name = now;
    else if (moved !== undefined) name = moved + name.slice(file.length);
    else break;
  }
  return name;
}

function namesInGit(
  { missing, present }: MissingTests,
  context: RenameContext,
): ReadonlyMap<TestId, TestId> {
  if (present === undefined) {
    const files = renamedFiles(context);
    return new Map(
      missing.flatMap((id): [TestId, TestId][] => {
        const now = files.get(fileOfTest(id));
        return now === undefined ? [] : [[id, now + id.slice(fileOfTest(id).length)]];
      }),
    );
  }
  const [file = ''] = missing.map(fileOfTest);
  const nameOf = (id: TestId): string => id.slice(file.length + 1);
  const gone = missing.map(nameOf);
  const added = [...present].map(nameOf);
  const renamed = renamedTitles({ file, gone, added }, context);
  return new Map([...renamed].map(([before, now]) => [`${file}#${before}`, `${file}#${now}`]));
}
