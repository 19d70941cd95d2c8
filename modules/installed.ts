import path from 'node:path';

/** A file of a package that was installed. */
export function isInstalled(file: string): boolean {
  return file.includes(`${path.sep}node_modules${path.sep}`);
}
