import { execFileSync } from 'node:child_process';
import { chmodSync, lstatSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, suite, test } from 'ztest';
import {
  createProject,
  type Project,
  type ProjectFiles,
  type RunResult,
} from '../support/run-project.ts';

const jestSuite: ProjectFiles = {
  'package.json': JSON.stringify({
    scripts: { test: 'jest' },
    devDependencies: { jest: '^30' },
    jest: { clearMocks: true },
  }),
  'src/send.js': `exports.send = () => 'sent';\n`,
  'src/send.test.js': [
    `const { send } = require('./send');`,
    `jest.mock('./send', () => ({ send: jest.fn(() => 'mocked') }));`,
    `it('is mocked', () => { expect(send()).toBe('mocked'); });`,
    `it('counts anew', () => { send(); expect(send).toBeCalledTimes(1); });`,
    `it('matches', () => { expect({ a: 1 }).toMatchSnapshot(); });`,
    ``,
  ].join('\n'),
  'src/__snapshots__/send.test.js.snap': `// Jest Snapshot v1, https://jestjs.io/docs/snapshot-testing\n\nexports[\`matches 1\`] = \`\n{\n  "a": 1,\n}\n\`;\n`,
};

async function migrate(project: Project, ...args: readonly string[]): Promise<RunResult> {
  return await project.run(['migrate', ...args], { records: false });
}

function contents(project: Project): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.keys(jestSuite).map((file) => [file, project.read(file)]));
}

test('a suite of Jest is one of ztest afterwards, and Jest again after an undo', async () => {
  using project = createProject(jestSuite);
  chmodSync(join(project.directory, 'src/send.test.js'), 0o640);
  const before = contents(project);
  const done = await migrate(project);
  expect(done.exitCode).toBe(0);
  expect(done.stdout).toContain('ztest: 3 passed, 0 failed, 0 skipped');
  expect(project.read('src/send.test.js')).toContain(`mock.module('./send'`);
  expect(project.read('ztest.setup.ts')).toContain('mock.clearAll();');
  expect(JSON.parse(project.read('package.json'))).toMatchObject({ scripts: { test: 'ztest' } });
  expect(project.read('src/__snapshots__/send.test.js.snap')).toBe(
    before['src/__snapshots__/send.test.js.snap'],
  );

  const again = await migrate(project);
  expect(again.stdout).toContain('Nothing is left to migrate.');
  const undone = await migrate(project, '--undo');
  expect(undone.stdout).toBe('Taken back: 4 files are as before.\n');
  expect(contents(project)).toEqual(before);
  expect(project.has('ztest.config.ts')).toBe(false);
  expect(statSync(join(project.directory, 'src/send.test.js')).mode & 0o777).toBe(0o640);
});

test('an analysis runs nothing and changes nothing', async () => {
  using project = createProject({
    ...jestSuite,
    'src/old.test.js': `it('a', () => { jasmine.clock(); });\n`,
  });
  const run = await migrate(project, '--analyze', '--report', 'out.html');
  expect(run.exitCode).toBe(0);
  expect(run.stdout).toContain('src/old.test.js:1  jasmine is no global');
  expect(project.read('out.html')).toContain('<td>src/send.test.js</td>');
  expect(project.has('ztest.config.ts')).toBe(false);
});

test("what the project's Babel does and ztest does not is said", async () => {
  using project = createProject({
    ...jestSuite,
    '.babelrc': '{ "presets": [["env", { "loose": true }]], "plugins": ["add-module-exports"] }',
  });
  const { stdout } = await migrate(project, '--analyze');
  expect(stdout).toContain('add-module-exports: require() of a module gives its default export');
  expect(stdout).toContain('loose: patterns of arrays');
});

test('a dry run is a diff that git applies', async () => {
  using project = createProject(jestSuite);
  const { stdout } = await migrate(project, '--dry-run');
  writeFileSync(join(project.directory, 'all.diff'), stdout);
  execFileSync('git', ['apply', 'all.diff'], { cwd: project.directory });
  const run = await project.run();
  expect(run.exitCode).toBe(0);
});

