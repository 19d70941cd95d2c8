/**
 * Globs of test files as fast predicates. Paths are relative to the root of the project and have
 * forward slashes. The default pattern needs no glob library.
 */
import type * as Globs from './glob-chunk.ts';
import { loadServerChunk } from './lazy-chunk.ts';
import { defaultInclude } from './resolved-config.ts';
import { simpleExpression } from './simple-glob.ts';

export type PathPredicate = (path: string) => boolean;

export interface FilePatterns {
  readonly isIncluded: PathPredicate;
  /** For files, and for folders whose whole contents are excluded. */
  readonly isExcluded: PathPredicate;
  /** The folders that files can be in: where each pattern's fixed part ends. */
  readonly bases: readonly PatternBase[];
  /** Patterns that point outside of the project, and so never match. */
  readonly outside: readonly string[];
}

export interface PatternBase {
  /** '' is the root. */
  readonly folder: string;
  /** Levels of folders below it that can hold a match; `Infinity` for `**`. */
  readonly depth: number;
}

export interface Patterns {
  /** Absolute, with forward slashes: absolute patterns in it are understood too. */
  readonly rootDir: string;
  /** A pattern with a leading `!` excludes. */
  readonly include: readonly string[];
  readonly exclude: readonly string[];
}

export function compilePatterns(patterns: Patterns): FilePatterns {
  const { wanted, inside, unwanted } = sortPatterns(patterns);
  return {
    isIncluded: any(inside.map(compileGlob)),
    isExcluded: any(unwanted.map(compileGlob)),
    bases: mergeBases(inside.map(baseOf)),
    outside: wanted.filter(isOutside),
  };
}

/** The same as sources of regular expressions, which another process can use. */
export function patternExpressions(patterns: Patterns): {
  readonly include: readonly string[];
  readonly exclude: readonly string[];
} {
  const { inside, unwanted } = sortPatterns(patterns);
  return { include: inside.map(expressionOf), exclude: unwanted.map(expressionOf) };
}

function sortPatterns({ rootDir, include, exclude }: Patterns): {
  readonly wanted: readonly string[];
  readonly inside: readonly string[];
  readonly unwanted: readonly string[];
} {
  const clean = (glob: string) => cleanGlob(glob, rootDir);
  const wanted = include.filter((glob) => !isNegated(glob)).map(clean);
  const unwanted = [...exclude, ...include.filter(isNegated).map((glob) => glob.slice(1))];
  return {
    wanted,
    inside: wanted.filter((glob) => !isOutside(glob)),
    unwanted: unwanted.map(clean),
  };
}

/** Whether whoever looks for files of these patterns comes by the folder. */
export function reachesFolder({ bases, isExcluded }: FilePatterns, folder: string): boolean {
  const parts = folder.split('/');
  if (folder === '') return true;
  if (parts.some((_, i) => isExcluded(parts.slice(0, i + 1).join('/')))) return false;
  return bases.some((base) => {
    if (base.folder.startsWith(`${folder}/`)) return true;
    const above = base.folder === '' ? 0 : base.folder.split('/').length;
    const isBelow = base.folder === '' || `${folder}/`.startsWith(`${base.folder}/`);
    return isBelow && parts.length - above <= base.depth;
  });
}

/** A single glob as a predicate. */
export function compileGlob(glob: string): PathPredicate {
  const known = knownExpression(glob);
  if (known === undefined) return globsChunk().compile(glob);
  const expression = new RegExp(known);
  return (path) => expression.test(path);
}

function expressionOf(glob: string): string {
  return knownExpression(glob) ?? globsChunk().expressionOf(glob);
}

function knownExpression(glob: string): string | undefined {
  return glob === defaultInclude ? defaultFiles.source : simpleExpression(glob);
}

function globsChunk(): typeof Globs {
  return loadServerChunk<typeof Globs>('globs', 'glob-chunk.ts');
}

const defaultFiles = /(?:^|\/)[^/]*\.(?:test|spec)\.[cm]?[jt]sx?$/;

function any(predicates: readonly PathPredicate[]): PathPredicate {
  const [only] = predicates;
  if (only === undefined) return () => false;
  if (predicates.length === 1) return only;
  return (path) => predicates.some((matches) => matches(path));
}

function isNegated(glob: string): boolean {
  return glob.startsWith('!') && !glob.startsWith('!(');
}

function isOutside(glob: string): boolean {
  return glob.startsWith('../') || glob.startsWith('/') || /^[A-Za-z]:\//.test(glob);
}

/** `./src/`, `src\**` and `src//**` say what `src/**` says. */
function cleanGlob(glob: string, rootDir: string): string {
  const slashed = glob.replaceAll(/\\(?![()[\]{}*?!+@])/g, '/').replaceAll(/\/{2,}/g, '/');
  const relative = slashed.startsWith(rootDir + '/') ? slashed.slice(rootDir.length + 1) : slashed;
  return relative.replace(/^(?:\.\/)+/, '').replace(/\/$/, '/**');
}

function baseOf(glob: string): PatternBase {
  const segments = glob.split('/');
  const firstOpen = segments.findIndex((segment) => /[*?[\]{}()!+@\\]/.test(segment));
  const fixed = segments.slice(0, firstOpen < 0 ? -1 : firstOpen);
  const isDeep = glob.includes('**') || /[{(][^})]*\//.test(glob);
  const depth = isDeep ? Number.POSITIVE_INFINITY : segments.length - 1 - fixed.length;
  return { folder: fixed.join('/'), depth };
}

/** Drops bases that lie within another one. */
function mergeBases(bases: readonly PatternBase[]): readonly PatternBase[] {
  const levels = (folder: string) => (folder === '' ? 0 : folder.split('/').length);
  const isWithin = (inner: PatternBase, outer: PatternBase) =>
    (outer.folder === '' || `${inner.folder}/`.startsWith(`${outer.folder}/`)) &&
    levels(inner.folder) + inner.depth <= levels(outer.folder) + outer.depth;
  return bases.filter((base, i) =>
    bases.every((other, j) => {
      if (i === j || !isWithin(base, other)) return true;
      return isWithin(other, base) && i < j; // of two equal ones the first stays
    }),
  );
}
