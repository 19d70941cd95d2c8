/** What a Jest configuration becomes, as a plan says it. */
import { expect, suite, test } from 'ztest';
import type { MigrationPlan } from '../../../server/migrate/plan.ts';
import { planMigration } from '../../../server/migrate/plan-migration.ts';
import { summarize } from '../../../server/migrate/report.ts';
import { diskFiles } from '../../../server/workspace/disk-files.ts';
import { createProject, type ProjectFiles } from '../../support/run-project.ts';

function planned(files: ProjectFiles): MigrationPlan {
  using project = createProject({
    'package.json': '{ "devDependencies": { "jest": "^30" } }',
    ...files,
  });
  return planMigration({
    rootDir: project.directory,
    files: diskFiles,
    paths: [],
    version: '^1.0.0',
  });
}

function written(files: ProjectFiles): Readonly<Record<string, string | undefined>> {
  const { changes } = planned(files);
  return Object.fromEntries(changes.map(({ path, after }) => [path, after]));
}

test('every key has its place, or a comment that says what to do', () => {
  const files = written({
    'a.test.js': `it('a', () => { jest.fn(); });\n`,
    'jest.config.cjs': `module.exports = {
  rootDir: './',
  testTimeout: 10000,
  maxWorkers: '50%',
  slowTestThreshold: 2,
  setupFiles: ['<rootDir>/one.js', 'pkg/register'],
  setupFilesAfterEnv: ['./two.js'],
  globalSetup: './up.js',
  globalTeardown: './down.js',
  globals: { VERSION: '1', 'ts-jest': {} },
  restoreMocks: true,
  fakeTimers: { enableGlobally: true, now: 5 },
  snapshotSerializers: ['ser'],
  snapshotFormat: { escapeString: true },
  moduleNameMapper: { '^@/(.*)$': '<rootDir>/src/$1', '\\\\.(css|less)$': 'identity-obj-proxy', '^x$': process.env.X },
  collectCoverageFrom: ['src/**/*.js', '!src/index.js'],
  coverageThreshold: { global: { lines: 80 }, './src/core/': { lines: 90 } },
  reporters: ['default', 'jest-junit', './mine.js'],
  transform: { '^.+\\\\.js$': 'babel-jest' },
  resolver: './resolver.js',
  nonsense: true,
};\n`,
  });
  expect(files['ztest.config.ts']).toBe(`import { defineConfig } from 'ztest/config';

export default defineConfig({
  // As in Jest: what a test mocks stays so until the file ends. ztest's own rule puts it back after each test.
  mocks: { restore: false },
  setupFiles: ['./ztest.setup.ts', './one.js', 'pkg/register', './two.js'],
  globalSetup: ['./ztest.global-setup.ts'],
  tsconfig: './tsconfig.ztest.json',
  timeout: 10000,
  workers: '50%',
  slowThreshold: 2000,
  assets: { '.css': 'empty', '.less': 'empty' },
  snapshot: { format: { escapeString: true } },
  report: ['terminal', 'junit'],
  coverage: {
    include: ['src/**/*.js'],
    exclude: ['src/index.js'],
    thresholds: { lines: 80, 'src/core/': { lines: 90 } },
  },
  // TODO reporters: ./mine.js: ztest writes terminal, dot, json, events, junit, tap and github reports.
  // transform: ztest compiles by itself.
  // TODO resolver: "./resolver.js": ztest resolves as Node and TypeScript do.
  // TODO nonsense: true: Jest has no such key.
  // TODO moduleNameMapper.^x$ of the configuration is code: process.env.X: Nothing is run to read it: say here what it comes to.
});
`);
  expect(files['ztest.setup.ts'])
    .toBe(`// What the configuration of Jest asked for; loaded before each test file.
import { beforeEach, expect, jest, mock } from 'ztest/jest';
import serializer0 from 'ser';

Object.assign(globalThis, { VERSION: '1' });
beforeEach(() => {
  mock.restoreAll();
});
jest.useFakeTimers({ now: 5 });
expect.addSnapshotSerializer(serializer0);
`);
  expect(files['ztest.global-setup.ts']).toBe(
    `export { default as setup } from './up.js';\nexport { default as teardown } from './down.js';\n`,
  );
  expect(JSON.parse(files['tsconfig.ztest.json'] ?? '')).toEqual({
    compilerOptions: { allowJs: true, paths: { '@/*': ['./src/*'] } },
  });
});

