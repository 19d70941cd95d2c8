import { expect, test } from 'ztest';
import { testOutcomes } from '../support/outcomes.ts';
import { createProject, runProject } from '../support/run-project.ts';

const manifest = { 'package.json': '{ "name": "project" }' };
/** Replaces a word, and counts in a file how often it was asked. */
const transformer = `
  const fs = require('fs');
  module.exports = {
    process(source, file, options) {
      fs.appendFileSync(__dirname + '/asked.txt', require('path').basename(file) + '\\n');
      return { code: source.replace(/WORD/g, JSON.stringify(options.transformerConfig.word)) };
    },
  };`;

test('a transformer of the project transforms its files, once', async () => {
  using project = createProject({
    ...manifest,
    'jest.config.js': `module.exports = { transform: { '\\\\.js$': ['<rootDir>/transformer.js', { word: 'hello' }] } };`,
    'transformer.js': transformer,
    'word.js': `module.exports = WORD;`,
    'a.test.js': `test('word', () => { expect(require('./word')).toBe('hello'); expect(WORD).toBe('hello'); });`,
  });
  const cold = await project.run();
  expect(testOutcomes(cold.events)).toEqual({ word: 'passed' });
  expect(project.read('asked.txt').split('\n').sort()).toEqual(['', 'a.test.js', 'word.js']);
  const warm = await project.run();
  expect(testOutcomes(warm.events)).toEqual({ word: 'passed' });
  expect(project.read('asked.txt').split('\n')).toHaveLength(3);
});

test('a transformer that is another, or loads another module, transforms anew what has not changed', async () => {
  const source = (more: string): string => `const { word } = require('./words');
    module.exports = { process: () => ({ code: 'module.exports = ' + JSON.stringify(word + '${more}') }) };`;
  using project = createProject({
    ...manifest,
    'jest.config.js': `module.exports = { transform: { '\\\\.txt$': '<rootDir>/transformer.js' } };`,
    'transformer.js': source(''),
    'words.js': `exports.word = 'one';`,
    'a.txt': '',
    'a.test.js': `test('word', () => { expect(require('./a.txt')).toBe(process.env.WORD); });`,
  });
  const becomes = async (word: string): Promise<unknown> =>
    testOutcomes((await project.run([], { env: { WORD: word } })).events);
  expect(await becomes('one')).toEqual({ word: 'passed' });
  project.write({ 'words.js': `exports.word = 'two';` });
  expect(await becomes('two')).toEqual({ word: 'passed' });
  project.write({ 'transformer.js': source('!') });
  expect(await becomes('two!')).toEqual({ word: 'passed' });
});

test('files that are no code become code by a transformer', async () => {
  using run = await runProject({
    ...manifest,
    'jest.config.js': `module.exports = { transform: { '\\\\.svg$': './svg.js', '\\\\.css$': './css.mjs' } };`,
    'svg.js': `module.exports = { createTransformer: () => ({ process: (text) => 'module.exports = ' + JSON.stringify(text.trim()) }) };`,
    'css.mjs': `export default { processAsync: async () => ({ code: 'export default { a: "b" };' }) };`,
    'a.svg': '<svg/>\n',
    'a.css': '.a { color: red }',
    'a.test.js': `
      const css = require('./a.css');
      test('svg', () => { expect(require('./a.svg')).toBe('<svg/>'); });
      test('css', () => { expect(css.default).toEqual({ a: 'b' }); });`,
  });
  expect(testOutcomes(run.events)).toEqual({ svg: 'passed', css: 'passed' });
});

test('a transformer that throws fails the file, and says which one it is', async () => {
  using run = await runProject({
    ...manifest,
    'jest.config.js': `module.exports = { transform: { 'a\\\\.test\\\\.js$': './broken.js' } };`,
    'broken.js': `module.exports = { process() { throw new Error('I am broken'); } };`,
    'a.test.js': `test('a', () => {});`,
    'b.test.js': `test('b', () => {});`,
  });
  expect(testOutcomes(run.events)).toEqual({ b: 'passed' });
  expect(run.stdout).toContain('ZT1219 I am broken');
  expect(run.stdout).toContain('The transformer broken.js threw this.');
  expect(run.stdout).not.toContain('ztestCode');
  expect(run.exitCode).toBe(1);
});

