/** What the compiler of a project cannot read of the types that its tests import afterwards. */
import type { Files } from '../workspace/files.ts';
import { installedVersion, joined, type JestSuite } from './jest-suites.ts';
import { MINUTES, type Note } from './notes.ts';

const OLDEST = { major: 5, minor: 4 };

/** @param tests those that are converted */
export function typescriptNotes(
  { rootDir: folder }: JestSuite,
  tests: readonly string[],
  { rootDir, files }: { readonly rootDir: string; readonly files: Files },
): readonly Note[] {
  if (!tests.some((file) => /\.[cm]?tsx?$/.test(file))) return [];
  const found = installedVersion('typescript', { rootDir, folder, files });
  if (found === undefined) return [];
  const { major, minor } = found;
  if (major > OLDEST.major || (major === OLDEST.major && minor >= OLDEST.minor)) return [];
  return [
    {
      file: joined(folder, 'package.json'),
      kind: 'hand',
      what: `TypeScript ${major}.${minor} cannot read the types of ztest`,
      advice: `Tests run all the same; to check their types, take TypeScript ${OLDEST.major}.${OLDEST.minor} or newer.`,
      minutes: MINUTES.medium,
    },
  ];
}