test.each([
  ['the defaults', `{}`, ['a.test.js', 'b.spec.js'], undefined],
  [
    'folders of tests',
    `{}`,
    ['__tests__/a.js', 'src/__tests__/b.js'],
    `include: [\n    '**/__tests__/**/*.?([mc])[jt]s?(x)',\n    '**/?(*.)+(spec|test).?([mc])[jt]s?(x)',\n  ]`,
  ],
  [
    'an expression',
    `{ testRegex: '/check/.*\\\\.js$' }`,
    ['check/a.js', 'check/deep/b.js'],
    `include: ['check/**/*.js']`,
  ],
  [
    'a suffix',
    `{ testMatch: ['**/*.unit.js'] }`,
    ['a.unit.js', 'c/b.unit.js'],
    `include: ['**/*.unit.js']`,
  ],
  [
    'what is ignored',
    `{ testPathIgnorePatterns: ['/old/'] }`,
    ['a.test.js', 'old/b.test.js'],
    `exclude: ['old/**']`,
  ],
])('the same files as %s', (_, config, tests, expected) => {
  const sources = Object.fromEntries(tests.map((file) => [file, `it('a', () => {});\n`]));
  const files = written({
    ...sources,
    'other.js': '',
    'jest.config.js': `module.exports = ${config};\n`,
  });
  if (expected === undefined) expect(files['ztest.config.ts']).not.toMatch(/clude:/);
  else expect(files['ztest.config.ts']).toContain(`  ${expected},\n`);
});

test('mocks of packages that Jest uses without being asked are named', () => {
  const files = written({
    'a.test.js': `it('a', () => {});\n`,
    'test/__mocks__/pkg.js': `module.exports = 1;\n`,
    'src/api.js': '',
    'src/__mocks__/api.js': '',
    '__mocks__/fs.js': '',
    'node_modules/pkg/package.json': '{}',
  });
  expect(files['ztest.setup.ts']).toContain(
    `mock.module('pkg', () => mock.requireActual('./test/__mocks__/pkg.js'), { virtual: true });`,
  );
  expect(files['ztest.setup.ts']?.match(/mock\.module/g)).toHaveLength(1);
});

test('helpers and mocks that tests reach are converted, others are not', () => {
  const files = written({
    'a.test.js': `import { check } from './helper.js';\nimport '@x/y.js';\nit('a', check);\n`,
    'helper.js': `export const check = () => expect(1).toBe(1);\n`,
    '__mocks__/fs.js': `module.exports = { readFile: jest.fn() };\n`,
    'cypress/a.cy.js': `it('a', () => { expect(1); });\n`,
  });
  expect(files['helper.js']).toMatch(/^import { expect } from 'ztest';/);
  expect(files['__mocks__/fs.js']).toMatch(/^const { mock } = require\('ztest'\);/);
  expect(files['cypress/a.cy.js']).toBeUndefined();
});

test('helpers for others stay as they are and find globals', () => {
  const files = written({
    'package.json': `{ "name": "project", "files": ["src"], "devDependencies": { "jest": "^29" } }`,
    'a.test.js': `require('./src/clean'); require('./src/check'); require('./lib/own');\nit('a', () => {});\n`,
    'lib/own.js': `if (typeof afterEach === 'function') afterEach(() => {});\n`,
    'src/check.js': `exports.check = () => expect(1).toBe(1);\n`,
    'src/clean.js': `exports.clean = () => {};\n`,
    'src/__tests__/b.test.js': `it('b', () => {});\n`,
  });
  expect(Object.keys(files).toSorted()).toEqual([
    'a.test.js',
    'package.json',
    'src/__tests__/b.test.js',
    'ztest.config.ts',
  ]);
  expect(files['ztest.config.ts']).toContain('globals: true');
});