test('single files are migrated alone', async () => {
  using project = createProject({ ...jestSuite, 'src/other.test.js': `it('a', () => {});\n` });
  await migrate(project, 'src/other.test.js', '--no-validate');
  expect(project.read('src/other.test.js')).toContain(`require('ztest')`);
  expect(contents(project)).toEqual(jestSuite);
});

suite('nothing is changed', () => {
  test('when there is no Jest', async () => {
    using project = createProject({ 'a.test.js': '' });
    const run = await migrate(project);
    expect(run.exitCode).toBe(3);
    expect(run.stderr).toContain('ZT2601');
  });

  test('when git has changes that are not committed, unless it is forced', async () => {
    using project = createProject(jestSuite);
    execFileSync('git', ['init', '-q'], { cwd: project.directory });
    const refused = await migrate(project);
    expect(refused.exitCode).toBe(2);
    expect(refused.stderr).toContain('ZT2602');
    expect(contents(project)).toEqual(jestSuite);
    expect((await migrate(project, '--force', '--no-validate')).exitCode).toBe(0);
  });

  test('when a file is read-only', async () => {
    using project = createProject(jestSuite);
    chmodSync(join(project.directory, 'src/send.test.js'), 0o444);
    const run = await migrate(project, '--no-validate');
    expect(run.exitCode).toBe(2);
    expect(run.stderr).toContain('ZT2605');
    expect(contents(project)).toEqual(jestSuite);
    expect(project.has('ztest.config.ts')).toBe(false);
  });

  test('when a file changes while Jest runs', async () => {
    const jest = `require('node:fs').appendFileSync('src/send.test.js', '// mine\\n');\n`;
    using project = createProject({
      ...jestSuite,
      'src/a.test.js': `it('a', () => {});\n`,
      'node_modules/jest/package.json': '{ "name": "jest", "version": "30.0.0", "bin": "jest.js" }',
      'node_modules/jest/jest.js': jest,
    });
    const run = await migrate(project);
    expect(run.exitCode).toBe(2);
    expect(run.stderr).toContain('ZT2604');
    expect(project.read('src/a.test.js')).toBe(`it('a', () => {});\n`);
    expect(project.read('src/send.test.js')).toMatch(/^const .*\/\/ mine\n/s);
    expect(project.has('ztest.config.ts')).toBe(false);
    expect(project.has('.ztest/migration')).toBe(false);
  });

  test('of files of Vitest, and of those that mix it with Jest', async () => {
    const vitest = `import { test } from 'vitest';\ntest('a', () => {});\n`;
    const mixed = `import { vi } from 'vitest';\nit('a', () => { jest.fn(); vi.fn(); });\n`;
    using project = createProject({
      ...jestSuite,
      'src/vitest.test.ts': vitest,
      'src/mixed.test.ts': mixed,
    });
    const run = await migrate(project, '--no-validate');
    expect(run.exitCode).toBe(0);
    expect(run.stderr).toContain('ZT2610');
    expect(run.stdout).toContain('src/mixed.test.ts:1  mixes Jest and Vitest');
    expect(project.read('src/vitest.test.ts')).toBe(vitest);
    expect(project.read('src/mixed.test.ts')).toBe(mixed);
    expect(project.read('src/send.test.js')).toContain('ztest');
  });

  test('by an undo that would lose what was written since', async () => {
    using project = createProject(jestSuite);
    await migrate(project, '--no-validate');
    project.write({ 'src/send.test.js': '// mine\n' });
    const run = await migrate(project, '--undo');
    expect(run.stderr).toContain('ZT2608');
    expect(project.read('src/send.test.js')).toBe('// mine\n');
    expect((await migrate(project, '--undo', '--force')).exitCode).toBe(0);
    expect(contents(project)).toEqual(jestSuite);
  });
});

