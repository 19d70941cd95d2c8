/** Finds `__mocks__` files. */
import fs from 'node:fs';
import path from 'node:path';
import type { Resolution } from '../../modules/resolve.ts';

const EXTENSIONS = ['.ts', '.tsx', '.js', '.jsx', '.mts', '.mjs', '.cts', '.cjs', '.json'];

/** Beside a module of the project; for packages and builtins in the nearest `__mocks__` at or above the importing file. */
export function findManualMock(
  resolution: Resolution,
  { specifier, from }: { readonly specifier: string; readonly from: string },
): string | undefined {
  for (const base of placesOf(resolution, specifier, from)) {
    if (path.extname(base) !== '' && isFile(base)) return base;
    for (const candidate of [base, path.join(base, 'index'), withoutExtension(base)]) {
      for (const extension of EXTENSIONS) {
        if (isFile(candidate + extension)) return candidate + extension;
      }
    }
  }
  return undefined;
}

function placesOf(resolution: Resolution, specifier: string, from: string): readonly string[] {
  if (resolution.kind === 'module') {
    const { dir, name, base } = path.parse(resolution.path);
    const beside = path.join(dir, '__mocks__');
    const places = [path.join(beside, name)];
    if (!specifier.startsWith('.')) places.push(...upwards(from, specifier));
    return base === name ? places : [...places, path.join(beside, base)];
  }
  return upwards(from, specifier.replace(/^node:/, ''));
}

function upwards(from: string, name: string): readonly string[] {
  const places: string[] = [];
  for (let at = path.dirname(from); ; at = path.dirname(at)) {
    places.push(path.join(at, '__mocks__', name));
    if (at === path.dirname(at)) return places;
  }
}

/** `x.js` may be mocked by `x.ts`. */
function withoutExtension(base: string): string {
  return base.replace(/\.[cm]?jsx?$/, '');
}

function isFile(file: string): boolean {
  return fs.statSync(file, { throwIfNoEntry: false })?.isFile() === true;
}
