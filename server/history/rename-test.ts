/** The author renames a test or suite in the editor: what is kept of it, and of all below it, goes with the new title. */
import { makeTestId, readTestId, type Problem, type TestId } from '../../test-host/protocol.ts';
import { peekHistory, writeHistory } from './database.ts';
import { noteRename } from './renames.ts';

export function renameTest(rootDir: string, id: TestId, title: string): readonly Problem[] {
  if (peekHistory(rootDir, () => true) === undefined) return [];
  const { file, titles } = readTestId(id);
  const after = file.length + 1;
  const before = id.slice(after);
  const now = makeTestId(file, [...titles.slice(0, -1), title], 0).slice(after);
  const { problems } = writeHistory(rootDir, (db) => {
    const rows = db
      .prepare('select tests.id, name from tests join files on files.id = file where path = ?')
      .all(file);
    const names = new Set(rows.map((row) => String(row['name'])));
    const rename = db.prepare('update tests set name = ? where id = ?');
    for (const row of rows) {
      const name = String(row['name']);
      if (name !== before && !name.startsWith(`${before}>`)) continue;
      const renamed = now + name.slice(before.length);
      // It was called so before: that history is its own.
      if (names.has(renamed)) continue;
      rename.run(renamed, Number(row['id']));
      noteRename(db, `${file}#${name}`, `${file}#${renamed}`);
    }
  });
  return problems;
}