test('a migration that was broken off is taken back', async () => {
  using project = createProject(jestSuite);
  await migrate(project, '--no-validate');
  // As after a crash: one file is not written yet.
  project.write({
    'src/send.test.js': jestSuite['src/send.test.js'] ?? '',
    'src/send.test.js.123.ztest-tmp': 'half a',
  });
  const refused = await migrate(project, '--no-validate');
  expect(refused.stderr).toContain('ZT2603');
  expect((await migrate(project, '--undo')).exitCode).toBe(0);
  expect(contents(project)).toEqual(jestSuite);
});

test('a test file that another is a link to is converted once, and taken back', async () => {
  using project = createProject(jestSuite);
  symlinkSync('send.test.js', join(project.directory, 'src/same.test.js'));
  const { stderr, exitCode } = await migrate(project, '--no-validate');
  expect([stderr, exitCode]).toEqual(['', 0]);
  expect(project.read('src/same.test.js')).toContain('ztest');
  expect((await migrate(project, '--undo')).exitCode).toBe(0);
  expect(project.read('src/same.test.js')).toBe(jestSuite['src/send.test.js']);
  expect(lstatSync(join(project.directory, 'src/same.test.js')).isSymbolicLink()).toBe(true);
});

test('files whose packages remember things get processes of their own', async () => {
  const jest = `
const fs = require('node:fs');
const file = process.argv[process.argv.indexOf('--outputFile') + 1];
const result = (name) => ({ name: __dirname.replace(/node_modules.*/, '') + name, assertionResults: [{ fullName: 'first', status: 'passed' }] });
fs.writeFileSync(file, JSON.stringify({ testResults: [result('a.test.js'), result('b.test.js')] }));
`;
  const counts = `const { next } = require('counter');\nit('first', () => { expect(next()).toBe(1); });\n`;
  using project = createProject({
    'package.json': '{ "devDependencies": { "jest": "^30" } }\n',
    'a.test.js': counts,
    'b.test.js': counts,
    'node_modules/counter/index.js': 'let n = 0; exports.next = () => ++n;\n',
    'node_modules/jest/package.json': '{ "name": "jest", "version": "30.0.0", "bin": "jest.js" }',
    'node_modules/jest/jest.js': jest,
  });
  const run = await project.run(['migrate'], { records: false, env: { ZTEST_WORKERS: '1' } });
  expect(run.stdout).toContain('the same test with the same outcome: 2 of 2');
  expect(project.read('ztest.config.ts')).toContain(`isolation: 'full'`);
  expect((await migrate(project, '--undo')).exitCode).toBe(0);
  expect(project.has('ztest.config.ts')).toBe(false);
});

test('a migration after which a test ends otherwise than with Jest is taken back, but for --force', async () => {
  const jest = `
const fs = require('node:fs');
const path = require('node:path');
fs.writeFileSync(process.argv[process.argv.indexOf('--outputFile') + 1], JSON.stringify({
  testResults: [{ name: path.resolve('a.test.js'), assertionResults: [{ fullName: 'first', status: 'passed' }] }],
}));
`;
  const files = {
    'package.json': '{ "devDependencies": { "jest": "^30" } }\n',
    'a.test.js': `it('first', () => { expect(process.env.JEST_WORKER_ID + 'x').toBe('1y'); });\n`,
  };
  using project = createProject({
    ...files,
    'node_modules/jest/package.json': '{ "name": "jest", "version": "30.0.0", "bin": "jest.js" }',
    'node_modules/jest/jest.js': jest,
  });
  const refused = await migrate(project, '--no-coverage', '--report', 'migration.md');
  expect(refused.exitCode).toBe(1);
  expect(refused.stdout).toContain('a.test.js › first: passed before, failed now');
  expect(refused.stderr).toContain('ZT2615: 1 test ends otherwise than with Jest');
  expect(project.read('migration.md')).toContain('0 of 1');
  for (const [file, text] of Object.entries(files)) expect(project.read(file)).toBe(text);
  expect(project.has('ztest.config.ts')).toBe(false);

  const kept = await migrate(project, '--no-coverage', '--force');
  expect(kept.exitCode).toBe(1);
  expect(project.read('a.test.js')).toContain(`require('ztest')`);
  expect((await migrate(project, '--undo')).exitCode).toBe(0);
});

