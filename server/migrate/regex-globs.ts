/** Which globs name the files that Jest's patterns name: found by trying, and checked on the files that are there. */
import { compilePatterns } from '../config/file-patterns.ts';
import { defaultInclude } from '../config/resolved-config.ts';

export interface WantedFiles {
  /** Absolute folder that globs are relative to. */
  readonly rootDir: string;
  /** All source files, relative to that folder. */
  readonly all: readonly string[];
  /** Those that shall be tests. */
  readonly wanted: readonly string[];
  /** Globs that Jest itself has. */
  readonly written: readonly string[];
}

export interface FoundGlobs {
  readonly include: readonly string[];
  readonly exclude: readonly string[];
  /** No pattern was found: the files are named one by one. */
  readonly isList: boolean;
}

export function findGlobs(files: WantedFiles): FoundGlobs {
  for (const include of candidates(files)) {
    const exclude = exclusionsFor(include, files);
    if (exclude !== undefined) return { include, exclude, isList: false };
  }
  return { include: files.wanted, exclude: [], isList: true };
}

function candidates({ wanted, written }: WantedFiles): readonly (readonly string[])[] {
  const endings = unique(
    wanted.map((file) => /(?:^|\/)[^/.]*((?:\.[^/]*)?)$/.exec(file)?.[1] ?? ''),
  );
  const suffixes = unique(wanted.map((file) => /[-._](?:test|spec)s?\.\w+$/.exec(file)?.[0] ?? ''));
  const extensions = unique(wanted.map((file) => /\.(\w+)$/.exec(file)?.[1] ?? ''));
  const folder = commonFolder(wanted);
  const oneOf = (texts: readonly string[]): string =>
    texts.length === 1 ? (texts[0] ?? '') : `{${texts.join(',')}}`;
  const sets: (readonly string[])[] = [[defaultInclude]];
  if (written.length > 0) sets.push(written);
  for (const at of unique(['', folder]))
    for (const names of [suffixes, endings])
      if (names.every((name) => name !== '' && !(at === '' && /^\.\w+$/.test(name))))
        sets.push(names.map((name) => `${at}**/*${name}`));
  if (wanted.every((file) => /(?:^|\/)__tests__\//.test(file)))
    sets.push([`**/__tests__/**/*.${oneOf(extensions)}`]);
  if (folder !== '') sets.push([`${folder}**/*.${oneOf(extensions)}`]);
  if (folder !== '') sets.push([`${folder}*.${oneOf(extensions)}`]);
  return sets;
}

/** Most that are left out one by one, before another pattern is tried. */
const FEW = 8;

/** Globs for what a pattern names too much; `undefined`: it misses some, or names far too much. */
function exclusionsFor(
  include: readonly string[],
  { rootDir, all, wanted }: WantedFiles,
): readonly string[] | undefined {
  const { isIncluded, isExcluded } = compilePatterns({ rootDir, include, exclude: [] });
  const meant = new Set(wanted);
  if (!wanted.every((file) => isIncluded(file) && !isExcluded(file))) return undefined;
  const extra = all.filter((file) => isIncluded(file) && !isExcluded(file) && !meant.has(file));
  const folders = unique(extra.map((file) => emptyFolder(file, wanted) ?? file));
  return folders.length <= FEW ? folders : undefined;
}

/** The outermost folder of the file without a wanted one in it, as a glob. */
function emptyFolder(file: string, wanted: readonly string[]): string | undefined {
  const parts = file.split('/');
  for (let depth = 1; depth < parts.length; depth++) {
    const folder = `${parts.slice(0, depth).join('/')}/`;
    if (!wanted.some((one) => one.startsWith(folder))) return `${folder}**`;
  }
  return undefined;
}

/** With a slash at its end; '' is the root. */
function commonFolder(files: readonly string[]): string {
  const [first = '', ...rest] = files;
  let folder = first.slice(0, first.lastIndexOf('/') + 1);
  while (folder !== '' && !rest.every((file) => file.startsWith(folder)))
    folder = folder.slice(0, folder.lastIndexOf('/', folder.length - 2) + 1);
  return folder;
}

function unique(texts: readonly string[]): readonly string[] {
  return [...new Set(texts)];
}
