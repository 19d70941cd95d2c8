/** Which files are counted: what the tests are for, not the tests themselves. */
import path from 'node:path';
import { compileCounted, type CountedPatterns } from '../../modules/counted-patterns.ts';
import { patternExpressions } from '../config/file-patterns.ts';
import { findTestFiles } from '../config/find-test-files.ts';
import type { ResolvedConfig } from '../config/resolved-config.ts';

export interface CountedFiles {
  readonly patterns: CountedPatterns;
  /** Absolute paths: what `coverage.include` names, whether a test loads it or not. */
  readonly files: () => readonly string[];
}

/** Nobody means them. */
const NEVER = [
  '**/node_modules/**',
  '**/.ztest/**',
  '**/*.d.{ts,mts,cts}',
  '**/__mocks__/**',
  '**/__tests__/**',
  '**/*.config.{ts,mts,cts,js,mjs,cjs}',
];
const MODULES = '**/*.{ts,mts,cts,tsx,js,mjs,cjs,jsx}';

export function countedFiles({
  rootDir,
  include,
  setupFiles,
  globalSetup,
  coverage,
  jest,
}: ResolvedConfig): CountedFiles {
  const exclude = [...NEVER, ...include, ...coverage.exclude];
  const patterns = {
    rootDir,
    ...patternExpressions({ rootDir, include: coverage.include ?? [MODULES], exclude }),
    helpers: [...setupFiles, ...globalSetup],
    ...(jest !== undefined && { ignored: jest.uncounted }),
  };
  const files = (): readonly string[] => {
    const isCounted = compileCounted(patterns);
    if (coverage.include === undefined) return [];
    const found = findTestFiles({ rootDir, include: coverage.include, exclude });
    return found.files
      .map((file) => path.join(rootDir, file))
      .filter((file) => isModule(file) && isCounted(file));
  };
  return { patterns, files };
}

function isModule(file: string): boolean {
  return /\.(?:[cm]?[jt]s|[jt]sx)$/.test(file);
}