test('titles that differ in digits alone, as dates do, are one test', async () => {
  const jest = `
const fs = require('node:fs');
const path = require('node:path');
fs.writeFileSync(process.argv[process.argv.indexOf('--outputFile') + 1], JSON.stringify({
  testResults: [{ name: path.resolve('a.test.js'), assertionResults: [
    { fullName: 'at 2020-01-01', status: 'passed' }, { fullName: 'from port 1', status: 'failed' },
  ] }],
}));
`;
  using project = createProject({
    'package.json': '{ "devDependencies": { "jest": "^30" } }\n',
    'a.test.js': `it('at ' + new Date().toISOString().slice(0, 10), () => {}); it('from port ' + process.pid, () => {});\n`,
    'node_modules/jest/package.json': '{ "name": "jest", "version": "30.0.0", "bin": "jest.js" }',
    'node_modules/jest/jest.js': jest,
  });
  const run = await migrate(project, '--no-coverage');
  expect(run.stdout).toContain('the same test with the same outcome: 1 of 3');
  expect(run.stdout).not.toContain('2020-01-01');
  expect(run.stdout).toContain('a.test.js › from port 1: failed before, not there now');
});

test('lines that ran with Jest and do not run now are told', async () => {
  const jest = `
const fs = require('node:fs');
const path = require('node:path');
const argv = process.argv;
fs.writeFileSync(argv[argv.indexOf('--outputFile') + 1], JSON.stringify({
  testResults: [{ name: path.resolve('a.test.js'), assertionResults: [{ fullName: 'first', status: 'passed' }] }],
}));
const folder = argv.find((one) => one.startsWith('--coverageDirectory=')).slice(20);
const at = (line) => ({ start: { line, column: 0 }, end: { line, column: 9 } });
fs.mkdirSync(folder);
fs.writeFileSync(path.join(folder, 'coverage-final.json'), JSON.stringify({
  lib: { path: path.resolve('lib.js') },
  [path.resolve('lib.js')]: { statementMap: { 0: at(1), 1: at(2) }, s: { 0: 1, 1: 1 } },
}));
`;
  using project = createProject({
    'package.json': '{ "devDependencies": { "jest": "^30" } }\n',
    'lib.js': `exports.a = 1;\nexports.b = () => 1;\n`,
    'a.test.js': `it('first', () => { expect(require('./lib.js').a).toBe(1); });\n`,
    'node_modules/jest/package.json': '{ "name": "jest", "version": "30.0.0", "bin": "jest.js" }',
    'node_modules/jest/jest.js': jest,
  });
  const same = await migrate(project);
  expect(same.stdout).toContain('lines that run, of 2: 2 before, 2 now');
  expect(same.exitCode).toBe(0);
  await migrate(project, '--undo');
  project.write({ 'lib.js': `exports.a = 1; if (false)\n  exports.b = 1;\n` });
  const other = await migrate(project);
  expect(other.stdout).toContain('lib.js: ran before, not now: line 2');
  expect(other.exitCode).toBe(1);
  await migrate(project, '--undo');
  const without = await migrate(project, '--no-coverage');
  expect(without.stdout).not.toContain('lines that run');
  expect(without.exitCode).toBe(0);
});