test('what Babel, ts-jest and others do is done by ztest where it is the same', async () => {
  using run = await runProject({
    ...manifest,
    'jest.config.js': `module.exports = { transform: {
      '\\\\.jsx?$': 'babel-jest',
      '\\\\.tsx?$': ['ts-jest', { tsconfig: { experimentalDecorators: true } }],
    } };`,
    'babel.config.js': `module.exports = (api) => { api.cache(true); return {
      presets: [['@babel/preset-env', { targets: { node: 'current' } }], ['@babel/react', { runtime: 'classic', pragma: 'h' }]],
      plugins: ['@babel/plugin-proposal-class-properties'],
    }; };`,
    'a.test.jsx': `
      import { value } from './value';
      const h = (...args) => args;
      test('jsx', () => { expect(<a b="c">{value}</a>).toEqual(['a', { b: 'c' }, 1]); });`,
    'value.js': `export const value = 1;`,
    'b.test.ts': `
      const seen: string[] = [];
      const note = (_: unknown, name: string) => void seen.push(name);
      class A { @note method() {} }
      test('decorators', () => { expect([seen, typeof A]).toEqual([['method'], 'function']); });`,
  });
  expect(testOutcomes(run.events)).toEqual({ jsx: 'passed', decorators: 'passed' });
});

test('with ts-jest, imports of CommonJS are what the tsconfig says', async () => {
  const files = {
    ...manifest,
    'jest.config.js': `module.exports = { preset: 'ts-jest' };`,
    'node_modules/callable/index.js': `module.exports = () => 'called'; module.exports.member = 1;`,
    'a.test.ts': `
      import * as callable from 'callable';
      test('namespace', () => { expect(typeof callable).toBe(process.env.KIND); expect(callable.member).toBe(1); });`,
  };
  using without = await runProject(
    { ...files, 'tsconfig.json': '{ "compilerOptions": { "module": "commonjs" } }' },
    [],
    { env: { KIND: 'function' } },
  );
  expect(testOutcomes(without.events)).toEqual({ namespace: 'passed' });
  using interop = await runProject(
    { ...files, 'tsconfig.json': '{ "compilerOptions": { "esModuleInterop": true } }' },
    [],
    { env: { KIND: 'object' } },
  );
  expect(testOutcomes(interop.events)).toEqual({ namespace: 'passed' });
});

test('ts-jest is asked where types decide about the metadata of decorators, and nowhere else', async () => {
  using project = createProject({
    ...manifest,
    'tsconfig.json': `{ "compilerOptions": { "experimentalDecorators": true, "emitDecoratorMetadata": true } }`,
    'node_modules/ts-jest/package.json': '{ "name": "ts-jest" }',
    'node_modules/ts-jest/index.js': transformer.replace('WORD/g', 'decorated/g'),
    'jest.config.js': `module.exports = { transform: { '\\\\.ts$': ['ts-jest', { word: 'by ts-jest' }] } };`,
    'plain.ts': `export const plain: string = 'decorated';`,
    'a.test.ts': `const { plain } = require('./plain');
      // @decorator
      test('a', () => { expect(plain).toBe('decorated'); });`,
    'b.test.ts': `
      // @ts-nocheck: @dec() only
      const text = "decorated @dec()";
      test('b', () => { expect(['decorated'.length, text]).toEqual([9, 'decorated @dec()']); });`,
    'level.ts': `export enum Level { Low }`,
    'c.test.ts': `import { Level } from './level';
      const dec = (..._: unknown[]): void => {};
      class Box { @dec level: Level = Level.Low; }
      test('c', () => { expect('x' + decorated).toBe('xby ts-jest'); });`,
    'd.test.ts': `import { Level } from './level';
      const dec = (..._: unknown[]): void => {};
      class Box { @dec level = Level.Low; }
      test('d', () => { expect('decorated').toHaveLength(9); });`,
  });
  const run = await project.run();
  expect(testOutcomes(run.events)).toEqual({ a: 'passed', b: 'passed', c: 'passed', d: 'passed' });
  expect(project.read('node_modules/ts-jest/asked.txt').split('\n')).toEqual(['c.test.ts', '']);
});

