/** The command line of each framework for each way to run it. */
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { bunPackage, type FlavourName } from './flavours.ts';
import type { Command } from './measure.ts';
import { packageDirectory, ZTEST_COMMAND } from './tools.ts';

/** How to run a framework; what is left out is the framework's default. */
export interface Mode {
  /** `none`: all files in one set of globals and modules. `file`: what the framework has between that and a process a file. `process`: a process a file. */
  readonly isolation?: 'none' | 'file' | 'process';
  /** How many test files may run at once. */
  readonly workers?: number;
  /** Counts what the tests run: by this provider, where there are several. */
  readonly coverage?: 'own' | 'v8' | 'istanbul' | 'babel';
}

/** The command that runs all tests of a project. */
export function testCommand(flavour: FlavourName, mode: Mode, cwd: string): Command {
  const node = (...args: readonly string[]): Command => ({ program: process.execPath, args, cwd });
  const { isolation, workers, coverage } = mode;
  const ifCounting = (...flags: readonly string[]): readonly string[] =>
    coverage === undefined ? [] : flags;
  const withWorkers = (flag: string): readonly string[] =>
    workers === undefined ? [] : [`${flag}=${workers}`];
  switch (flavour) {
    case 'ztest':
      return node(
        ZTEST_COMMAND,
        ...ztestIsolation(isolation),
        ...withWorkers('--workers'),
        ...ifCounting('--coverage'),
      );
    case 'vitest':
    case 'vitest-coverage':
      return node(
        join(packageDirectory(flavour, 'vitest'), 'vitest.mjs'),
        'run',
        ...(isolation === 'none' ? ['--no-isolate'] : []),
        ...withWorkers('--maxWorkers'),
        ...ifCounting(
          '--coverage.enabled',
          `--coverage.provider=${coverage}`,
          '--coverage.reporter=text',
        ),
      );
    case 'jest':
      return node(
        join(packageDirectory(flavour, 'jest'), 'bin', 'jest.js'),
        ...withWorkers('--maxWorkers'),
        ...ifCounting('--coverage', `--coverageProvider=${coverage}`, '--coverageReporters=text'),
      );
    case 'node':
      return node(
        '--test',
        `--test-isolation=${isolation === 'none' ? 'none' : 'process'}`,
        ...withWorkers('--test-concurrency'),
        ...ifCounting('--experimental-test-coverage'),
        'test/*.test.*',
      );
    case 'mocha':
      return node(
        join(packageDirectory(flavour, 'mocha'), 'bin', 'mocha.js'),
        ...(workers === undefined ? [] : ['--parallel', `--jobs=${workers}`]),
      );
    case 'bun': {
      const args = [
        'test',
        ...(isolation === 'file' ? ['--isolate'] : []),
        ...withWorkers('--parallel'),
        ...ifCounting('--coverage'),
      ];
      return { program: join(packageDirectory(flavour, bunPackage()), 'bin', 'bun'), args, cwd };
    }
  }
}

/** What a framework keeps between runs, relative to the project: removed before a cold run. */
const CACHE_FOLDERS: readonly string[] = [
  '.ztest',
  'node_modules/.jest-cache',
  'node_modules/.vite',
  'node_modules/.vitest-cache',
];

export function removeCaches(directory: string): void {
  for (const folder of CACHE_FOLDERS) {
    rmSync(join(directory, folder), { recursive: true, force: true });
  }
}

function ztestIsolation(isolation: Mode['isolation']): readonly string[] {
  switch (isolation) {
    case undefined:
      return [];
    case 'none':
      return ['--isolation=none'];
    case 'file':
      return ['--isolation=partial'];
    case 'process':
      return ['--isolation=full'];
  }
}
