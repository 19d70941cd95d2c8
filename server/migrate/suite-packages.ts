/** Packages of a suite: which of them are mocked without a word, and where they lie. */
import { isBuiltin } from 'node:module';
import path from 'node:path';
import {
  folderOf,
  isBelow,
  joined,
  readJson,
  type JestSuite,
  type ProjectFiles,
} from './jest-suites.ts';
import type { MigrationRequest } from './plan.ts';
import type { PackageMock } from './setup-module.ts';

/** Jest uses a `__mocks__` file for a package of its name wherever it lies, but for what stands beside a module of the project. */
export function packageMocks(
  { rootDir: folder }: JestSuite,
  { rootDir, sources, files }: ProjectFiles,
): readonly PackageMock[] {
  const own = readJson(files, `${rootDir}/${joined(folder, 'package.json')}`)['name'];
  return sources
    .filter((file) => isBelow(file, folder))
    .flatMap((file) => {
      const [, name] = /(?:^|\/)__mocks__\/(.+?)(?:\/index)?\.[cm]?[jt]sx?$/.exec(file) ?? [];
      if (name === undefined || isBuiltin(name)) return [];
      const packageName = /^(?:@[^/]+\/)?[^/]+/.exec(name)?.[0] ?? name;
      const isPackage =
        packageName === own ||
        ['', folder].some(
          (at) =>
            files.stat(`${rootDir}/${joined(at, `node_modules/${packageName}`)}`)?.kind ===
            'folder',
        );
      const relative = folder === '' ? file : file.slice(folder.length + 1);
      return isPackage ? [{ name, file: relative }] : [];
    });
}

/** As a path leads to it; one that only has `exports` cannot be reached by a path. */
export function packageAt(
  name: string,
  from: string,
  { rootDir, files }: Pick<MigrationRequest, 'rootDir' | 'files'>,
): string | undefined {
  for (let at = from; ; at = folderOf(at)) {
    const folder = joined(at, `node_modules/${name}`);
    if (files.stat(`${rootDir}/${folder}`)?.kind === 'folder') {
      const hasEntry =
        typeof readJson(files, `${rootDir}/${folder}/package.json`)['main'] === 'string' ||
        files.stat(`${rootDir}/${folder}/index.js`)?.kind === 'file';
      const relative = path.posix.relative(from, folder);
      return hasEntry ? relative.replace(/^(?!\.)/, './') : undefined;
    }
    if (at === '') return undefined;
  }
}