test.for([
  ['a set-up file that is a package', { jest: { setupFilesAfterEnv: ['jest-extended/all'] } }, ''],
  ['a test file whose tests are declared by a package', {}, `require('tester')({});\n`],
] as const)('%s finds globals', ([, manifest, text]) => {
  const files = written({
    'package.json': JSON.stringify({
      name: 'project',
      devDependencies: { jest: '^29' },
      ...manifest,
    }),
    'a.test.js': `it('a', () => {});\n`,
    ...(text !== '' && { 'b.test.js': text }),
  });
  expect(files['ztest.config.ts']).toContain('globals: true');
});

test('what __dirname has made absolute is relative to the root again', () => {
  const files = written({
    'a.test.js': `it('a', () => {});\n`,
    'jest.config.js': `const path = require('path');
module.exports = {
  rootDir: __dirname,
  setupFiles: [path.join(__dirname, 'one.js'), \`\${__dirname}/two.js\`],
};\n`,
    'one.js': '',
    'two.js': '',
  });
  expect(files['ztest.config.ts']).toContain(`setupFiles: ['./one.js', './two.js']`);
});

test.for([[`'./jests/unit.js', './jests/int.js'`], [`require.resolve('./jests/unit.js')`]])(
  'projects that are configured in one folder stay with Jest: %s',
  ([projects]) => {
    const files = written({
      'a.test.js': `it('a', () => {});\n`,
      'jest.config.js': `module.exports = { projects: [${projects}] };\n`,
      'jests/unit.js': `module.exports = { rootDir: '..' };\n`,
      'jests/int.js': `module.exports = { rootDir: '..', testMatch: ['**/*.int.js'] };\n`,
    });
    expect(files).toEqual({});
  },
);

test.for([
  ['a tool that configures Jest', { test: 'kcd-scripts test' }, {}],
  ['an environment that a script asks for', { test: 'jest --env=jsdom' }, {}],
  ['a package that needs a document, which Jest has until 26,', {}, { enzyme: '3' }],
  ['React Native', { test: 'jest' }, { 'react-native': '1' }, { preset: 'react-native' }],
] as const)('%s keeps the tests', ([, scripts, packages, jest]) => {
  const files = written({
    'package.json': JSON.stringify({
      devDependencies: { jest: '^26', ...packages },
      scripts,
      jest,
    }),
    'a.test.js': `it('a', () => {});\n`,
  });
  expect(files).toEqual({});
});

test('the environment of a script beside `test` is not that of the suite', () => {
  const files = written({
    'package.json': JSON.stringify({
      devDependencies: { jest: '^29' },
      scripts: { 'test:dom': 'jest --env=jsdom dom', test: 'jest' },
    }),
    'a.test.js': `it('a', () => {});\n`,
  });
  expect(files['a.test.js']).toContain('ztest');
});

test('what a package of a workspace publishes is what its own manifest says', () => {
  const files = written({
    'package.json': `{ "private": true, "devDependencies": { "jest": "^29" } }`,
    'packages/a/package.json': `{ "name": "a", "files": ["lib"], "jest": {} }`,
    'packages/a/a.test.js': `require('./lib/check'); it('a', () => {});\n`,
    'packages/a/lib/check.js': `exports.check = () => expect(1).toBe(1);\n`,
  });
  expect(files['packages/a/lib/check.js']).toBeUndefined();
  expect(files['packages/a/ztest.config.ts']).toContain('globals: true');
});

