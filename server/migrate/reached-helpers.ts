/** Files that are no tests and may use Jest's globals: what tests and set-up files load, and `__mocks__`. */
import { folderOf } from './jest-suites.ts';

export interface HelperSearch {
  readonly rootDir: string;
  /** Relative to the root, like all paths here. */
  readonly sources: readonly string[];
  readonly seeds: readonly string[];
  readonly read: (file: string) => string | undefined;
  readonly resolve: (specifier: string, from: string) => string | undefined;
}

const SPECIFIER =
  /(?:\bfrom|\bimport|\brequire|\brequireActual|\brequireMock|\bmock|\bimport\s*\()\s*\(?\s*["']([^"'\n]+)["']/g;
const JEST =
  /(?<![.\w$])(?:jest\s*(?:[.[,)}]|$)|expect\s*[.(]|(?:describe|it|test|xit|xdescribe|fit)\s*(?:\.\s*\w+\s*)*[(`]|(?:before|after)(?:Each|All)\s*\()|@jest\/globals|\bjest\./m;

export function reachedHelpers({
  sources,
  seeds,
  read,
  resolve,
}: HelperSearch): ReadonlySet<string> {
  const known = new Set(sources);
  const seen = new Set<string>();
  const found = new Set<string>();
  const mocks = sources.filter((file) => /(?:^|\/)__mocks__\//.test(file));
  const queue = [...seeds.map((file) => withExtension(file, known)), ...mocks];
  for (let file = queue.pop(); file !== undefined; file = queue.pop()) {
    if (seen.has(file) || !known.has(file)) continue;
    seen.add(file);
    const text = read(file);
    if (text === undefined) continue;
    if (JEST.test(text)) found.add(file);
    for (const [, specifier = ''] of text.matchAll(SPECIFIER)) {
      const target = resolve(specifier, file);
      if (target !== undefined && !seen.has(target)) queue.push(target);
    }
  }
  return found;
}

/** A configuration may leave it out. */
function withExtension(file: string, known: ReadonlySet<string>): string {
  if (known.has(file)) return file;
  const name = file.slice(folderOf(file).length);
  const found = ['.ts', '.js', '.tsx', '.jsx', '.mjs', '.cjs', '/index.ts', '/index.js']
    .map((ending) => folderOf(file) + name + ending)
    .find((one) => known.has(one));
  return found ?? file;
}
