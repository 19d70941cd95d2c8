import { expect, test } from 'ztest';
import { fileOutcomes, testOutcomes } from '../../support/outcomes.ts';
import { good, run } from '../run.ts';

const importing = (specifier: string): string =>
  `import { test } from 'ztest';\nimport * as it from '${specifier}';\ntest('a', () => void it.x);\n`;

test.each([
  ['./src/crat.ts', "Did you mean './src/cart.ts'?"],
  ['./src/crat.js', "Did you mean './src/cart.js'?"],
  ['./src/crat', "Did you mean './src/cart'?"],
  ['./scr/cart.ts', "Did you mean './src/cart.ts'?"],
  ['lodahs', "Did you mean 'lodash'?"],
  ['@scope/tols', "Did you mean '@scope/tools'?"],
  ['node:fss', "Did you mean 'node:fs'?"],
])('an import of %s asks: %s', async (specifier, question) => {
  using ended = await run({
    'a.test.ts': importing(specifier),
    'good.test.ts': good,
    'src/cart.ts': 'export const x = 1;',
    'node_modules/lodash/package.json': '{ "name": "lodash" }',
    'node_modules/@scope/tools/package.json': '{ "name": "@scope/tools" }',
  });
  expect(ended.exitCode).toBe(1);
  expect(fileOutcomes(ended.events)).toEqual({
    'a.test.ts': 'errored load',
    'good.test.ts': 'passed',
  });
  expect(ended.output).toContain(
    `ZT1201 Cannot find module '${specifier}' from 'a.test.ts'. ${question}`,
  );
  expect(ended.output).toContain(`❯ 2 │ import * as it from '${specifier}';`);
});

test.each([
  ['./gone.ts', 'Fix the path of the import, or create the file.'],
  ['left-pad', 'Install it (npm install -D left-pad), or fix its name.'],
  [
    'lodash/deep/path',
    'The package lodash is installed, but its "exports" (or its files) do not offer this path.',
  ],
  ['#config', 'Names with # come from "imports" in the nearest package.json: add it there.'],
])('an import of %s that resembles nothing says what to do', async (specifier, hint) => {
  using ended = await run({
    'a.test.ts': importing(specifier),
    'node_modules/lodash/package.json': '{ "name": "lodash", "exports": { ".": "./index.js" } }',
    'node_modules/lodash/index.js': '',
  });
  expect(ended.exitCode).toBe(1);
  expect(ended.output).toContain(`ZT1201 Cannot find module '${specifier}' from 'a.test.ts'.\n`);
  expect(ended.output).toContain(`→ ${hint}`);
});

test('a dynamic import of a missing module fails its test alone', async () => {
  using ended = await run({
    'a.test.ts': `
      import { test } from 'ztest';
      test('lazy', async () => { await import('./gone.ts'); });
      test('after', () => {});
    `,
  });
  expect(ended.exitCode).toBe(1);
  expect(testOutcomes(ended.events)).toEqual({ lazy: 'failed', after: 'passed' });
});

test('code that asks whether an optional module is there gets the code of Node', async () => {
  using ended = await run({
    'esm.test.ts': `
      import { expect, test } from 'ztest';
      test('import()', async () => {
        await expect(import('not-installed')).rejects.toMatchObject({ code: 'ERR_MODULE_NOT_FOUND' });
      });
    `,
    'cjs.test.cts': `
      import { expect, test } from 'ztest';
      test('require', () => {
        expect(() => require('not-installed')).toThrow(expect.objectContaining({ code: 'MODULE_NOT_FOUND' }));
      });
    `,
  });
  expect(testOutcomes(ended.events)).toEqual({ 'import()': 'passed', require: 'passed' });
});

test('an import that the module does not export is called by the name that the user wrote', async () => {
  using ended = await run({
    'cart.ts': 'export const add = (): number => 1;\n',
    'a.test.ts': `
      import { test } from 'ztest';
      import { ad } from './cart.ts';
      test('calls it', () => { ad(); });
    `,
  });
  expect(ended.exitCode).toBe(1);
  expect(ended.output).toContain('TypeError: ad is not a function');
  expect(ended.output).toContain('→ It is imported: does that module export it, under this name?');
});

test.each(['file:///%E0%A4%A', 'file://elsewhere/x.ts'])(
  'an import of %s, which is no URL of a file here, fails its file alone',
  async (specifier) => {
    using ended = await run({ 'a.test.ts': importing(specifier), 'good.test.ts': good });
    expect(fileOutcomes(ended.events)).toEqual({
      'a.test.ts': 'errored load',
      'good.test.ts': 'passed',
    });
    expect(ended.output).toContain(`ZT1201 Cannot find module '${specifier}'`);
  },
);

test('who reads a URL that names no file here gets the error of Node, and the host goes on', async () => {
  const files = {
    'a.test.ts': `
      import fs from 'node:fs';
      import { expect, test } from 'ztest';
      test('a', () => expect(() => fs.readFileSync(new URL('file://elsewhere/x'))).toThrow('host'));
    `,
    'good.test.ts': good,
  };
  using ended = await run(files, ['--workers', '1']);
  expect(fileOutcomes(ended.events)).toEqual({ 'a.test.ts': 'passed', 'good.test.ts': 'passed' });
});
