/** Commands around Jest that configure it. */
import { expect, test } from 'ztest';
import { testOutcomes } from '../support/outcomes.ts';
import { runProject } from '../support/run-project.ts';

const reactScripts = {
  'node_modules/react-scripts/package.json': '{ "name": "react-scripts" }',
  'node_modules/react-scripts/config/env.js': `process.env.FROM_ENV = 'file';`,
  'node_modules/react-scripts/scripts/utils/createJestConfig.js': `
    const path = require('path');
    const own = require(path.join(process.cwd(), 'package.json')).jest;
    module.exports = (resolve, rootDir) => ({
      rootDir, roots: ['<rootDir>/src'], testEnvironment: 'node', resetMocks: true,
      globals: { PLACE: path.relative(rootDir, resolve('config/x.js')) }, ...own,
    });`,
};

test('react-scripts makes the configuration, with what package.json adds', async () => {
  using run = await runProject({
    ...reactScripts,
    'package.json': JSON.stringify({
      scripts: { test: 'react-scripts test --testTimeout=300' },
      jest: { displayName: 'own' },
    }),
    'a.test.js': `test('outside', () => {});`,
    'src/a.test.js': `
      const fn = jest.fn(() => 1);
      test('place', () => { expect(PLACE).toBe('node_modules/react-scripts/config/x.js'); });
      test('reset', () => { expect(fn()).toBe(undefined); });
      test('environment', () => { expect([process.env.PUBLIC_URL, process.env.FROM_ENV]).toEqual(['', 'file']); });
      test('flags', async () => { await new Promise((done) => setTimeout(done, 600)); });`,
  });
  expect(testOutcomes(run.events)).toEqual({
    place: 'passed',
    reset: 'passed',
    environment: 'passed',
    flags: 'failed timeout',
  });
});

test('kcd-scripts stands behind a configuration of the project', async () => {
  const scripts = {
    'node_modules/kcd-scripts/package.json': '{ "name": "kcd-scripts", "main": "jest.js" }',
    'node_modules/kcd-scripts/jest.js': `module.exports = { globals: { WHO: 'kcd' } };`,
    'a.test.js': `test('who', () => { expect(WHO).toBe(process.env.WANTED); });`,
  };
  const manifest = { scripts: { test: 'kcd-scripts test' } };
  using run = await runProject({ ...scripts, 'package.json': JSON.stringify(manifest) }, [], {
    env: { WANTED: 'kcd' },
  });
  expect(testOutcomes(run.events)).toEqual({ who: 'passed' });
  using own = await runProject(
    {
      ...scripts,
      'package.json': JSON.stringify({ ...manifest, jest: { globals: { WHO: 'own' } } }),
    },
    [],
    { env: { WANTED: 'own' } },
  );
  expect(testOutcomes(own.events)).toEqual({ who: 'passed' });
});

test('one that is not installed, and one that ztest does not know, are said', async () => {
  using missing = await runProject({
    'package.json': '{ "scripts": { "test": "react-scripts test" } }',
    'a.test.js': `test('a', () => {});`,
  });
  expect(missing.exitCode).toBe(2);
  expect(missing.stderr).toContain('ZT2522');
  using unknown = await runProject({
    'package.json':
      '{ "scripts": { "test": "react-app-rewired test" }, "devDependencies": { "jest": "27" } }',
    'a.test.js': `test('a', () => {});`,
  });
  expect(testOutcomes(unknown.events)).toEqual({ a: 'passed' });
  expect(unknown.stderr).toContain('ZT2523');
});

test('a script that calls another is followed, with what it hands over', async () => {
  using run = await runProject({
    'package.json': JSON.stringify({
      scripts: {
        test: 'npm run lint && A=1 npm run unit -- --config b.json',
        unit: 'B=2 jest',
        lint: 'x',
      },
      devDependencies: { jest: '30' },
    }),
    'b.json': '{ "globals": { "WHO": "b" } }',
    'a.test.js': `test('a', () => { expect([WHO, process.env.A, process.env.B]).toEqual(['b', '1', '2']); });`,
  });
  expect(testOutcomes(run.events)).toEqual({ a: 'passed' });
});
