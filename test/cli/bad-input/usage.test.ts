import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { expect, test } from 'ztest';
import { good, run } from '../run.ts';

const command = resolve(import.meta.dirname, '../../../bin/ztest.cjs');

test('an unknown flag ends the command with 2 before anything runs', async () => {
  using ended = await run({ 'good.test.ts': good }, ['--timout', '5s'], { records: false });
  expect(ended.exitCode).toBe(2);
  expect(ended.stdout).toBe('');
  expect(ended.stderr).toBe('error ZT1001: Unknown flag --timout.\n  Did you mean --timeout?\n');
});

test.each([
  [
    'ztest.config.ts',
    `import { defineConfig } from 'ztest/config';\nexport default defineConfig({\n  timeuot: '5s',\n});\n`,
    'error ZT1023: Unknown key "timeuot" in ztest.config.ts.\n  at ztest.config.ts:3:3\n  Did you mean "timeout"?\n',
  ],
  [
    'ztest.toml',
    `bail = 1\ntimeuot = "5s"\n`,
    'error ZT1023: Unknown key "timeuot" in ztest.toml.\n  at ztest.toml:2:1\n  Did you mean "timeout"?\n',
  ],
  [
    'ztest.config.ts',
    `export default {\n  workers: 'many',\n};\n`,
    'error ZT1024: "workers" must be ',
  ],
  [
    'ztest.config.ts',
    `export default {\n;\n`,
    'could not be loaded: Syntax error: Expected identifier but found ";"\n  at ztest.config.ts:2:1\n',
  ],
  [
    'ztest.config.ts',
    `throw new Error('it broke');\n`,
    'could not be loaded: it broke\n  at ztest.config.ts:1:7\n',
  ],
  [
    'ztest.config.ts',
    `import './gone.ts';\nexport default {};\n`,
    "could not be loaded: Cannot find module './gone.ts'",
  ],
  [
    'ztest.config.ts',
    `process.exit(0);\n`,
    'could not be loaded: process.exit(0) was called.\n  at ztest.config.ts:1:9\n',
  ],
  ['ztest.config.ts', `process.abort();\n`, 'could not be loaded: The host ended (SIGABRT)'],
  ['ztest.config.ts', `export const a = 1;\n`, 'it has no default export'],
  ['ztest.toml', `timeout = = 5\n`, 'ztest.toml:1:11'],
])('a broken %s (%j) is told with its place: exit code 2', async (name, text, sentence) => {
  using ended = await run({ [name]: text, 'good.test.ts': good }, [], { records: false });
  expect(ended.exitCode).toBe(2);
  expect(ended.stderr).toContain(sentence);
  expect(ended.stdout).toBe('');
});

test('a configuration that is not there is told', async () => {
  using ended = await run({ 'good.test.ts': good }, ['--config', 'nope.ts']);
  expect(ended.exitCode).toBe(2);
  expect(ended.stderr).toContain('error ZT1020: There is no configuration file nope.ts.');
});

test('no configuration is needed, nor a package.json', async () => {
  using ended = await run({
    'package.json': '{}',
    'deep/er/good.test.js': `const { test } = require('ztest');\ntest('good', () => {});\n`,
  });
  expect(ended.exitCode).toBe(0);
});

/** An older Node of this machine, when there is one. */
const oldNode = ['/usr/bin/node', '/usr/local/bin/node'].find((file) => {
  if (!existsSync(file)) return false;
  const [major = 0, minor = 0] = execFileSync(file, ['-p', 'process.versions.node'], {
    encoding: 'utf8',
  })
    .split('.')
    .map(Number);
  return major < 22 || (major === 22 && minor < 15);
});

test.skipIf(oldNode === undefined)(
  'a Node that is too old is told in one sentence, with what to do',
  () => {
    const { status, stdout, stderr } = spawnSync(oldNode ?? '', [command], { encoding: 'utf8' });
    expect(status).toBe(2);
    expect(stdout).toBe('');
    expect(stderr).toMatch(
      /^ZT1013 ztest needs Node\.js 22\.15 or newer; this is v\d+\.\d+\.\d+ \(.*\)\.\n/,
    );
    expect(stderr).toContain('npm install -D node@24');
  },
);
