import { expect, suite, test } from 'ztest';
import { testOutcomes } from '../../support/outcomes.ts';
import { good, run } from '../run.ts';

test.each(['partial', 'none', 'full'])(
  'setupFiles run before each test file (%s)',
  async (level) => {
    const usesIt = (title: string): string =>
      `import { expect, test } from 'ztest';\ntest('${title}', () => { expect(Reflect.get(globalThis, 'ready')).toBeYes(); });\n`;
    using ended = await run({
      'ztest.config.ts': `export default { setupFiles: ['./setup.ts'], workers: 1, isolation: '${level}' };\n`,
      'setup.ts': `import fs from 'node:fs';\nimport { afterEach, expect } from 'ztest';\nfs.appendFileSync('log.txt', 'setup ');\nReflect.set(globalThis, 'ready', 'yes');\nexpect.extend({ toBeYes: (value) => ({ pass: value === 'yes', message: () => 'no' }) });\nafterEach(() => { fs.appendFileSync('log.txt', 'after '); });\n`,
      'a.test.ts': usesIt('a'),
      'b.test.ts': usesIt('b'),
    });
    expect(ended.exitCode).toBe(0);
    expect(ended.project.read('log.txt')).toBe('setup after setup after ');
  },
);

test('a setup file that throws is an error of each file', async () => {
  using ended = await run({
    'ztest.config.ts': `export default { setupFiles: ['./setup.ts'] };\n`,
    'setup.ts': `\nthrow new Error('no set-up');\n`,
    'a.test.ts': good,
  });
  expect(ended.exitCode).toBe(1);
  expect(ended.output).toContain('Error: no set-up');
  expect(ended.output).toContain('at setup.ts:2:7');
});

suite('globalSetup', () => {
  const config = `export default { globalSetup: ['./setup.ts'] };\n`;

  test('hands its environment to the tests, runs once, and its teardown at the end', async () => {
    const reads = `import fs from 'node:fs';\nimport { expect, test } from 'ztest';\ntest('reads', () => { expect(process.env['DATABASE']).toBe('db-1'); fs.appendFileSync('log.txt', 'test '); });\n`;
    using ended = await run({
      'ztest.config.ts': config,
      'setup.ts': `import fs from 'node:fs';\nexport default async function setup(): Promise<() => void> {\n  process.env['DATABASE'] = 'db-1';\n  fs.appendFileSync('log.txt', 'up ');\n  return () => fs.appendFileSync('log.txt', 'down ' + process.env['DATABASE']);\n}\n`,
      'a.test.ts': reads,
      'b.test.ts': reads,
    });
    expect(ended.exitCode).toBe(0);
    expect(ended.project.read('log.txt')).toBe('up test test down db-1');
  });

  test('that fails runs no test and is shown at its line', async () => {
    using ended = await run({
      'ztest.config.ts': config,
      'setup.ts': `export default function setup(): void {\n  throw new Error('no database');\n}\n`,
      'a.test.ts': good,
    });
    expect(ended.exitCode).toBe(1);
    expect(testOutcomes(ended.events)).toEqual({});
    expect(ended.output).toContain(
      'ZT1340 The global setup in setup.ts failed: no database\n  at setup.ts:2:9',
    );
  });

  test('whose teardown fails is an error, the tests are not', async () => {
    using ended = await run({
      'ztest.config.ts': config,
      'setup.ts': `export const setup = (): void => {};\nexport const teardown = (): void => { throw new Error('still open'); };\n`,
      'a.test.ts': good,
    });
    expect(ended.exitCode).toBe(1);
    expect(testOutcomes(ended.events)).toEqual({ good: 'passed' });
    expect(ended.output).toContain('ZT1341 The global teardown in setup.ts failed: still open');
  });

  test('that crashes or exits runs no test', async () => {
    for (const how of ['process.abort();', 'process.exit(0);']) {
      using ended = await run({
        'ztest.config.ts': config,
        'setup.ts': `export default () => { ${how} };\n`,
        'a.test.ts': good,
      });
      expect(ended.exitCode).toBe(1);
      expect(ended.output).toContain('ZT1340 The global setup in setup.ts failed: ');
    }
  });
});

test('env of the configuration and of --env reach the tests', async () => {
  using ended = await run(
    {
      'ztest.config.ts': `export default { env: { FROM_CONFIG: 'c', OVERRIDDEN: 'c' } };\n`,
      'a.test.ts': `import { expect, test } from 'ztest';\ntest('env', () => {\n  expect(process.env['FROM_CONFIG']).toBe('c');\n  expect(process.env['OVERRIDDEN']).toBe('f');\n  expect(process.env['FROM_FLAG']).toBe('f');\n});\n`,
    },
    ['--env', 'FROM_FLAG=f', '--env', 'OVERRIDDEN=f'],
  );
  expect(ended.exitCode).toBe(0);
});

test.each([
  [undefined, 'test'],
  ['production', 'production'],
])('where NODE_ENV is %s, tests and configuration see %s', async (value, seen) => {
  using ended = await run(
    {
      'ztest.config.ts': `export default { env: { FROM_CONFIG: String(process.env['NODE_ENV']) } };\n`,
      'a.test.ts': `import { expect, test } from 'ztest';\ntest('env', () => {\n  expect([process.env['NODE_ENV'], process.env['FROM_CONFIG']]).toEqual(['${seen}', '${seen}']);\n});\n`,
    },
    [],
    { env: { NODE_ENV: value } },
  );
  expect(ended.exitCode).toBe(0);
});

test('tests that hold the same lock never run at the same time, whatever file they are in', async () => {
  const locked = (name: string): string => `
    import fs from 'node:fs';
    import { expect, test } from 'ztest';
    for (const i of [1, 2, 3]) {
      test('${name}' + i, { locks: ['port'] }, async () => {
        fs.mkdirSync('held'); // throws when another holds it
        await new Promise((r) => setTimeout(r, 30));
        fs.rmdirSync('held');
        fs.appendFileSync('log.txt', 'x');
        expect(fs.existsSync('held')).toBe(false);
      });
    }
  `;
  using ended = await run(
    { 'a.test.ts': locked('a'), 'b.test.ts': locked('b'), 'c.test.ts': locked('c') },
    ['--workers', '3'],
  );
  expect(ended.exitCode).toBe(0);
  expect(ended.project.read('log.txt')).toBe('x'.repeat(9));
});

test('a lock is free again when its holder dies', async () => {
  using ended = await run(
    {
      'a.test.ts': `import { test } from 'ztest';\ntest('dies', { locks: ['port'] }, async () => { await new Promise((r) => setTimeout(r, 100)); process.abort(); });\n`,
      'b.test.ts': `import { test } from 'ztest';\ntest('waits', { locks: ['port'] }, async () => { await new Promise((r) => setTimeout(r, 10)); });\n`,
    },
    ['--workers', '2'],
  );
  expect(testOutcomes(ended.events)).toEqual({ dies: 'failed host-exit', waits: 'passed' });
});
