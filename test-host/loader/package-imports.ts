/**
 * What the files of packages load, read off their text without running them: a package that loads something that a test
 * file mocks is made anew for that file. What a package file says does not change during a run.
 */
import fs from 'node:fs';
import type { ImportKind, Resolution } from '../../modules/resolve.ts';

export interface PackageImport {
  readonly specifier: string;
  readonly resolution: Resolution;
}

export class PackageImports {
  readonly #known = new Map<string, readonly PackageImport[]>();
  readonly #resolve: (specifier: string, from: string, kind: ImportKind) => Resolution;

  constructor(resolve: (specifier: string, from: string, kind: ImportKind) => Resolution) {
    this.#resolve = resolve;
  }

  /** Whether a package file loads, itself or through others, something that `isMeant`. */
  reaches(
    file: string,
    isMeant: (found: PackageImport, from: string) => boolean,
    seen = new Map<string, boolean>(),
  ): boolean {
    const known = seen.get(file);
    if (known !== undefined) return known;
    seen.set(file, false); // a cycle adds nothing
    const answer = this.#importsOf(file).some(
      (found) =>
        isMeant(found, file) ||
        (found.resolution.kind === 'external' &&
          this.reaches(found.resolution.path, isMeant, seen)),
    );
    seen.set(file, answer);
    return answer;
  }

  #importsOf(file: string): readonly PackageImport[] {
    let imports = this.#known.get(file);
    if (imports === undefined) {
      imports = /\.[cm]?js$/.test(file) ? this.#read(file) : [];
      this.#known.set(file, imports);
    }
    return imports;
  }

  #read(file: string): readonly PackageImport[] {
    let text: string;
    try {
      text = fs.readFileSync(file, 'utf8');
    } catch {
      return []; // whoever loads it will say so
    }
    const found = new Map<string, PackageImport>();
    const pattern = /(\brequire\s*\(|\bfrom|\bimport\s*\(?)\s*(["'])([^"'\n]+)\2/g;
    for (const [, how = '', , specifier = ''] of text.matchAll(pattern)) {
      const kind: ImportKind = how.startsWith('require') ? 'require' : 'import';
      if (found.has(specifier)) continue;
      found.set(specifier, { specifier, resolution: this.#resolve(specifier, file, kind) });
    }
    return [...found.values()];
  }
}
