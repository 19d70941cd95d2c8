/** A commit as what the files are compared with. */
import path from 'node:path';
import type { FilePath, Problem } from '../../test-host/protocol.ts';
import { git, mergeBase, readBlobs, reasonOf } from '../git/git.ts';
import type { Base } from './base.ts';
import { stateOfText } from './file-state.ts';
import { noRepository, noSuchCommit } from './messages.ts';
import { ABSENT } from './state-log.ts';

export type OpenedCommit =
  | {
      readonly ok: true;
      readonly base: Base;
      /** All that is other than in the commit, also what git does not know yet; relative to the root. */
      readonly names: readonly FilePath[];
    }
  | { readonly ok: false; readonly problem: Problem };

export async function openCommit(rootDir: string, ref: string): Promise<OpenedCommit> {
  let top: string;
  try {
    top = (await git(rootDir, ['rev-parse', '--show-toplevel'])).trim();
  } catch (error) {
    return { ok: false, problem: noRepository(ref, reasonOf(error)) };
  }
  try {
    const base = await mergeBase(rootDir, ref);
    const [diff, others] = await Promise.all([
      git(rootDir, ['diff', '--name-only', '--no-renames', '--no-ext-diff', '-z', base]),
      git(rootDir, ['ls-files', '--others', '--exclude-standard', '-z', '--full-name', ':/']),
    ]);
    const names = [...namesIn(diff), ...namesIn(others)].map((name) =>
      path.relative(rootDir, path.join(top, name)).replaceAll('\\', '/'),
    );
    const before = await readBlobs(top, base, namesIn(diff));
    const byName = new Map(
      [...before].map(([name, bytes]) => [
        path.relative(rootDir, path.join(top, name)).replaceAll('\\', '/'),
        bytes,
      ]),
    );
    return { ok: true, names, base: commitBase(byName) };
  } catch (error) {
    return { ok: false, problem: noSuchCommit(ref, reasonOf(error)) };
  }
}

function commitBase(before: ReadonlyMap<FilePath, Buffer>): Base {
  return {
    kind: 'commit',
    versionOf: (name) => {
      const bytes = before.get(name);
      return bytes === undefined ? { hash: ABSENT } : stateOfText(name, bytes);
    },
  };
}

function namesIn(text: string): readonly string[] {
  return text.split('\0').filter((name) => name !== '');
}
