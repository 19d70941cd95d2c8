/** How a package that is imported and not there would be installed. Nobody does that here: it is said, or offered to the client. */
import path from 'node:path';
import { readSmallText, type Files } from '../workspace/files.ts';
import type { MissingPackage } from './file-tree.ts';

const packageName = /^(?:@[a-z\d~-][a-z\d._~-]*\/)?[a-z\d~-][a-z\d._~-]*/;

/** `undefined`: the specifier cannot be one of a package. */
export function packageNameOf(specifier: string): string | undefined {
  const name = packageName.exec(specifier)?.[0];
  const rest = specifier.slice(name?.length);
  return name !== undefined && (rest === '' || rest.startsWith('/')) ? name : undefined;
}

/** By the lock file, the nearest first: how a package is added, and how what is named already is installed. */
const managers = [
  { lock: 'pnpm-lock.yaml', add: 'pnpm add --save-dev', install: 'pnpm install' },
  { lock: 'yarn.lock', add: 'yarn add --dev', install: 'yarn install' },
  { lock: 'bun.lock', add: 'bun add --dev', install: 'bun install' },
  { lock: 'bun.lockb', add: 'bun add --dev', install: 'bun install' },
  { lock: 'package-lock.json', add: 'npm install --save-dev', install: 'npm install' },
] as const;
const usual = managers[4];

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
  const isFile = (one: string): boolean => files.stat(one)?.kind === 'file';
  const folder = folders.find((one) => isFile(`${one}/package.json`));
  if (isThere || folder === undefined) return undefined;
  const nearest = folders.flatMap(
    (one) => managers.find(({ lock }) => isFile(`${one}/${lock}`)) ?? [],
  );
  const { add, install } = nearest[0] ?? usual;
  const isDeclared = folders.some((one) => declares(`${one}/package.json`, name, files));
  return { name, folder, command: isDeclared ? install : `${add} ${name}`, isDeclared };
}

function declares(manifest: string, name: string, files: Files): boolean {
  const text = readSmallText(files, manifest);
  if (text === undefined || !text.includes(`"${name}"`)) return false;
  try {
    const value: unknown = JSON.parse(text);
    const lists = ['dependencies', 'devDependencies', 'peerDependencies', 'optionalDependencies'];
    return lists.some((list) => memberOf(memberOf(value, list), name) !== undefined);
  } catch {
    return false; // npm itself says what is wrong with it
  }
}

function memberOf(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? Reflect.get(value, name) : undefined;
}

/** From a folder up to the root of the file system. */
export function foldersUp(folder: string): readonly string[] {
  const above = path.posix.dirname(folder);
  return above === folder ? [folder] : [folder, ...foldersUp(above)];
}
