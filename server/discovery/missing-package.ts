/** How a package that is imported and not there would be installed. Nobody does that here: it is said, or offered to the client. */
import path from 'node:path';
import type { Files } from '../workspace/files.ts';
import type { MissingPackage } from './file-tree.ts';

const packageName = /^(?:@[a-z\d~-][a-z\d._~-]*\/)?[a-z\d~-][a-z\d._~-]*/;

/** `undefined`: the specifier cannot be one of a package. */
export function packageNameOf(specifier: string): string | undefined {
  const name = packageName.exec(specifier)?.[0];
  const rest = specifier.slice(name?.length);
  return name !== undefined && (rest === '' || rest.startsWith('/')) ? name : undefined;
}

/** By the lock file, the nearest first. */
const managers = [
  ['pnpm-lock.yaml', 'pnpm add --save-dev'],
  ['yarn.lock', 'yarn add --dev'],
  ['bun.lock', 'bun add --dev'],
  ['bun.lockb', 'bun add --dev'],
  ['package-lock.json', 'npm install --save-dev'],
] as const;

/**
 * `undefined`: it is no name of a package, it is there and lacks only what is imported from it, or nobody says where packages
 * belong.
 *
 * @param file absolute
 */
export function missingPackage(
  specifier: string,
  file: string,
  files: Files,
): MissingPackage | undefined {
  const name = packageNameOf(specifier);
  if (name === undefined) return undefined;
  const folders = foldersUp(path.posix.dirname(file));
  const isThere = folders.some(
    (one) => files.stat(`${one}/node_modules/${name}`)?.kind === 'folder',
  );
  const folder = folders.find((one) => files.stat(`${one}/package.json`)?.kind === 'file');
  if (isThere || folder === undefined) return undefined;
  for (const one of folders) {
    const manager = managers.find(([lock]) => files.stat(`${one}/${lock}`)?.kind === 'file');
    if (manager !== undefined) return { name, folder, command: `${manager[1]} ${name}` };
  }
  return { name, folder, command: `npm install --save-dev ${name}` };
}

/** From a folder up to the root of the file system. */
export function foldersUp(folder: string): readonly string[] {
  const above = path.posix.dirname(folder);
  return above === folder ? [folder] : [folder, ...foldersUp(above)];
}
