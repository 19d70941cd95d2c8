import fs from 'node:fs';
import path from 'node:path';
import { expect, test } from 'ztest';
import type { RunEvent } from '../../test-host/protocol.ts';
import { testOutcomes } from '../support/outcomes.ts';
import { runProject } from '../support/run-project.ts';

const root = path.join(import.meta.dirname, '../..');
const project = {
  'package.json': '{ "name": "project" }',
  'jest.config.js': `module.exports = {};`,
};
const oneHost = ['--workers', '1'];

/** A package that counts who asks it, and two files that ask. */
const counting = {
  ...project,
  'node_modules/counter/index.js': `let asked = 0; class Own {} module.exports = { ask: () => ++asked, Own };`,
  'node_modules/user/index.js': `module.exports = require('counter');`,
  'a.test.js': `test('a', () => { globalThis.count = require('counter').ask(); require('counter').Own.mark = 1; expect(count).toBe(1); });`,
  'b.test.js': `test('b', () => { expect([require('counter').ask(), require('user').ask(), require('user').Own.mark]).toEqual([1, 2, undefined]); });`,
};

function hostsOf(events: readonly RunEvent[]): number {
  return new Set(events.flatMap((event) => (event.type === 'file-started' ? [event.host] : [])))
    .size;
}

test('each test file has packages of its own, in one process', async () => {
  using run = await runProject(counting, oneHost);
  expect(testOutcomes(run.events)).toEqual({ a: 'passed', b: 'passed' });
  expect(hostsOf(run.events)).toBe(1);
});

test('test files share packages where isolation partial is asked for', async () => {
  using run = await runProject(counting, [...oneHost, '--isolation', 'partial']);
  expect(Object.values(testOutcomes(run.events)).toSorted()).toEqual(['failed', 'passed']);
});

test('a test file asks for shared packages by a comment', async () => {
  using run = await runProject(
    {
      ...counting,
      'a.test.js': `// ztest isolation: partial\n${counting['a.test.js'].replace('expect(count).toBe(1);', 'process.stdout.write(`a${count} `);')}`,
      'b.test.js': `// ztest isolation: partial\ntest('b', () => { process.stdout.write(\`b\${require('counter').ask()} \`); });`,
      'c.test.js': `test('c', () => { expect(require('counter').ask()).toBe(1); });`,
    },
    oneHost,
  );
  expect(testOutcomes(run.events)).toEqual({ a: 'passed', b: 'passed', c: 'passed' });
  expect(JSON.stringify(run.events)).toMatch(/[ab]2 /);
});

test('what a package changes in globals is put back, what it marks for good costs no process', async () => {
  using run = await runProject(
    {
      ...project,
      'node_modules/polyfill/index.js': `exports.isFirst = Array.prototype.added === undefined; Array.prototype.added = () => 1;`,
      'node_modules/marks-global/index.js': `const mark = Symbol.for('agent');
        exports.isFirst = globalThis[mark] === undefined;
        if (exports.isFirst) Object.defineProperty(globalThis, mark, { value: {}, writable: true });`,
      'node_modules/marks-fs/index.js': `const fs = require('fs'); const mark = Symbol.for('queue');
        if (!fs[mark]) {
          Object.defineProperty(fs, mark, { get: () => [] });
          fs.close = Object.assign((...args) => fs.closeSync(...args), { isPatched: true });
        }
        exports.isFirst = fs.close.isPatched === true;`,
      'node_modules/listens/index.js': `exports.isFirst = process.listenerCount('SIGUSR2') === 0; process.on('SIGUSR2', () => {}); setInterval(() => {}, 1000);`,
      ...Object.fromEntries(
        ['one', 'two', 'three'].map((name) => [
          `${name}.test.js`,
          `test.each(['polyfill', 'marks-global', 'marks-fs', 'listens'])('${name} %s', (name) => { expect(require(name).isFirst).toBe(true); });`,
        ]),
      ),
    },
    oneHost,
  );
  const outcomes = Object.values(testOutcomes(run.events));
  expect(outcomes).toEqual(Array.from({ length: 12 }, () => 'passed'));
  expect(hostsOf(run.events)).toBe(1);
});

