/** Finds the modules that keys of a Jest configuration name: set-up files, serializers, environments. */
import fs from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';

const extensions = [
  '',
  '.js',
  '.ts',
  '.mts',
  '.cts',
  '.mjs',
  '.cjs',
  '.tsx',
  '.jsx',
  '.json',
  '.node',
];

/** @param written a path, or the name of a package; relative to the folder when there is such a file */
export function findModule(written: string, rootDir: string): string | undefined {
  const require = createRequire(path.join(rootDir, 'package.json'));
  const names = [path.resolve(rootDir, written), ...(path.isAbsolute(written) ? [] : [written])];
  for (const name of names) {
    for (const extension of extensions) {
      // An answer, too; an error takes longer to make.
      if (path.isAbsolute(name) && !fs.existsSync(name + extension)) continue;
      try {
        return require.resolve(name + extension);
      } catch {
        // the next candidate
      }
    }
  }
  return undefined;
}
