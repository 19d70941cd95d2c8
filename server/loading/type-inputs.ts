/**
 * What a compiler that knows types looks at besides a file itself: the files that it imports, for values or for types, and
 * those that they import. Each is read once for its contents; while none has changed, asking costs one `stat` each.
 */
import fs from 'node:fs';
import path from 'node:path';
import type { Resolver } from '../../modules/resolve.ts';
import type { StoredTypes } from '../../modules/store.ts';
import { sha1 } from './sha1.ts';

/** By absolute path; what is not there has no contents. */
export type TypeFiles = Record<string, StoredTypes>;

export class TypeInputs {
  readonly #files: TypeFiles;
  readonly #resolver: () => Resolver;
  /** Nothing that was looked at before is another now. */
  readonly hold: boolean;

  /** @param resolutionsHold whether a specifier still leads to the same file */
  constructor(
    files: TypeFiles,
    {
      resolver,
      resolutionsHold,
    }: { readonly resolver: () => Resolver; readonly resolutionsHold: boolean },
  ) {
    this.#files = files;
    this.#resolver = resolver;
    let hold = resolutionsHold;
    for (const [file, known] of Object.entries(files)) {
      const { mtime, size } = stateOf(file);
      if (resolutionsHold && mtime === known.mtime && size === known.size) continue;
      hold = false;
      delete files[file];
    }
    this.hold = hold;
  }

  /** Changes with the contents of all that the file can see types of. */
  identityOf(file: string, source: string): string {
    const seen = new Set<string>();
    const open = this.#targetsOf(file, source);
    for (let next = open.pop(); next !== undefined; next = open.pop()) {
      if (seen.has(next)) continue;
      seen.add(next);
      open.push(...this.#read(next).targets);
    }
    const rows = [...seen].sort().map((one) => `${one}\0${this.#read(one).hash}`);
    return sha1(rows.join('\n'));
  }

  #read(file: string): StoredTypes {
    return (this.#files[file] ??= this.#look(file));
  }

  #look(file: string): StoredTypes {
    const { mtime, size } = stateOf(file);
    const text = mtime < 0 ? undefined : textOf(file);
    const isSettled = Date.now() - mtime > CLOCK_GRAIN_MS;
    return {
      mtime: isSettled ? mtime : UNTRUSTED,
      size,
      hash: text === undefined ? '' : sha1(text),
      targets: text === undefined ? [] : this.#targetsOf(file, text),
    };
  }

  #targetsOf(file: string, text: string): string[] {
    return [...text.matchAll(SPECIFIER)].flatMap(([, , specifier = '', , reference]) =>
      reference === undefined
        ? this.#candidates(specifier, file)
        : [path.resolve(path.dirname(file), reference)],
    );
  }

  /** Packages change with what is installed, which is a stamp of the configuration's. */
  #candidates(specifier: string, file: string): string[] {
    const found = this.#resolver().resolve(specifier, file, 'import');
    if (found.kind === 'module')
      return /\.[cm]?jsx?$/.test(found.path)
        ? [found.path, found.path.replace(/(?:\.([cm])js|\.jsx?)$/, '.d.$1ts')]
        : [found.path];
    if (found.kind !== 'missing' || !specifier.startsWith('.')) return [];
    const base = path.resolve(path.dirname(file), specifier.replace(/\.[cm]?js$/, ''));
    return [`${base}.d.ts`, path.join(base, 'index.d.ts')];
  }
}

/** A file written a moment ago may be written again within the clock's grain. */
const CLOCK_GRAIN_MS = 50;
const UNTRUSTED = -2;

const SPECIFIER =
  /\b(?:from|import|require)\s*\(?\s*(["'])([^"'\n]+)\1|\/\/\/\s*<reference\s+path=(["'])([^"'\n]+)\3/g;

function stateOf(file: string): Pick<StoredTypes, 'mtime' | 'size'> {
  const stats = fs.statSync(file, { throwIfNoEntry: false });
  return { mtime: stats?.mtimeMs ?? -1, size: stats?.size ?? 0 };
}

function textOf(file: string): string | undefined {
  try {
    return fs.readFileSync(file, 'utf8');
  } catch {
    return undefined; // vanished, or a folder
  }
}