suite('where a script runs other tests with Jest', () => {
  const scripts = (fuzz: string): string =>
    JSON.stringify({ scripts: { test: 'jest', fuzz }, devDependencies: { jest: '^30' } });
  const files: ProjectFiles = {
    'a.test.ts': `it('a', () => {});\n`,
    'jest.config.js': `module.exports = { clearMocks: true };\n`,
    'tsconfig.json': `{ "compilerOptions": { "types": ["jest"] } }\n`,
  };

  test('what they need of its configuration and its types stays', () => {
    const done = written({ ...files, 'package.json': scripts(`jest --testMatch='**/*.fuzz.ts'`) });
    expect(done['package.json']).toContain('"test":"ztest"');
    expect(Object.keys(done)).not.toContain('jest.config.js');
    expect(Object.keys(done)).not.toContain('tsconfig.json');
  });

  test('a configuration of their own needs the other where it builds on it', () => {
    const own = 'jest --config jest.fuzz.js';
    const alone = written({ ...files, 'package.json': scripts(own), 'jest.fuzz.js': `` });
    expect(Object.keys(alone)).toContain('jest.config.js');
    expect(Object.keys(alone)).not.toContain('tsconfig.json');
    const above = `module.exports = { ...require('./jest.config') };\n`;
    const built = written({ ...files, 'package.json': scripts(own), 'jest.fuzz.js': above });
    expect(Object.keys(built)).not.toContain('jest.config.js');
  });

  test('nothing stays for flags that only have no equal', () => {
    const done = written({ ...files, 'package.json': scripts('jest --outputFile=a.json') });
    expect(Object.keys(done)).toContain('jest.config.js');
    expect(done['tsconfig.json']).toContain('"types": []');
  });
});

test.each([
  ['^4.9.5', 'a.test.ts', ['TypeScript 4.9 cannot read the types of ztest']],
  ['5.4.2', 'a.test.ts', []],
  ['~4.9.5', 'a.test.js', []],
])('a compiler that is too old for the types is named: %s, %s', (version, file, expected) => {
  const { notes } = planned({
    [file]: `it('a', () => {});\n`,
    'package.json': JSON.stringify({ devDependencies: { jest: '^30', typescript: version } }),
  });
  expect(notes.map(({ what }) => what)).toEqual(expected);
});

test('actions of the repository call ztest', () => {
  const files = written({
    'a.test.js': `it('a', () => {});\n`,
    '.github/actions/tests/action.yml': `runs:\n  using: composite\n  steps:\n    - run: npx jest --ci\n      shell: bash\n`,
  });
  expect(files['.github/actions/tests/action.yml']).toContain('    - run: npx ztest\n');
});

test('names of packages that stand for others are paths of the tsconfig', () => {
  const files = written({
    'packages/a/a.test.js': `it('a', () => {});\n`,
    'packages/a/jest.config.js': `module.exports = { moduleNameMapper: {
  '^lodash-es$': 'lodash',
  '^lodash-es/(.*)$': 'lodash/$1',
  '^gone$': 'nowhere',
} };\n`,
    'node_modules/lodash/package.json': '{ "main": "lodash.js" }',
  });
  const { compilerOptions } = JSON.parse(files['packages/a/tsconfig.ztest.json'] ?? '{}');
  expect(compilerOptions.paths).toEqual({
    'lodash-es': ['../../node_modules/lodash'],
    'lodash-es/*': ['../../node_modules/lodash/*'],
  });
  expect(files['packages/a/ztest.config.ts']).toContain('TODO moduleNameMapper: ^gone$');
});

test('a configuration that finds no test is named', () => {
  const { notes, changes } = planned({ 'jest.config.json': '{ "testMatch": ["**/*.unit.js"] }' });
  expect(changes).toEqual([]);
  expect(notes.map(({ file, what }) => `${file}: ${what}`)).toEqual([
    'jest.config.json: no file is found that is a test',
  ]);
});

test('what needs a hand around the tests counts, too', () => {
  const plan = planned({
    'a.test.js': `it('a', () => {});\n`,
    'jest.config.json': '{ "resolver": "./resolver.js", "filter": "./filter.js" }',
    Makefile: 'test:\n\tnpx jest\n',
  });
  expect(summarize(plan)).toMatchObject({ alone: 1, byHand: 2 });
});