test('an interruption while Jest runs changes nothing and leaves no process', async () => {
  using project = createProject({
    ...jestSuite,
    'node_modules/jest/package.json': '{ "name": "jest", "version": "30.0.0", "bin": "jest.js" }',
    'node_modules/jest/jest.js': 'console.log("up"); setInterval(() => {}, 1000);\n',
  });
  const run = await project.run(['migrate'], {
    records: false,
    onOutput: (output, kill) => {
      if (output.includes('with Jest')) setTimeout(() => kill('SIGTERM'), 500);
    },
  });
  expect(run.exitCode).toBe(130);
  expect(run.leftProcesses).toEqual([]);
  expect(contents(project)).toEqual(jestSuite);
});

suite("Jest's packages", () => {
  const manifest = JSON.parse(String(jestSuite['package.json'])) as object;

  test('are no longer needed when nothing is left of Jest', async () => {
    using project = createProject(jestSuite);
    const { stdout } = await migrate(project, '--analyze');
    expect(stdout).toContain('1 test file; 1 file converts by itself, 0 need a hand');
    expect(stdout).toContain('npm uninstall jest');
    expect(stdout).not.toContain('names Jest');
  });

  test('stay for a script of another configuration, which stays, too', async () => {
    const scripts = { test: 'jest', int: 'jest --config jest.int.config.js' };
    using project = createProject({
      ...jestSuite,
      'package.json': JSON.stringify({ ...manifest, scripts }),
      'jest.int.config.js': `module.exports = { testRegex: 'itest' };\n`,
    });
    const { stdout } = await migrate(project, '--no-validate');
    expect(JSON.parse(project.read('package.json'))).toMatchObject({
      scripts: { test: 'ztest', int: scripts.int },
    });
    expect(stdout).toContain(
      'the script still calls Jest: --config jest.int.config.js: not the configuration that is migrated',
    );
    expect(stdout).not.toContain('uninstall');
  });

  test('stay for what a migration does not convert, which is named', async () => {
    const lintStaged = { '*.js': ['jest --findRelatedTests'] };
    using project = createProject({
      ...jestSuite,
      'package.json': JSON.stringify({ ...manifest, 'lint-staged': lintStaged }),
      '.husky/pre-commit': 'npx jest\n',
      '.husky/pre-push': 'npm run lint\n',
      '.gitlab-ci.yml': 'test: { script: jest }\n',
      '.eslintrc.json': '{ "env": { "jest": true } }',
    });
    const { stdout } = await migrate(project, '--analyze');
    for (const named of [
      '.husky/pre-commit  names',
      '.gitlab-ci.yml  names',
      '.eslintrc.json  names',
      'package.json  lint-staged names',
    ])
      expect(stdout).toContain(`${named} Jest`);
    expect(stdout).not.toContain('pre-push');
    expect(stdout).not.toContain('uninstall');
  });
});

test.each([
  { file: 'config/jest.config.js', config: `{ rootDir: '..' }` },
  { file: 'jest.config.js', config: '{}' },
])('scripts and steps may name the migrated configuration: $file', async ({ file, config }) => {
  const other = 'jest --rootDir src';
  using project = createProject({
    'src/a.test.js': `it('a', () => {});\n`,
    [file]: `module.exports = ${config};\n`,
    'package.json': JSON.stringify({
      scripts: { test: `jest -c ./${file}`, 'test:ci': 'npm test -- --ci', other },
      devDependencies: { jest: '^30' },
    }),
    '.github/workflows/ci.yml': `steps:\n  - run: npx jest --config=${file} --ci\n`,
  });
  const { stdout } = await migrate(project, '--no-validate');
  expect(JSON.parse(project.read('package.json'))).toMatchObject({
    scripts: { test: 'ztest', 'test:ci': 'npm test', other },
  });
  expect(project.read('.github/workflows/ci.yml')).toBe('steps:\n  - run: npx ztest\n');
  expect(stdout).toContain('--rootDir src: not the configuration');
});

