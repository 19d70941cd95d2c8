/** What suites of the public found out: how Jest does it, ztest does. */
import { expect, suite, test } from 'ztest';
import { testOutcomes } from '../support/outcomes.ts';
import { runProject } from '../support/run-project.ts';

async function outcomesOf(
  files: Readonly<Record<string, string>>,
  { config = {}, level = '30.0.0' }: { readonly config?: object; readonly level?: string } = {},
): Promise<object> {
  using run = await runProject(
    {
      'package.json': JSON.stringify({ name: 'project', jest: { transform: {}, ...config } }),
      'node_modules/jest/package.json': JSON.stringify({ name: 'jest', version: level }),
      ...files,
    },
    ['--compat=jest'],
  );
  return testOutcomes(run.events);
}

suite('as in Jest', { timeout: '30s' }, () => {
  test('a file in __mocks__ gets the package that it stands for', async () => {
    const outcomes = await outcomesOf({
      'node_modules/pkg/index.js': 'module.exports = { a: 1, b: 2 };',
      '__mocks__/pkg.js': `const pkg = require('pkg'); module.exports = { ...pkg, mocked: true };`,
      'a.test.js': `test('mocked', () => { expect(require('pkg')).toEqual({ a: 1, b: 2, mocked: true }); });
        test('actual', () => { expect(jest.requireActual('pkg')).toEqual({ a: 1, b: 2 }); });`,
    });
    expect(outcomes).toEqual({ mocked: 'passed', actual: 'passed' });
  });

  test('automatic mocks are made of modules that nobody else sees', async () => {
    const files = {
      'registry.js': `exports.list = [];`,
      'plugin.js': `require('./registry').list.push('plugin'); exports.f = () => 1;`,
    };
    const outcomes = await outcomesOf({
      ...files,
      'auto.test.js': `jest.mock('./plugin');
        test('auto', () => { const { list } = require('./registry'); expect(require('./plugin').f()).toBeUndefined(); expect(list).toEqual([]); });`,
      'create.test.js': `test('create', () => { const { list } = require('./registry');
        expect(jest.createMockFromModule('./plugin').f()).toBeUndefined(); expect(list).toEqual([]);
        expect(require('./plugin').f()).toBe(1); expect(list).toEqual(['plugin']); });`,
    });
    expect(outcomes).toEqual({ auto: 'passed', create: 'passed' });
  });

  test('what a test leaves running waits for the next one that waits', async () => {
    const outcomes = await outcomesOf({
      'a.test.js': `let ran = 0;
        const spin = () => { const end = performance.now() + 4; while (performance.now() < end); };
        test('leaves', () => { setTimeout(() => ran++); setImmediate(() => ran++); });
        test.failing('fails', () => { throw new Error('as it should'); });
        test.each([1, 2, 3, 4, 5, 6, 7, 8, 9])('%s', () => { spin(); expect(ran).toBe(0); });
        describe('with hooks', () => {
          beforeAll(spin);
          afterAll(spin);
          test('hooked', async () => { await null; expect(ran).toBe(0); });
        });
        test('unhooked', () => { expect(ran).toBe(0); });
        test('waits', async () => { await new Promise((done) => setTimeout(done, 5)); expect(ran).toBe(2); });`,
    });
    expect(new Set(Object.values(outcomes))).toEqual(
      new Set(['passed', 'passed expected-failure']),
    );
    expect(Object.keys(outcomes)).toHaveLength(14);
  });

  test('what a test leaves running fails the one that waits, which names it', async () => {
    using run = await runProject(
      {
        'package.json': JSON.stringify({ name: 'project', jest: { transform: {} } }),
        'a.test.js': `test('leaves', () => { Promise.reject(new Error('left')); });
          test('goes on', () => {});
          test('waits', async () => { await new Promise((done) => setTimeout(done, 20)); });`,
        'b.test.js': `test('leaves last', () => { Promise.reject(new Error('left last')); });`,
      },
      ['--compat=jest'],
    );
    expect(testOutcomes(run.events)).toEqual({
      leaves: 'passed',
      'goes on': 'passed',
      waits: 'failed unhandled',
      'leaves last': 'passed',
    });
    expect(run.exitCode).toBe(1);
    expect(run.stdout).toContain('After "leaves" had finished');
    expect(run.stdout).toContain('Caused by: Error: left\n');
    expect(run.stdout).toContain('After "leaves last" had finished');
  });

  test('what passed before a crash has passed', async () => {
    const outcomes = await outcomesOf({
      'a.test.js': `test('passes', () => {});
        test('fails', () => { throw new Error('as it should'); });
        test('dies', () => { process.kill(process.pid, 'SIGKILL'); });
        test('behind', () => {});`,
    });
    expect(outcomes).toEqual({
      passes: 'passed',
      fails: 'failed',
      dies: 'failed host-exit',
      behind: 'errored host-exit',
    });
  });

  test('mocks are made anew where modules are isolated', async () => {
    const outcomes = await outcomesOf({
      'one.js': `module.exports = {};`,
      'a.test.js': `jest.mock('./one', () => ({ made: {} }));
        test('isolated', () => {
          const outer = require('./one').made;
          let inner;
          jest.isolateModules(() => { inner = require('./one').made; expect(require('./one').made).toBe(inner); });
          expect(inner).not.toBe(outer);
          expect(require('./one').made).toBe(outer);
        });`,
    });
    expect(outcomes).toEqual({ isolated: 'passed' });
  });

  test('whatever is no other kind of file is JavaScript', async () => {
    const outcomes = await outcomesOf({
      plain: 'module.exports = 42',
      'odd.xyz': 'module.exports = 43',
      'style.odd': 'a { color: red }',
      'a.test.js': `test('plain', () => { expect(require('./plain')).toBe(42); });
        test('odd', () => { expect(require('./odd.xyz')).toBe(43); });
        test('style', () => { expect(() => require('./style.odd')).toThrow('no rule says what importing it gives'); });`,
    });
    expect(outcomes).toEqual({ plain: 'passed', odd: 'passed', style: 'passed' });
  });

  test('assertions are counted some microtasks after the end', async () => {
    const late = (n: number): string =>
      `test('${n}', () => { expect.assertions(1); (async () => { for (let i = 0; i < ${n}; i++) await null; expect(1).toBe(1); })(); });`;
    const outcomes = await outcomesOf({ 'a.test.js': [0, 1, 5, 12, 40].map(late).join('\n') });
    expect(outcomes).toEqual({ 0: 'passed', 1: 'passed', 5: 'passed', 12: 'passed', 40: 'failed' });
  });

  test.for([[{}], [{ testEnvironment: './environment.js' }]])(
    'a set-up file may bring frames, which stay real: %j',
    async ([config]) => {
      const outcomes = await outcomesOf(
        {
          'environment.js': `const vm = require('node:vm');
            module.exports = class {
              constructor() {
                this.context = vm.createContext();
                this.global = vm.runInContext('globalThis', this.context);
                Object.assign(this.global, { setTimeout, clearTimeout, setInterval, clearInterval, Buffer });
              }
              setup() {}
              teardown() {}
              getVmContext() { return this.context; }
              exportConditions() { return ['node']; }
            };`,
          'setup.js': `globalThis.requestAnimationFrame = function own(cb) { return setTimeout(cb, 0); };`,
          'a.test.js': `test('a', () => { jest.useFakeTimers(); expect(requestAnimationFrame.name).toBe('own'); expect(typeof setTimeout.clock).toBe('object'); });`,
        },
        { config: { setupFiles: ['./setup.js'], ...config } },
      );
      expect(outcomes).toEqual({ a: 'passed' });
    },
  );

  test('until Jest 28 iterables are compared by what they give, not by what they say that they have', async () => {
    const file = `const sly = new Proxy({}, { has: () => true });
      class Own { constructor(note) { this.note = note; } *[Symbol.iterator]() { yield 1; } }
      test('sly', () => { const f = jest.fn(() => sly); f(); expect(f).toHaveReturnedWith(sly); });
      test('own', () => { expect(new Own('a')).toEqual(new Own('b')); });`;
    expect(await outcomesOf({ 'a.test.js': file }, { level: '27.2.4' })).toEqual({
      sly: 'passed',
      own: 'passed',
    });
  });

  test.for([
    ['27.5.1', false],
    ['29.7.0', true],
  ] as const)(
    "'legacy' as a word is of Jest 27: in %s timers are modern: %s",
    async ([level, isModern]) => {
      const file = `test('a', () => { jest.useFakeTimers('legacy'); expect('clock' in setTimeout).toBe(${isModern}); });`;
      expect(await outcomesOf({ 'a.test.js': file }, { level })).toEqual({ a: 'passed' });
    },
  );

  test.for([
    ['25.5.4', 'assigned'],
    ['26.6.3', 'got'],
  ] as const)('spyOn of what a getter gives: in Jest %s the spy is %s', async ([level, how]) => {
    const file = `let kept = () => 1;
      const object = { get f() { return kept; }, set f(value) { kept = value; } };
      test('a', () => {
        const spy = jest.spyOn(object, 'f');
        expect(object.f()).toBe(1);
        expect(spy).toHaveBeenCalledTimes(1);
        expect(jest.isMockFunction(kept)).toBe(${how === 'assigned'});
        spy.mockRestore();
        expect(jest.isMockFunction(object.f)).toBe(false);
        expect(object.f()).toBe(1);
      });`;
    const config = { testEnvironment: 'node' }; // until 26 it would be jsdom
    expect(await outcomesOf({ 'a.test.js': file }, { config, level })).toEqual({ a: 'passed' });
  });

  test('ES modules have their jest object, and nobody sees the options of the host', async () => {
    const outcomes = await outcomesOf(
      {
        'a.test.mjs': `test('meta', () => { expect(import.meta.jest.fn(() => 1)()).toBe(1); });
        test('options', () => { expect(process.execArgv).toEqual([]); expect(process.argv).toHaveLength(2); });`,
      },
      { config: { testMatch: ['**/*.test.mjs'] } },
    );
    expect(outcomes).toEqual({ meta: 'passed', options: 'passed' });
  });

  test('ts-jest writes the values of constant enums, which only it knows from other files', async () => {
    const outcomes = await outcomesOf(
      {
        'node_modules/ts-jest/index.js': `exports.createTransformer = () => ({ process: () => ({ code: 'exports.by = "ts-jest";' }) });`,
        'tsconfig.json': '{}',
        'enums.ts': `export const enum Hooks { MOUNT = 'm' }`,
        'ambient.d.ts': `declare const enum Amb { X = 7 }`,
        'uses.ts': `import { Hooks } from './enums'; export const by = Hooks.MOUNT;`,
        'declared.ts': `export const by = Amb.X;`,
        'other.ts': `export const by: string = 'ztest'; export const MyHooks = 1;`,
        'a.test.js': `test('a', () => { expect(['./uses', './declared', './other'].map((file) => require(file).by)).toEqual(['ts-jest', 'ts-jest', 'ztest']); });`,
      },
      { config: { transform: { '\\.ts$': 'ts-jest' } } },
    );
    expect(outcomes).toEqual({ a: 'passed' });
  });
});
