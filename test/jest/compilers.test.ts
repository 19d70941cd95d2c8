import { expect, test } from 'ztest';
import { testOutcomes } from '../support/outcomes.ts';
import { runProject, type ProjectFiles } from '../support/run-project.ts';

const manifest = { 'package.json': '{ "name": "project" }' };
const isStrict = `(function () { return this === undefined; })()`;
const file = (name: string): string =>
  `const other = require('./other');\ntest('${name}', () => { expect([${isStrict}, other]).toEqual([ISSTRICT, ISSTRICT]); });`;
const strictness = (expected: boolean, files: ProjectFiles): ProjectFiles => ({
  ...manifest,
  'other.js': `module.exports = ${isStrict};`,
  'a.test.js': file('a').replaceAll('ISSTRICT', String(expected)),
  'jest.config.js': `module.exports = {};`,
  ...files,
});
const env = `[['@babel/preset-env', { targets: { node: 'current' } }]]`;
const withTransform = (transform: string): string =>
  `module.exports = { transform: ${transform} };`;

test.each([
  ['Babel', true, { 'babel.config.js': `module.exports = { presets: ${env} };` }],
  ['Babel without a preset', false, {}],
  [
    'Babel that looks for imports',
    false,
    { 'babel.config.js': `module.exports = { sourceType: 'unambiguous', presets: ${env} };` },
  ],
  ['SWC', true, { 'jest.config.js': withTransform(`{ '\\\\.js$': '@swc/jest' }`) }],
  [
    'ts-jest',
    true,
    {
      'jest.config.js': withTransform(`{ '\\\\.[jt]s$': ['ts-jest', { isolatedModules: true }] }`),
      'tsconfig.json': '{ "compilerOptions": { "strict": true, "allowJs": true } }',
    },
  ],
] as const)('CommonJS is strict code where %s makes it so: %s', async (_, expected, files) => {
  using run = await runProject({
    ...strictness(expected, files),
    'node_modules/sloppy/index.js': `module.exports = ${isStrict};`,
    'b.test.js': `test('b', () => { expect(require('sloppy')).toBe(false); });`,
  });
  expect(testOutcomes(run.events)).toEqual({ a: 'passed', b: 'passed' });
});

test('until Jest 23 what Babel makes of asynchronous functions finds its runtime', async () => {
  const project = (version: string, type: string): ProjectFiles => ({
    ...manifest,
    'node_modules/jest/package.json': `{ "name": "jest", "version": "${version}" }`,
    'node_modules/regenerator-runtime/package.json': '{ "name": "regenerator-runtime" }',
    'node_modules/regenerator-runtime/runtime.js': `globalThis.regeneratorRuntime = {};`,
    'jest.config.js': `module.exports = { testEnvironment: 'node' };`,
    'a.test.js': `test('a', () => { expect(typeof regeneratorRuntime).toBe('${type}'); });`,
  });
  using old = await runProject(project('23.6.0', 'object'));
  expect(testOutcomes(old.events)).toEqual({ a: 'passed' });
  using current = await runProject(project('24.0.0', 'undefined'));
  expect(testOutcomes(current.events)).toEqual({ a: 'passed' });
});
