/** The test frameworks that are compared: how each writes a test, what it needs on disk, what it installs. */
import type { ProjectFile, TestDialect } from './project-shape.ts';

export type FlavourName =
  | 'ztest'
  | 'vitest'
  | 'vitest-coverage'
  | 'jest'
  | 'node'
  | 'mocha'
  | 'bun';

export interface Flavour {
  readonly name: FlavourName;
  readonly dialect: TestDialect;
  /** Configuration files, as a project of that framework has them. */
  readonly config: readonly ProjectFile[];
  /** Fields of `package.json` beyond name and `private`. */
  readonly manifest: Readonly<Record<string, unknown>>;
  /** Packages from the registry with the range that is asked for; none when the framework is part of Node or of this checkout. */
  readonly packages: Readonly<Record<string, string>>;
}

const EXPECT = {
  same: (actual: string, expected: string) => `expect(${actual}).toBe(${expected})`,
  equal: (actual: string, expected: string) => `expect(${actual}).toEqual(${expected})`,
};

const ASSERT = {
  same: (actual: string, expected: string) => `assert.equal(${actual}, ${expected})`,
  equal: (actual: string, expected: string) => `assert.deepEqual(${actual}, ${expected})`,
};

const MODULES = { type: 'module' };

const VITEST = {
  dialect: {
    imports: "import { describe, expect, test } from 'vitest';",
    suite: 'describe',
    ...EXPECT,
  },
  config: [],
  manifest: MODULES,
};

/** All flavours. */
export const FLAVOURS: Readonly<Record<FlavourName, Flavour>> = {
  ztest: {
    name: 'ztest',
    dialect: { imports: "import { expect, suite, test } from 'ztest';", suite: 'suite', ...EXPECT },
    config: [],
    manifest: MODULES,
    packages: {},
  },
  vitest: { name: 'vitest', ...VITEST, packages: { vitest: '^5' } },
  // Its providers of coverage are packages of their own, which are no part of what it weighs.
  'vitest-coverage': {
    name: 'vitest-coverage',
    ...VITEST,
    packages: { vitest: '^5', '@vitest/coverage-v8': '^5', '@vitest/coverage-istanbul': '^5' },
  },
  jest: {
    name: 'jest',
    // Globals and CommonJS, as most Jest suites are: its ESM mode is experimental and slower.
    dialect: { imports: '', suite: 'describe', ...EXPECT },
    config: [
      {
        path: 'jest.config.json',
        text: `{
  "cacheDirectory": "<rootDir>/node_modules/.jest-cache",
  "transform": {
    "\\\\.[jt]s$": ["@swc/jest", { "jsc": { "target": "es2022", "parser": { "syntax": "typescript" } } }]
  }
}
`,
      },
    ],
    manifest: {},
    packages: { jest: '^30', '@swc/jest': 'latest', '@swc/core': 'latest' },
  },
  node: {
    name: 'node',
    dialect: {
      imports: "import assert from 'node:assert/strict';\nimport { suite, test } from 'node:test';",
      suite: 'suite',
      ...ASSERT,
    },
    config: [],
    manifest: MODULES,
    packages: {},
  },
  mocha: {
    name: 'mocha',
    dialect: {
      imports: "import assert from 'node:assert/strict';\nimport { suite, test } from 'mocha';",
      suite: 'suite',
      ...ASSERT,
    },
    // Node 24 strips the types itself, which is Mocha's fastest TypeScript loader: no tsx is needed.
    config: [
      {
        path: '.mocharc.json',
        text: '{ "ui": "tdd", "extension": ["ts", "js"], "spec": "test", "reporter": "dot" }\n',
      },
    ],
    manifest: MODULES,
    packages: { mocha: 'latest' },
  },
  bun: {
    name: 'bun',
    dialect: {
      imports: "import { describe, expect, test } from 'bun:test';",
      suite: 'describe',
      ...EXPECT,
    },
    config: [],
    manifest: MODULES,
    // The package `bun` fetches its binary in a postinstall script; the platform package is that binary.
    packages: { [bunPackage()]: 'latest' },
  },
};

/** The names of the frameworks, in the order of the tables. */
export const FLAVOUR_NAMES: readonly FlavourName[] = [
  'ztest',
  'bun',
  'node',
  'mocha',
  'vitest',
  'jest',
];

/** The npm package that holds Bun's binary for this machine. */
export function bunPackage(): string {
  const system = process.platform === 'win32' ? 'windows' : process.platform;
  return `@oven/bun-${system}-${process.arch === 'arm64' ? 'aarch64' : process.arch}`;
}

export function isFlavourName(name: string): name is FlavourName {
  return FLAVOUR_NAMES.some((known) => known === name);
}