test('test files of other tools are left alone', async () => {
  const other = `const { test } = require('node:test');\ntest('a', () => {});\n`;
  using project = createProject({ ...jestSuite, 'src/other.test.js': other });
  const run = await migrate(project, '--no-validate');
  expect(run.stdout).toContain('4 files changed; 0 need a hand');
  expect(project.read('src/other.test.js')).toBe(other);
  expect(project.read('ztest.config.ts')).toContain('src/other.test.js');
});

test('a project of several that runs in a document keeps its files with Jest', async () => {
  using project = createProject({
    ...jestSuite,
    'package.json': JSON.stringify({
      scripts: { test: 'jest' },
      devDependencies: { jest: '^30' },
      jest: { projects: [{ displayName: 'web', testEnvironment: 'jsdom' }] },
    }),
  });
  const run = await migrate(project, '--no-validate');
  expect(run.stdout).toContain('runs in the environment jsdom');
  expect(project.read('src/send.test.js')).toBe(jestSuite['src/send.test.js']);
});

test('files that run in a document stay with Jest', async () => {
  using project = createProject({
    ...jestSuite,
    'src/page.test.js': `/** @jest-environment jsdom */\nit('a', () => {});\n`,
  });
  const run = await migrate(project);
  expect(run.exitCode).toBe(0);
  expect(run.stdout).toContain('1 test file stays with Jest');
  expect(project.read('src/page.test.js')).not.toContain('ztest');
  expect(project.read('ztest.config.ts')).toContain(`exclude: ['src/page.test.js']`);
  expect(JSON.parse(project.read('package.json'))).toMatchObject({ scripts: { test: 'jest' } });
});

suite('a configuration that is a program', () => {
  const program = {
    ...jestSuite,
    'package.json': '{ "scripts": { "test": "jest" }, "devDependencies": { "jest": "^30" } }\n',
    'only.json': '{ "files": ["src"] }\n',
  };

  test('is evaluated', async () => {
    using project = createProject({
      ...program,
      'jest.config.js': `
        const path = require('node:path');
        module.exports = async () => ({
          clearMocks: true,
          rootDir: __dirname,
          testTimeout: [1, 2, 3].reduce((a, b) => a + b) * 1000,
          setupFiles: require('./only.json').files.map((name) => path.join(__dirname, name, 'setup.js')),
        });
      `,
      'src/setup.js': 'globalThis.isSetUp = true;\n',
      'src/setup.test.js': `it('is set up', () => { expect(globalThis.isSetUp).toBe(true); });\n`,
    });
    const run = await migrate(project);
    expect(run.stdout).toContain('ztest: 4 passed, 0 failed, 0 skipped');
    const config = project.read('ztest.config.ts');
    expect(config).toContain('timeout: 6000');
    expect(config).toContain(`setupFiles: ['./ztest.setup.ts', './src/setup.js']`);
    expect(config).not.toContain('TODO');
  });

  test('is not run by an analysis', async () => {
    using project = createProject({
      ...program,
      'jest.config.js': `require('node:fs').writeFileSync('ran', ''); module.exports = {};\n`,
    });
    expect((await migrate(project, '--analyze')).exitCode).toBe(0);
    expect(project.has('ran')).toBe(false);
  });

  test.each([
    ['that throws', 'jest.config.js', `throw new Error('no luck');\n`, 'ZT2503'],
    ['that is no object', 'jest.config.js', `module.exports = () => 1;\n`, 'ZT2503'],
    ['in broken JSON', 'jest.config.json', `{ "testMatch": \n`, 'ZT2503'],
    ['in a broken manifest', 'package.json', `{ "jest": \n`, 'ZT2614'],
  ])('%s changes nothing', async (_, file, text, code) => {
    using project = createProject({ ...program, [file]: text });
    const before = contents(project);
    const run = await migrate(project);
    expect(run.stderr).toContain(code);
    expect(run.exitCode).toBe(2);
    expect(contents(project)).toEqual(before);
    expect(project.has('ztest.config.ts')).toBe(false);
    expect(project.has('.ztest/migration')).toBe(false);
  });
});