test('what a cycle of imports reads too early is undefined, as in CommonJS', async () => {
  using run = await runProject({
    ...manifest,
    'jest.config.js': `module.exports = {};`,
    'a.ts': `import { b } from './b'; export const a = 'a'; export class A {} export default b;`,
    'b.ts': `import * as all from './a'; export const b = [all.a, all.A, all.default]; export const later = () => all.a;`,
    'a.test.ts': `
      import start from './a';
      import { later } from './b';
      test('a', () => { expect(start).toEqual([undefined, undefined, undefined]); expect(later()).toBe('a'); });`,
  });
  expect(testOutcomes(run.events)).toEqual({ a: 'passed' });
});

test('what a transformer of the project makes is counted in the source as it is written', async () => {
  using run = await runProject(
    {
      ...manifest,
      'jest.config.js': `module.exports = {
        transform: { '\\\\.js$': '<rootDir>/transformer.js' },
        collectCoverageFrom: ['src/**'], coverageReporters: ['json'],
      };`,
      // Two lines more on top, and words for others.
      'transformer.js': `module.exports = { process: (source) => ({ code: '\\n\\n' + source.replace(/WORD/g, '"word"') }) };`,
      'src/foreseen.js': `exports.used = (a) => {\n  if (a) return WORD;\n  return 1;\n};\nexports.unused = () => WORD;\n`,
      'src/unforeseen.js': `exports.used = () => WORD;\n`,
      'a.test.js': `test('a', () => {
        expect(require('./src/foreseen').used(true)).toBe('word');
        expect(require('./src/' + ['un', 'foreseen'].join('')).used()).toBe('word');
      });`,
    },
    ['--coverage'],
  );
  expect(testOutcomes(run.events)).toEqual({ a: 'passed' });
  const counted = JSON.parse(run.project.read('coverage/coverage-final.json')) as Readonly<
    Record<
      string,
      {
        readonly s: Readonly<Record<string, number>>;
        readonly statementMap: Readonly<
          Record<string, { readonly start: { readonly line: number } }>
        >;
      }
    >
  >;
  const linesOf = (name: string): Record<number, boolean> => {
    const file = Object.entries(counted).find(([path]) => path.endsWith(name))?.[1];
    const rows = Object.entries(file?.statementMap ?? {});
    return Object.fromEntries(rows.map(([i, { start }]) => [start.line, (file?.s[i] ?? 0) > 0]));
  };
  expect(linesOf('/foreseen.js')).toEqual({ 1: true, 2: true, 3: false, 5: false });
  expect(linesOf('/unforeseen.js')).toEqual({ 1: true });
});

test('what ts-jest makes of a file is made anew when a type that it imports, near or far, is another', async () => {
  using project = createProject({
    ...manifest,
    'tsconfig.json': `{ "compilerOptions": { "experimentalDecorators": true, "emitDecoratorMetadata": true } }`,
    'jest.config.js': `module.exports = { transform: { '\\\\.ts$': 'ts-jest' } };`,
    'node_modules/ts-jest/package.json': '{ "name": "ts-jest", "main": "index.js" }',
    // What a type checker does, in two words: the type of a member, as the file far away declares it.
    'node_modules/ts-jest/index.js': `
      const fs = require('fs');
      module.exports = { process(source, file) {
        fs.appendFileSync(__dirname + '/asked.txt', file.split(/[\\\\/]/).pop() + '\\n');
        const far = /class/.test(fs.readFileSync(file.replace(/[^\\\\/]*$/, 'far.d.ts'), 'utf8')) ? 'class' : 'interface';
        return { code: 'exports.kind = ' + JSON.stringify(far) + ';' };
      } };`,
    'far.d.ts': `export interface Far {}\n`,
    'near.ts': `export type { Far } from './far';\n`,
    'other.ts': `export const other = 1;\n`,
    'service.ts': `import { Far } from './near';\nexport class Service { constructor(@mark private far: Far) {} }\n`,
    'a.test.ts': `
      const { kind } = require('./service'); const { other } = require('./other');
      test(kind, () => { expect(other).toBeGreaterThan(0); });`,
  });
  const asked = (): number => project.read('node_modules/ts-jest/asked.txt').split('\n').length - 1;
  expect(testOutcomes((await project.run()).events)).toEqual({ interface: 'passed' });
  expect(testOutcomes((await project.run()).events)).toEqual({ interface: 'passed' });
  expect(asked()).toBe(1);
  project.write({ 'far.d.ts': `export class Far {}\n` });
  expect(testOutcomes((await project.run()).events)).toEqual({ class: 'passed' });
  expect(asked()).toBe(2);
  project.write({ 'other.ts': `export const other = 2;\n` });
  expect(testOutcomes((await project.run()).events)).toEqual({ class: 'passed' });
  expect(asked()).toBe(2);
});

