/** Which files one configuration calls tests: plain data, so that it can be cached, and what it means. */
import { compilePatterns, type PatternBase } from '../config/file-patterns.ts';
import { defaultInclude } from '../config/resolved-config.ts';

export type Tool = 'ztest' | 'jest' | 'vitest' | 'node';

/** The runner whose globals stand in the files. */
export type GlobalsOf = 'ztest' | 'jest' | 'vitest';

export interface FileRule {
  readonly tool: Tool;
  /** The file that says so, relative to the root; absent: nobody does, the defaults hold. */
  readonly source?: string;
  /** Nothing is configured there: a dependency alone says it. */
  readonly isAssumed?: true;
  /** What the patterns are relative to: a folder relative to the root, '' is the root. */
  readonly base: string;
  readonly include: readonly string[];
  readonly exclude: readonly string[];
  /** Regular expressions on absolute paths. */
  readonly includePaths?: readonly string[];
  readonly excludePaths?: readonly string[];
  readonly globals?: GlobalsOf;
  /** Tags that the configuration has defaults for. */
  readonly tags?: readonly string[];
  /** It may have others: a part of it is code. */
  readonly hasOtherTags?: true;
}

export const defaultRule: FileRule = {
  tool: 'ztest',
  base: '',
  include: [defaultInclude],
  exclude: [],
};

export interface CompiledRule {
  readonly rule: FileRule;
  /** The pattern that names the file, as it is written. Paths are relative to the root. */
  readonly includedBy: (file: string) => string | undefined;
  readonly excludedBy: (path: string) => string | undefined;
  readonly isIncluded: (file: string) => boolean;
  readonly isExcluded: (path: string) => boolean;
  /** Relative to the root. */
  readonly bases: readonly PatternBase[];
  /** Patterns that point outside of the project. */
  readonly outside: readonly string[];
}

export function compileRule(rule: FileRule, rootDir: string): CompiledRule {
  const base = rule.base === '' ? rootDir : `${rootDir}/${rule.base}`;
  const patterns = compilePatterns({ rootDir: base, include: rule.include, exclude: rule.exclude });
  const paths = expressions(rule.includePaths);
  const notPaths = expressions(rule.excludePaths);
  const inBase = (path: string): string | undefined => {
    if (rule.base === '') return path;
    return path.startsWith(`${rule.base}/`) ? path.slice(rule.base.length + 1) : undefined;
  };
  const isIncluded = (file: string): boolean => {
    const inner = inBase(file);
    if (inner === undefined) return false;
    return patterns.isIncluded(inner) || paths.some((one) => one.test(`${rootDir}/${file}`));
  };
  const isExcluded = (path: string): boolean => {
    const inner = inBase(path);
    if (inner === undefined) return false;
    return patterns.isExcluded(inner) || notPaths.some((one) => one.test(`${rootDir}/${path}`));
  };
  const bases = paths.length > 0 ? [everything] : patterns.bases;
  return {
    rule,
    isIncluded,
    isExcluded,
    includedBy: (file) =>
      isIncluded(file) ? firstThat(rule, file, 'include', rootDir) : undefined,
    excludedBy: (path) =>
      isExcluded(path) ? firstThat(rule, path, 'exclude', rootDir) : undefined,
    bases: bases.map(({ folder, depth }) => ({ folder: joined(rule.base, folder), depth })),
    outside: patterns.outside,
  };
}

const everything: PatternBase = { folder: '', depth: Number.POSITIVE_INFINITY };

/** A broken expression matches nothing, and says so where the tool itself runs. */
function expressions(sources: readonly string[] = []): readonly RegExp[] {
  return sources.flatMap((source) => {
    try {
      return [new RegExp(source)];
    } catch {
      return [];
    }
  });
}

function joined(base: string, folder: string): string {
  return [base, folder].filter((part) => part !== '').join('/');
}

/** For the sentence about it: asks each pattern alone. */
function firstThat(
  rule: FileRule,
  path: string,
  ...[side, rootDir]: readonly ['include' | 'exclude', string]
): string {
  const isInclude = side === 'include';
  const globs = rule[side];
  const asRule = (part: Partial<FileRule>): CompiledRule =>
    compileRule({ tool: rule.tool, base: rule.base, include: [], exclude: [], ...part }, rootDir);
  const glob = globs.find((one) =>
    isInclude
      ? asRule({ include: [one] }).isIncluded(path)
      : asRule({ exclude: [one] }).isExcluded(path),
  );
  const paths = (isInclude ? rule.includePaths : rule.excludePaths) ?? [];
  return (
    glob ?? paths.find((one) => new RegExp(one).test(`${rootDir}/${path}`)) ?? globs.join(', ')
  );
}
