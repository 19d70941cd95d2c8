import { expect, suite, test } from 'ztest';
import { discover, tests } from './discover.ts';

type Files = Readonly<Record<string, string>>;

/** The test files of a project, with those problems of it that stand in configurations. */
async function found(files: Files): Promise<string[]> {
  const { discovery } = discover(files);
  await discovery.open();
  return [
    ...discovery.trees().map(({ file, nodes }) => (nodes.length > 0 ? file : `(${file})`)),
    ...discovery.problems.map(
      ({ code, location }) => `${code} ${location?.file}:${location?.line}`,
    ),
  ];
}

const some: Files = {
  'a.test.ts': tests('a'),
  'src/b.spec.ts': tests('b'),
  'src/__tests__/c.ts': tests('c'),
  'e2e/d.test.ts': tests('d'),
};

suite('a project of Vitest', () => {
  test('that hands on the configuration of the root has no projects of its own', async () => {
    const files = {
      'vitest.config.ts': `export default defineConfig({ test: { globals: true, projects: ['packages/*'] } });`,
      'packages/a/vitest.config.ts': `export { default } from '../../vitest.config';`,
      'packages/a/x.test.ts': tests('x'),
      'packages/b/vitest.config.ts': `import base from '../../vitest.config';\nexport default mergeConfig(base, { test: { exclude: ['old/**'] } });`,
      'packages/b/y.test.ts': tests('y'),
      'packages/b/old/z.test.ts': tests('z'),
      'packages/c/vite.config.ts': `const config = { test: { globals: true } };\nexport { config as default };`,
      'packages/c/u.test.ts': tests('u'),
    };
    expect(await found(files)).toEqual([
      'packages/a/x.test.ts',
      'packages/b/y.test.ts',
      'packages/c/u.test.ts',
    ]);
  });
});

suite('a configuration of ztest', () => {
  test.each([
    ['ztest.config.ts', `export default { include: ['src/**/*.spec.ts'] }`],
    [
      'ztest.config.ts',
      `import { defineConfig } from 'ztest/config';\nexport default defineConfig({ include: ['src/**/*.spec.ts'] } as const)`,
    ],
    [
      'ztest.config.cjs',
      `const base = 'src/**';\nmodule.exports = { include: [\`\${base}/*.spec.ts\`] }`,
    ],
    ['ztest.config.mjs', `const include = ['src/**/*.spec.ts'];\nexport default { include }`],
    [
      'ztest.config.ts',
      `const config: Config = { ...{ include: ['x'] }, include: ['src/**/*.spec.ts'] };\nexport default config satisfies Config`,
    ],
    [
      'ztest.config.ts',
      `export default defineConfig(({ ci }) => ({ include: ['src/**/*.spec.ts'] }))`,
    ],
    [
      'ztest.config.ts',
      `export default defineConfig(async () => { const list = ['src/**/*.spec.ts']; return { include: list } })`,
    ],
    ['ztest.toml', `include = ["src/**/*.spec.ts"]`],
  ])('%s is read and not run: %s', async (name, text) => {
    expect(await found({ ...some, [name]: text })).toEqual(['src/b.spec.ts']);
  });

  test('takes what it imports from files of the project', async () => {
    const files = {
      ...some,
      'ztest.config.ts': `import { include } from './config/shared.js';\nimport base from './config/base.ts';\nexport default { ...base, include }`,
      'config/shared.ts': `export const include = ['src/**/*.spec.ts', 'e2e/**'];`,
      'config/base.ts': `export default { exclude: ['e2e/**'] };`,
    };
    expect(await found(files)).toEqual(['src/b.spec.ts']);
  });

  test('that computes what decides is a problem at its place, and the defaults hold', async () => {
    const files = { ...some, 'ztest.config.ts': `export default {\n  include: findThem(),\n}` };
    expect(await found(files)).toEqual([
      'a.test.ts',
      'e2e/d.test.ts',
      'src/b.spec.ts',
      'ZT1034 ztest.config.ts:2',
    ]);
  });

  test('that computes something else is no problem', async () => {
    const config = `export default { workers: os.cpus().length, include: ['src/**/*.spec.ts'] }`;
    expect(await found({ ...some, 'ztest.config.ts': config })).toEqual(['src/b.spec.ts']);
  });

  test('that imports itself, or is no program at all, is no end', async () => {
    const cyclic = `import base from './ztest.config.ts';\nexport default { ...base }`;
    expect(await found({ ...some, 'ztest.config.ts': cyclic })).toContain('a.test.ts');
    expect(await found({ ...some, 'ztest.config.ts': 'const const {{{ `' })).toContain('a.test.ts');
    const chain = `const a = b; const b = a; export default { include: a }`;
    expect(await found({ ...some, 'ztest.config.ts': chain })).toContain('a.test.ts');
  });
});

