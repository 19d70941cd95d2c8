/** What the package managers have installed, by what they leave behind. Asked for early in a run and again at its end. */
import fs from 'node:fs';
import path from 'node:path';
import { writeFileAtomically } from '../../modules/store.ts';
import { hashText } from '../../modules/text-hash.ts';
import { dataDirectory } from '../loading/store-place.ts';

/** They say all that is installed; the nearest counts. */
export const INSTALLED = [
  'node_modules/.package-lock.json',
  'node_modules/.pnpm/lock.yaml',
  'node_modules/.yarn-state.yml',
  'node_modules/.yarn-integrity',
  'package-lock.json',
  'pnpm-lock.yaml',
  'yarn.lock',
  'bun.lock',
];

export interface InstalledFile {
  /** One of {@link INSTALLED}. */
  readonly name: string;
  /** Absolute. */
  readonly file: string;
  readonly stats: fs.Stats;
}

export function findInstalled(rootDir: string): InstalledFile | undefined {
  for (let at = rootDir; ; at = path.dirname(at)) {
    for (const name of INSTALLED) {
      const file = path.join(at, name);
      const stats = fs.statSync(file, { throwIfNoEntry: false });
      if (stats?.isFile() === true) return { name, file, stats };
    }
    if (at === path.dirname(at)) return undefined;
  }
}

/** '': it cannot be read. */
export function textOfInstalled({ file }: InstalledFile): string {
  try {
    return fs.readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}

interface Hashed {
  /** Which file it is, and when anything of it was changed last. */
  readonly stamp: string;
  readonly hash: string;
}

let last: Hashed | undefined;

/** A quarter of a megabyte takes 5 ms, so it is kept between runs. '': nothing is installed. */
export function installedHash(rootDir: string): string {
  const found = findInstalled(rootDir);
  if (found === undefined) return '';
  const { mtimeMs, ctimeMs, size, ino } = found.stats;
  const stamp = `${found.file} ${mtimeMs} ${ctimeMs} ${size} ${ino}`;
  const keptIn = path.join(dataDirectory(rootDir), 'installed.json');
  if (last?.stamp !== stamp) last = readHashed(keptIn);
  if (last?.stamp !== stamp) {
    last = { stamp, hash: hashText(textOfInstalled(found)) };
    keepHashed(keptIn, last);
  }
  return last.hash;
}

function readHashed(file: string): Hashed | undefined {
  try {
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- written below
    return JSON.parse(fs.readFileSync(file, 'utf8')) as Hashed;
  } catch {
    return undefined; // the first run
  }
}

function keepHashed(file: string, hashed: Hashed): void {
  try {
    writeFileAtomically(file, Buffer.from(JSON.stringify(hashed)));
  } catch {
    // no room: it is hashed again
  }
}
