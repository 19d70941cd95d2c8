/** Selection by files, as other tools have it, for the comparison: which test files import what has changed. */
import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import type { ProjectCopy } from './project-copy.ts';

export interface FileLevel {
  /** `Vitest 5.1.1`. */
  readonly name: string;
  /** @returns test files, relative; `undefined`: the tool cannot say */
  readonly related: (file: string) => Promise<ReadonlySet<string> | undefined>;
}

export interface FileLevelOptions {
  readonly copy: ProjectCopy;
  /** Relative. */
  readonly tests: readonly string[];
  /** Where `vitest` and `jest` are installed. */
  readonly tools: string;
}

/** As `ztest graph` counts it. */
export function ownFileLevel(copy: ProjectCopy): FileLevel {
  return {
    name: 'by file',
    related: (file) => {
      const text = copy.ask(['graph', file, '--dependants', '--json']);
      if (text === '') return Promise.resolve(undefined);
      // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- our own output
      const { entries } = JSON.parse(text) as { entries: { kind: string; name: string }[] };
      const found = entries.filter(({ kind }) => kind === 'test').map(({ name }) => name);
      return Promise.resolve(new Set(found));
    },
  };
}

/** `jest --findRelatedTests`, with the configuration of the project where that is one of Jest. */
export function jestFileLevel({ copy, tests, tools }: FileLevelOptions): FileLevel | undefined {
  const command = path.join(tools, 'node_modules/jest/bin/jest.js');
  if (!fs.existsSync(command)) return undefined;
  const config = {
    rootDir: copy.directory,
    testRegex: [`/(?:${tests.map(escape).join('|')})$`],
    moduleNameMapper: { '^(\\.{1,2}/.*)\\.[cm]?js$': ['$1.ts', '$1.js', '$1.mjs', '$1.tsx'] },
    transform: {},
  };
  return {
    name: `Jest ${versionIn(tools, 'jest')}`,
    related: (file) => {
      try {
        const args = ['--listTests', '--json', '--findRelatedTests', file];
        const all = [command, '--config', JSON.stringify(config), ...args];
        const text = execFileSync(process.execPath, all, {
          cwd: copy.directory,
          encoding: 'utf8',
          stdio: ['ignore', 'pipe', 'ignore'],
        });
        // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- what `--json` says
        const found = JSON.parse(text) as readonly string[];
        return Promise.resolve(relativeTo(copy, found));
      } catch {
        return Promise.resolve(undefined);
      }
    },
  };
}

interface Vitest {
  config: { related?: string[] };
  getRelevantTestSpecifications: () => Promise<readonly { moduleId: string }[]>;
  close: () => Promise<void>;
}

interface VitestModule {
  createVitest: (mode: 'test', options: object) => Promise<Vitest>;
}

/** `vitest related`, which is what `--changed` asks about the files that git names; with the project's own configuration. */
export async function vitestFileLevel({
  copy,
  tests,
  tools,
}: FileLevelOptions): Promise<(FileLevel & AsyncDisposable) | undefined> {
  const entry = path.join(tools, 'node_modules/vitest/dist/node.js');
  if (!fs.existsSync(entry)) return undefined;
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- installed by who asks
  const { createVitest } = (await import(pathToFileURL(entry).href)) as VitestModule;
  const vitest = await createVitest('test', {
    root: copy.directory,
    config: false,
    include: tests.map((file) => file.replaceAll(/[[\](){}!*?@+]/g, '\\$&')),
    watch: false,
    related: [],
    passWithNoTests: true,
  });
  return {
    name: `Vitest ${versionIn(tools, 'vitest')}`,
    related: async (file) => {
      vitest.config.related = [path.join(copy.directory, file)];
      try {
        const found = await vitest.getRelevantTestSpecifications();
        return relativeTo(
          copy,
          found.map(({ moduleId }) => moduleId),
        );
      } catch {
        return undefined;
      }
    },
    [Symbol.asyncDispose]: async () => {
      await vitest.close();
    },
  };
}

function relativeTo(copy: ProjectCopy, files: readonly string[]): ReadonlySet<string> {
  const root = fs.realpathSync(copy.directory);
  return new Set(files.map((file) => path.relative(root, file).replaceAll('\\', '/')));
}

function versionIn(tools: string, name: string): string {
  const text = fs.readFileSync(path.join(tools, 'node_modules', name, 'package.json'), 'utf8');
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- every package has one
  return (JSON.parse(text) as { version: string }).version;
}

function escape(file: string): string {
  return file.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&');
}
