/** All that a process may use that a test has started: what it loads and reads nobody sees. */
import type { FilePath } from '../../test-host/protocol.ts';
import { compilePatterns } from '../config/file-patterns.ts';
import { findFiles } from '../config/find-test-files.ts';
import { diskFiles } from '../workspace/disk-files.ts';
import { isCode } from './file-state.ts';

/** Relative to the root. Of what Git ignores only code counts, as builds leave it: the rest is written by runs. */
export function projectFiles(rootDir: string): readonly FilePath[] {
  const { isExcluded, bases } = compilePatterns({ rootDir, include: ['**/*'], exclude: [] });
  const context = { rootDir, files: diskFiles };
  const own = findFiles({ isIncluded: () => true, isExcluded, bases }, context);
  const built = findFiles(
    { isIncluded: isCode, isExcluded, bases },
    { ...context, seesIgnored: true },
  );
  return [...new Set([...own.files, ...built.files])];
}