test('a package that refuses to be loaded twice is loaded, and createRequire of packages gives those of the file', async () => {
  using run = await runProject(
    {
      ...counting,
      'node_modules/once/index.js': `if (process.onceLoaded || globalThis.onceLoaded) throw new Error('loaded twice'); process.onceLoaded = globalThis.onceLoaded = true;
        exports.counter = require('module').createRequire(__filename)('counter');`,
      'a.test.js': `test('a', () => { expect(require('once').counter).toBe(require('counter')); });`,
      'b.test.js': `test('b', () => { expect(require('once').counter.ask()).toBe(1); });`,
    },
    oneHost,
  );
  expect(testOutcomes(run.events)).toEqual({ a: 'passed', b: 'passed' });
});

const [addon] = fs.globSync('node_modules/@oxc-*/binding-*/*.node', { cwd: root });

test.skipIf(addon === undefined)(
  'a native add-on is one for the process, as Node has it',
  async () => {
    using run = await runProject(
      {
        ...project,
        'node_modules/native/index.js': `exports.addon = require(${JSON.stringify(path.join(root, addon ?? ''))});`,
        ...Object.fromEntries(
          ['a', 'b'].map((name) => [
            `${name}.test.js`,
            `test('${name}', () => {
               const first = require('native');
               expect(Object.keys(first.addon).length).toBeGreaterThan(1);
               jest.resetModules();
               expect(require('native')).not.toBe(first);
               expect(require('native').addon).toBe(first.addon);
             });`,
          ]),
        ),
      },
      oneHost,
    );
    expect(testOutcomes(run.events)).toEqual({ a: 'passed', b: 'passed' });
    expect(hostsOf(run.events)).toBe(1);
  },
);

test('with automock a package that is unmocked loads its own parts and other packages as they are', async () => {
  using run = await runProject({
    ...project,
    'jest.config.js': `module.exports = { automock: true, unmockedModulePathPatterns: ['/always/'] };`,
    'node_modules/deep/index.js': `exports.deep = () => 'deep';`,
    'node_modules/lib/index.js': `const { part } = require('./part'); const { deep } = require('deep'); exports.lib = () => [part(), deep()];`,
    'node_modules/lib/part.js': `exports.part = () => 'part';`,
    'node_modules/lib/other.js': `const { part } = require('./part'); exports.other = () => part();`,
    'node_modules/always/index.js': `exports.always = () => require('deep').deep();`,
    'own.js': `exports.own = () => 1;`,
    'a.test.js': `jest.unmock('lib');
      test('unmocked', () => { expect(require('lib').lib()).toEqual(['part', 'deep']); expect(require('always').always()).toBe('deep'); });
      test('mocked', () => { expect(require('./own').own()).toBe(undefined); });
      test('again, when others have its parts mocked', () => {
        expect(require('lib/other').other()).toBe(undefined);
        jest.isolateModules(() => { expect(require('lib').lib()).toEqual(['part', 'deep']); });
      });`,
    'b.test.js': `test('mocked package', () => { expect(require('lib').lib()).toBe(undefined); });
      test('missing', () => { expect(() => jest.unmock('not-there')).toThrow("Cannot find module 'not-there'"); });`,
  });
  expect(testOutcomes(run.events)).toEqual({
    unmocked: 'passed',
    mocked: 'passed',
    'again, when others have its parts mocked': 'passed',
    'mocked package': 'passed',
    missing: 'passed',
  });
});

test('packages of the project are found by their names, as in the map of files of Jest', async () => {
  using run = await runProject(
    {
      'package.json': '{ "name": "own", "main": "lib/index.js" }',
      'jest.config.js': `module.exports = {};`,
      'lib/index.js': `module.exports = 'index';`,
      'lib/part.js': `module.exports = 'part';`,
      'fixtures/other/package.json': '{ "name": "other" }',
      'fixtures/other/index.js': `module.exports = 'other';`,
      'fixtures/one/package.json': '{ "name": "twice" }',
      'fixtures/two/package.json': '{ "name": "twice" }',
      'fixtures/one/index.js': '',
      'a.test.js': `test('main', () => { expect(require('own')).toBe('index'); });
        test('another', () => { expect(require('other')).toBe('other'); });
        test('two of a name', () => { expect(() => require('twice')).toThrow(); });
        test('path', () => { expect(require('own/lib/part')).toBe('part'); });
        test('nothing', () => { expect(() => require('owner')).toThrow("Cannot find module 'owner'"); });`,
    },
    oneHost,
  );
  expect(testOutcomes(run.events)).toEqual({
    main: 'passed',
    another: 'passed',
    'two of a name': 'passed',
    path: 'passed',
    nothing: 'passed',
  });
});