suite('of several configurations', () => {
  test('the nearest one decides', async () => {
    const files = {
      'ztest.config.ts': `export default { include: ['**/*.test.ts'] }`,
      'a.test.ts': tests('a'),
      'a.check.ts': tests('a'),
      'packages/one/ztest.config.ts': `export default { include: ['**/*.check.ts'] }`,
      'packages/one/b.test.ts': tests('b'),
      'packages/one/src/b.check.ts': tests('b'),
      'packages/two/c.test.ts': tests('c'),
      'packages/two/package.json': '{}',
    };
    expect(await found(files)).toEqual([
      'a.test.ts',
      'packages/one/src/b.check.ts',
      'packages/two/c.test.ts',
    ]);
  });

  test('one that is ignored or installed does not count', async () => {
    const files = {
      '.gitignore': 'dist\n',
      'a.test.ts': tests('a'),
      'dist/ztest.config.ts': `export default { include: ['**/*.ts'] }`,
      'dist/a.test.ts': tests('a'),
      'node_modules/x/ztest.config.ts': `export default { include: ['**/*.ts'] }`,
      'node_modules/x/a.test.ts': tests('a'),
    };
    expect(await found(files)).toEqual(['a.test.ts']);
  });
});

const globalTest = `test('x')`;

suite('a configuration of Jest', () => {
  const files: Files = {
    'a.test.ts': globalTest,
    'src/__tests__/b.ts': globalTest,
    'src/c.spec.ts': globalTest,
    'src/d.unit.ts': globalTest,
    'lib/e.test.ts': globalTest,
  };

  test.each<[string, Files, string[]]>([
    [
      'by its presence',
      { 'jest.config.js': 'module.exports = {}' },
      ['a.test.ts', 'lib/e.test.ts', 'src/__tests__/b.ts', 'src/c.spec.ts'],
    ],
    [
      'as a dependency',
      { 'package.json': '{"devDependencies":{"jest":"^30.0.0"}}' },
      ['a.test.ts', 'lib/e.test.ts', 'src/__tests__/b.ts', 'src/c.spec.ts'],
    ],
    [
      'with testMatch',
      { 'package.json': '{"jest":{"testMatch":["<rootDir>/src/**/*.unit.ts"]}}' },
      ['src/d.unit.ts'],
    ],
    [
      'with testRegex',
      { 'jest.config.ts': String.raw`export default { testRegex: '/src/.*\\.(spec|unit)\\.ts$' }` },
      ['src/c.spec.ts', 'src/d.unit.ts'],
    ],
    [
      'with roots and ignored paths',
      {
        'jest.config.json':
          '{"roots":["<rootDir>/src"],"testPathIgnorePatterns":["/node_modules/","__tests__"]}',
      },
      ['src/c.spec.ts'],
    ],
    [
      'with a rootDir',
      {
        'config/jest.config.js': `module.exports = { rootDir: '..', testMatch: ['**/*.unit.ts'] }`,
      },
      ['src/d.unit.ts'],
    ],
    [
      'with a rootDir, beside a dependency on Jest',
      {
        'package.json': '{ "devDependencies": { "jest": "^30" } }',
        'config/jest.config.js': `module.exports = { rootDir: '..', testPathIgnorePatterns: ['/lib/', 'c[.]spec'] }`,
      },
      ['a.test.ts', 'src/__tests__/b.ts'],
    ],
    [
      'with projects',
      {
        'jest.config.js': `module.exports = { projects: ['<rootDir>/lib', { displayName: 'unit', testMatch: ['**/*.unit.ts'] }] }`,
      },
      ['lib/e.test.ts', 'src/d.unit.ts'],
    ],
    [
      'with a project that is no test',
      {
        'jest.config.js': `module.exports = { projects: [{ testMatch: ['**/*.unit.ts'] }, { runner: 'jest-runner-eslint', testMatch: ['**/*.ts'] }] }`,
      },
      ['src/d.unit.ts'],
    ],
    [
      'from a wrapper',
      {
        'jest.config.js': `const nextJest = require('next/jest');\nconst createJestConfig = nextJest({ dir: './' });\nmodule.exports = createJestConfig({ testMatch: ['**/*.unit.ts'] })`,
      },
      ['src/d.unit.ts'],
    ],
    [
      'with a preset of a package',
      {
        'jest.config.js': `const preset = require('ts-jest/presets');\nmodule.exports = { ...preset, testMatch: ['**/*.unit.ts'], testRegex: [], testPathIgnorePatterns: [], roots: ['<rootDir>'], rootDir: '.', projects: [], injectGlobals: true }`,
      },
      ['src/d.unit.ts'],
    ],
  ])('%s', async (_, config, expected) => {
    expect(await found({ ...files, ...config })).toEqual(expected);
  });

  test('that turns globals off leaves no tests in files without imports', async () => {
    const config = { 'jest.config.js': 'module.exports = { injectGlobals: false }' };
    expect(await found({ 'a.test.ts': globalTest, ...config })).toEqual(['(a.test.ts)']);
  });

  test('says whose globals there are, beside one of ztest that says which files', async () => {
    const config = {
      'ztest.config.ts': `export default { include: ['src/**/*.unit.ts'] }`,
      'jest.config.js': 'module.exports = {}',
    };
    expect(await found({ ...files, ...config })).toEqual(['src/d.unit.ts']);
  });
});

