/** Reads `package.json` files for resolution; every file and folder looked at is noted as an input. */
import fs from 'node:fs';
import path from 'node:path';

export interface PackageJson {
  readonly path: string;
  readonly directory: string;
  readonly name?: string;
  readonly type?: string;
  readonly main?: string;
  readonly module?: string;
  readonly exports?: unknown;
  readonly imports?: unknown;
}

export interface PackageReader {
  /** The `package.json` of this very folder. */
  readonly read: (directory: string) => PackageJson | undefined;
  /** The nearest one at or above a folder. */
  readonly nearest: (directory: string) => PackageJson | undefined;
}

export function createPackageReader(note: (file: string) => void): PackageReader {
  const own = new Map<string, PackageJson | undefined>();
  const near = new Map<string, PackageJson | undefined>();

  const read = (directory: string): PackageJson | undefined => {
    if (own.has(directory)) return own.get(directory);
    const file = path.join(directory, 'package.json');
    note(file);
    const found = parse(file, directory);
    own.set(directory, found);
    return found;
  };
  const nearest = (directory: string): PackageJson | undefined => {
    if (near.has(directory)) return near.get(directory);
    const parent = path.dirname(directory);
    const isBoundary = parent === directory || path.basename(directory) === 'node_modules';
    const found = isBoundary ? read(directory) : (read(directory) ?? nearest(parent));
    near.set(directory, found);
    return found;
  };
  return { read, nearest };
}

function parse(file: string, directory: string): PackageJson | undefined {
  let text: string;
  try {
    text = fs.readFileSync(file, 'utf8');
  } catch {
    return undefined; // no such file: the common case
  }
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value !== 'object' || value === null) return { path: file, directory };
    return { ...value, path: file, directory };
  } catch {
    return { path: file, directory }; // a broken package.json still bounds its package
  }
}