test("Babel's loose mode decides about code that it takes otherwise than the language does", async () => {
  using project = createProject({
    'package.json': JSON.stringify({
      name: 'project',
      jest: {},
      babel: { presets: [['@babel/env', { loose: true }]] },
    }),
    'node_modules/babel-jest/package.json': '{ "name": "babel-jest", "main": "index.js" }',
    // As loose mode does it.
    'node_modules/babel-jest/index.js': `
      const fs = require('fs');
      module.exports = { process(source, file) {
        fs.appendFileSync(process.cwd() + '/asked.txt', require('path').basename(file) + ' ');
        return { code: source.replace(/const \\[(\\w+)\\] = (\\w+)/, 'const $1 = $2[0]') };
      } };`,
    'first.js': `module.exports = (list) => { const [one] = list; return one; };`,
    'a.test.js': `test('destructures', () => { expect(require('./first')(false)).toBe(undefined); });`,
  });
  const run = await project.run();
  expect(testOutcomes(run.events)).toEqual({ destructures: 'passed' });
  expect(project.read('asked.txt')).toBe('first.js ');
});

test('tests of the text of functions are printed by the compiler of the project', async () => {
  using project = createProject({
    'package.json': '{ "name": "project", "jest": {} }',
    'babel.config.js': `module.exports = { presets: [['@babel/preset-env', { targets: { node: 'current' } }]] };`,
    'node_modules/babel-jest/package.json': '{ "name": "babel-jest", "main": "index.js" }',
    'node_modules/babel-jest/index.js': `
      const fs = require('fs');
      module.exports = { process(source, file) {
        fs.appendFileSync(process.cwd() + '/asked.txt', require('path').basename(file) + ' ');
        return { code: source };
      } };`,
    'maker.js': `exports.make = () => 'function made() {}'; // tests nothing`,
    'text.test.js': `const f = function f() {};
      test('text', () => { expect(String(f)).toBe('function f() {}'); });`,
    'title.test.js': `for (const value of [() => {}]) test(\`takes \${String(value)}\`, () => { expect(value()).toBe(undefined); });`,
    'other.test.js': `for (const n of [1]) test(\`other \${n}\`, () => { expect(require('./maker').make()).toContain('made'); });`,
  });
  const run = await project.run();
  expect(testOutcomes(run.events)).toEqual({
    text: 'passed',
    'takes () => {}': 'passed',
    'other 1': 'passed',
  });
  expect(project.read('asked.txt').split(' ').toSorted()).toEqual([
    '',
    'text.test.js',
    'title.test.js',
  ]);
});

test('CommonJS that only the transformer of the project can read is given to it', async () => {
  using run = await runProject({
    ...manifest,
    'jest.config.js': `module.exports = { transform: { '\\\\.js$': 'babel-jest' } };`,
    'babel.config.js': `module.exports = { presets: ['@babel/preset-flow'] };`,
    'node_modules/babel-jest/package.json': '{ "name": "babel-jest", "version": "30.0.0" }',
    'node_modules/babel-jest/index.js': `module.exports = { process: (source) => ({ code: source.replaceAll(': string', '') }) };`,
    'typed.js': `module.exports = (text: string) => text;`,
    'a.test.js': `test('typed', () => { expect(require('./typed')('a')).toBe('a'); });`,
  });
  expect(testOutcomes(run.events)).toEqual({ typed: 'passed' });
});

test('with ts-jest, imports that JavaScript does not use are left out, and Reflect may be taken away', async () => {
  using run = await runProject({
    ...manifest,
    'jest.config.js': `module.exports = { transform: { '\\\\.[jt]s$': ['ts-jest', { isolatedModules: true }] } };`,
    'used.js': `export const used = 1;`,
    'a.test.js': `import { gone } from './not-there';
      import { used } from './used';
      const { ownKeys } = Reflect;
      const { assign } = Object;
      Reflect.ownKeys = Object.assign = undefined;
      jest.resetModules();
      const again = require('./used').used;
      Reflect.ownKeys = ownKeys;
      Object.assign = assign;
      test('used', () => { expect([used, again]).toEqual([1, 1]); });`,
  });
  expect(testOutcomes(run.events)).toEqual({ used: 'passed' });
});
