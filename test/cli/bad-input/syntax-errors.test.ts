import { expect, test } from 'ztest';
import { fileOutcomes, testOutcomes } from '../../support/outcomes.ts';
import { good, run } from '../run.ts';

test('a syntax error in a test file is shown at its line, and the other files run', async () => {
  using ended = await run({
    'a.test.ts': `import { test } from 'ztest';\n\ntest('adds', () => {\n  const total = 1 +;\n});\n`,
    'good.test.ts': good,
  });
  expect(ended.exitCode).toBe(1);
  expect(fileOutcomes(ended.events)).toEqual({
    'a.test.ts': 'errored load',
    'good.test.ts': 'passed',
  });
  expect(testOutcomes(ended.events)).toEqual({ good: 'passed' });
  expect(ended.output).toContain('ZT1202 Syntax error: Unexpected ";"');
  expect(ended.output).toContain('❯ 4 │   const total = 1 +;\n         │                    ^');
  expect(ended.output).toContain('at a.test.ts:4:20');
  expect(ended.output).not.toContain('node_modules/esbuild');
});

test('a syntax error in a module is shown there, with the line that imports it', async () => {
  using ended = await run({
    'price.ts': 'export function price(): number {\n  return 2 * ;\n}\n',
    'a.test.ts': `import { test } from 'ztest';\nimport { price } from './price.ts';\ntest('a', () => void price());\n`,
  });
  expect(ended.exitCode).toBe(1);
  expect(ended.output).toContain('❯ 2 │   return 2 * ;');
  expect(ended.output).toContain('called at a.test.ts:2:23');
  expect(ended.output).toMatch(/at price\.ts:2:14\n\s+at a\.test\.ts:2:23/);
});

test.each([
  [
    'a CommonJS file',
    { 'a.test.js': `const { test } = require('ztest');\nconst x = ;\n`, 'package.json': '{}' },
    'a.test.js:2:11',
  ],
  [
    'a regular expression',
    { 'a.test.ts': `import { test } from 'ztest';\nconst re = /(/;\ntest('a', () => {});\n` },
    'a.test.ts:2:12',
  ],
  [
    'JSX',
    { 'a.test.tsx': `import { test } from 'ztest';\nconst a = <b><i></b>;\n` },
    'a.test.tsx:2:19',
  ],
  [
    'a module with top-level await',
    { 'a.test.ts': `import { test } from 'ztest';\nawait 5;\nconst z: = 5;\n` },
    'a.test.ts:3:10',
  ],
  [
    'text beyond ASCII',
    { 'a.test.ts': `import { test } from 'ztest';\ntest('ü → ö', () => { const é = ; });\n` },
    'a.test.ts:2:33',
  ],
  [
    'an unfinished file',
    { 'a.test.ts': `import { test } from 'ztest';\ntest('a', () => {\n` },
    'a.test.ts:3:1',
  ],
])('a syntax error in %s has its exact place', async (_what, files, place) => {
  using ended = await run(files);
  expect(ended.exitCode).toBe(1);
  expect(ended.output).toContain('ZT1202 Syntax error: ');
  expect(ended.output).toContain(`at ${place}\n`);
});

test.each([
  ['{ "a": 1,\n b }', 'd.json:2:2'],
  ['{ "a": 1', 'd.json:1:9'],
])('broken JSON (%j) is shown in the JSON file', async (json, place) => {
  using ended = await run({
    'd.json': json,
    'a.test.ts': `import { test } from 'ztest';\nimport d from './d.json';\ntest('a', () => void d);\n`,
  });
  expect(ended.exitCode).toBe(1);
  expect(ended.output).toContain('ZT1202 Syntax error: ');
  expect(ended.output).toContain(`at ${place}\n`);
});

test('a file that is fixed runs again', async () => {
  using ended = await run({
    'a.test.ts': `import { test } from 'ztest';\ntest('a', () => { ; ] });\n`,
  });
  ended.project.write({ 'a.test.ts': good });
  const { exitCode } = await ended.project.run();
  expect(exitCode).toBe(0);
});