suite('a configuration above those with the tests', () => {
  const files: ProjectFiles = {
    'packages/a/a.test.js': `it('a', () => {});\n`,
    'packages/a/jest.config.js': `module.exports = { ...require('../../jest.config') };\n`,
  };

  test('goes with them', () => {
    const done = written({
      ...files,
      'jest.config.js': `module.exports = { clearMocks: true };\n`,
    });
    expect(Object.keys(done)).toEqual([
      'jest.config.js',
      'package.json',
      'packages/a/a.test.js',
      'packages/a/jest.config.js',
      'packages/a/ztest.config.ts',
      'packages/a/ztest.setup.ts',
    ]);
  });

  test('keeps what it says about whole runs', () => {
    const head = `{ "projects": ["packages/*"], "bail": true, "coverageThreshold": { "global": { "lines": 80 } } }`;
    const done = written({
      ...files,
      'packages/a/jest.config.js': `module.exports = {};\n`,
      'jest.config.json': head,
    });
    expect(done['ztest.config.ts']).toBe(
      `import { defineConfig } from 'ztest/config';\n\nexport default defineConfig({\n  bail: true,\n  coverage: { thresholds: { lines: 80 } },\n});\n`,
    );
  });

  test('leaves a second migration nothing to do', () => {
    const again = planned({
      'packages/a/a.test.js': `import { it } from 'ztest';\nit('a', () => {});\n`,
      'packages/a/ztest.config.ts': `export default {};\n`,
      'examples/mocha.test.js': `it('a', () => {});\n`,
    });
    expect(again.changes).toEqual([]);
  });
});

test('which files are tests is what a program has come to', () => {
  using project = createProject({
    'package.json': '{ "devDependencies": { "jest": "^30" } }',
    'jest.config.js': `module.exports = require('./make.js')();\n`,
    '__tests__/a.test.js': `it('a', () => {});\n`,
    '__tests__/data.js': `module.exports = 1;\n`,
  });
  const { suites } = planMigration({
    rootDir: project.directory,
    files: diskFiles,
    paths: [],
    version: '^1.0.0',
    evaluated: new Map([
      [
        `${project.directory}/jest.config.js`,
        { rootDir: '<rootDir>', testMatch: ['<rootDir>/__tests__/**/*test.js'] },
      ],
    ]),
  });
  expect(suites.map(({ testFiles }) => testFiles)).toEqual([['__tests__/a.test.js']]);
});

test.each([
  ['expect(1)', false, false],
  ['jest.spyOn(a, "b")', true, false],
  ['expect(1).toMatchSnapshot()', false, true],
])('only what tests use is as before: %s', (call, mocks, snapshots) => {
  const files = written({
    'package.json':
      '{ "devDependencies": { "jest": "^26" } , "jest": { "testEnvironment": "node" } }',
    'a.test.js': `it('a', () => { ${call}; });\n`,
  });
  expect(files['ztest.config.ts']?.includes('mocks:')).toBe(mocks);
  expect(files['ztest.config.ts']?.includes('snapshot:')).toBe(snapshots);
});

suite('projects that stand in the configuration', () => {
  const files = (projects: string): ProjectFiles => ({
    'a.unit.js': `it('a', () => {});\n`,
    'b.int.js': `it('b', () => {});\n`,
    'lint.js': `exports.a = 1;\n`,
    'jest.config.js': `module.exports = { testTimeout: 1, projects: [${projects}] };\n`,
  });

  test('are the suite where others are no tests, which is said', () => {
    const config = written(
      files(
        `{ testMatch: ['**/*.unit.js'], setupFiles: ['./up.js'] }, { runner: 'jest-runner-eslint', testMatch: ['**/*.js'] }`,
      ),
    )['ztest.config.ts'];
    expect(config).toContain(`include: ['**/*.unit.js']`);
    expect(config).toContain(`setupFiles: ['./up.js']`);
    expect(config).toContain('TODO runner: "jest-runner-eslint"');
  });

  test('are one suite where only their files differ', () => {
    const config = written(
      files(
        `{ testMatch: ['**/*.unit.js'], setupFiles: ['./up.js'] }, { testMatch: ['**/*.int.js'], setupFiles: ['./up.js'] }`,
      ),
    )['ztest.config.ts'];
    expect(config).toContain(`setupFiles: ['./up.js']`);
  });

  test('stay with Jest where each says something else', () => {
    const plan = planned(
      files(
        `{ testMatch: ['**/*.unit.js'] }, { testMatch: ['**/*.int.js'], setupFiles: ['./up.js'] }`,
      ),
    );
    expect(plan.changes).toEqual([]);
    expect(plan.files.map(({ state }) => state)).toEqual(['refused', 'refused']);
  });
});
