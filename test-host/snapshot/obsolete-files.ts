/** Snapshot files whose test file is gone. Pure, and imports nothing of the host: for the server as well. */
import path from 'node:path';

export interface ObsoleteFilesOptions {
  readonly testFileExists: (testPath: string) => boolean;
  /** Test files that the configuration leaves out: their snapshots are none of our business. */
  readonly isIgnored?: (testPath: string) => boolean;
  /** Snapshot path to test path; `undefined` for a file that is no snapshot file. The default is that of `__snapshots__`. */
  readonly resolveTestPath?: (snapshotPath: string) => string | undefined;
}

/**
 * @param snapshotFiles absolute paths of the `.snap` files of the project
 * @returns those that no test file can use any more, in the order given
 * @example findObsoleteSnapshotFiles(['/p/__snapshots__/gone.test.ts.snap'], { testFileExists: existsSync })
 */
export function findObsoleteSnapshotFiles(
  snapshotFiles: Iterable<string>,
  options: ObsoleteFilesOptions,
): string[] {
  const {
    testFileExists,
    isIgnored = () => false,
    resolveTestPath = besideSnapshotsFolder,
  } = options;
  const obsolete: string[] = [];
  for (const file of snapshotFiles) {
    const testPath = resolveTestPath(file);
    if (testPath !== undefined && !isIgnored(testPath) && !testFileExists(testPath))
      obsolete.push(file);
  }
  return obsolete;
}

/** Only what stands in a folder of this name is surely a snapshot file: `.snap` is an ending of other tools too. */
function besideSnapshotsFolder(snapshotPath: string): string | undefined {
  const folder = path.dirname(snapshotPath);
  if (path.basename(folder) !== '__snapshots__' || !snapshotPath.endsWith('.snap'))
    return undefined;
  return path.join(path.dirname(folder), path.basename(snapshotPath, '.snap'));
}