suite('a configuration of Vitest', () => {
  const files: Files = {
    'a.test.ts': globalTest,
    'src/b.spec.ts': globalTest,
    'src/c.unit.ts': globalTest,
    'packages/p/d.test.ts': globalTest,
  };

  test.each<[string, Files, string[]]>([
    [
      'with globals',
      { 'vitest.config.ts': `export default defineConfig({ test: { globals: true } })` },
      ['a.test.ts', 'packages/p/d.test.ts', 'src/b.spec.ts'],
    ],
    [
      'inside of the one of Vite',
      {
        'vite.config.ts': `export default defineConfig({ plugins: [react()], test: { globals: true, include: ['src/**/*.unit.ts'] } })`,
      },
      ['src/c.unit.ts'],
    ],
    [
      'with what it adds to the defaults',
      {
        'vitest.config.ts': `import { configDefaults, mergeConfig } from 'vitest/config';\nimport viteConfig from './vite.config';\nexport default mergeConfig(viteConfig, { test: { globals: true, exclude: [...configDefaults.exclude, 'packages/**'] } })`,
        'vite.config.ts': `export default { plugins: [] }`,
      },
      ['a.test.ts', 'src/b.spec.ts'],
    ],
    [
      'with projects',
      {
        'vitest.config.ts': `export default { test: { projects: ['packages/*', { extends: true, test: { include: ['src/**/*.unit.ts'], globals: true } }] } }`,
      },
      ['(packages/p/d.test.ts)', 'src/c.unit.ts'],
    ],
    [
      'with projects that have their own',
      {
        'vitest.config.ts': `export default { test: { projects: ['packages/*'] } }`,
        'packages/p/vitest.config.ts': `export default { test: { globals: true } }`,
      },
      ['packages/p/d.test.ts'],
    ],
  ])('%s', async (_, config, expected) => {
    expect(await found({ ...files, ...config })).toEqual(expected);
  });
});

test('a script that runs node --test names test files', async () => {
  const files = {
    'test/a.js': tests('a'),
    'src/b.test.js': tests('b'),
    'src/c.js': tests('c'),
    'unit/d.js': tests('d'),
  };
  const script = (test: string): string => JSON.stringify({ scripts: { test } });
  expect(await found({ ...files, 'package.json': script('node --test') })).toEqual([
    'src/b.test.js',
    'test/a.js',
  ]);
  expect(
    await found({ ...files, 'package.json': script('tsc && node --import tsx --test unit/') }),
  ).toEqual(['unit/d.js']);
  expect(await found({ ...files, 'package.json': script('lint && borp --timeout 9') })).toEqual([
    'src/b.test.js',
  ]);
  const patterns = 'borp -C 2 --expose-gc -p "unit/*.js" && borp \'src/c.js\'';
  expect(await found({ ...files, 'package.json': script(patterns) })).toEqual([
    'src/c.js',
    'unit/d.js',
  ]);
  const both = { scripts: { test: 'jest && node --test "unit/*.js"' }, jest: {} };
  expect(await found({ ...files, 'package.json': JSON.stringify(both) })).toEqual([
    'src/b.test.js',
    'unit/d.js',
  ]);
});
