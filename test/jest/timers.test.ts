import { expect, test } from 'ztest';
import { testOutcomes } from '../support/outcomes.ts';
import { createProject, runProject } from '../support/run-project.ts';

const manifest = { 'package.json': '{ "name": "project" }' };

test('legacy fake timers are mock functions around a clock of their own', async () => {
  using run = await runProject({
    ...manifest,
    'jest.config.js': `module.exports = { fakeTimers: { legacyFakeTimers: true, enableGlobally: true } };`,
    'a.test.js': `
      const log = [];
      test('timers', () => {
        const started = Date.now();
        setTimeout(() => log.push('second'), 2000);
        setTimeout((text) => log.push(text), 1000, 'first');
        const interval = setInterval(() => log.push('tick'), 1500);
        expect(setTimeout).toHaveBeenCalledTimes(2);
        expect(setTimeout).toHaveBeenLastCalledWith(expect.any(Function), 1000, 'first');
        jest.advanceTimersByTime(1000);
        expect(log).toEqual(['first']);
        expect(jest.getTimerCount()).toBe(2);
        jest.runOnlyPendingTimers();
        expect(log).toEqual(['first', 'tick', 'second']);
        clearInterval(interval);
        expect(clearInterval).toHaveBeenCalledTimes(1);
        jest.runAllTimers();
        expect(log).toHaveLength(3);
        expect(Date.now() - started).toBeLessThan(1000);
      });
      test('ticks and immediates', () => {
        const order = [];
        setImmediate(() => order.push('immediate'));
        process.nextTick(() => order.push('tick'));
        jest.runAllTicks();
        jest.runAllImmediates();
        expect(order).toEqual(['tick', 'immediate']);
      });
      test('what only modern timers have', () => {
        expect(() => jest.setSystemTime(1)).toThrow('not available');
        jest.useFakeTimers({ legacyFakeTimers: false });
        jest.setSystemTime(5);
        expect(Date.now()).toBe(5);
        jest.useRealTimers();
        expect(jest.isMockFunction(setTimeout)).toBe(false);
      });`,
  });
  expect(testOutcomes(run.events)).toEqual({
    timers: 'passed',
    'ticks and immediates': 'passed',
    'what only modern timers have': 'passed',
  });
});

test('a project with an older Jest has its defaults and its names', async () => {
  using run = await runProject({
    ...manifest,
    'node_modules/jest/package.json': '{ "name": "jest", "version": "26.6.3" }',
    'jest.config.js': `module.exports = { testEnvironment: 'node', timers: 'real' };`,
    'a.test.js': `
      test('aliases', () => {
        const fn = jest.fn(() => 1);
        fn(2);
        expect(fn).toBeCalledWith(2);
        expect(fn).lastReturnedWith(1);
        expect(() => { throw new Error('no'); }).toThrowError('no');
        expect(jest.genMockFromModule('fs').readFileSync()).toBe(undefined);
      });
      test('timers', () => {
        jest.useFakeTimers();
        setTimeout(() => {}, 5);
        expect(setTimeout).toHaveBeenCalledTimes(1);
        jest.runTimersToTime(5);
        expect(jest.getTimerCount()).toBe(0);
      });
      test('jasmine', () => {
        expect({ a: 1 }).toEqual({ a: jasmine.any(Number) });
        expect(() => fail('so')).toThrowError('so');
        expect(jasmine.DEFAULT_TIMEOUT_INTERVAL).toBe(5000);
      });
      test('snapshots', () => {
        expect({ a: 'say "hi"' }).toMatchInlineSnapshot(\`
Object {
  "a": "say \\\\"hi\\\\"",
}
\`);
      });`,
  });
  expect(testOutcomes(run.events)).toEqual({
    aliases: 'passed',
    timers: 'passed',
    jasmine: 'passed',
    snapshots: 'passed',
  });
});

test.for([
  ['node', ''],
  ['an environment with a global object of its own', '/** @jest-environment ./realm.js */'],
] as const)("Node's own code goes on while time is faked, in %s", async ([, docblock]) => {
  using run = await runProject({
    'package.json': '{ "name": "project", "jest": {} }',
    'realm.js': `
      const vm = require('node:vm');
      module.exports = class {
        constructor() {
          this.context = vm.createContext();
          this.global = vm.runInContext('globalThis', this.context);
          Object.assign(this.global, { process, console, Buffer, setTimeout, clearTimeout, setImmediate, clearImmediate, setInterval, clearInterval, queueMicrotask });
        }
        getVmContext() { return this.context; }
        async setup() {}
        async teardown() {}
      };`,
    'a.test.js': `${docblock}
      const http = require('http');
      test('a server answers and closes', async () => {
        jest.useFakeTimers();
        const server = http.createServer((_, response) => response.end('hello'));
        await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
        const { port } = server.address();
        const text = await new Promise((resolve) =>
          http.get({ port, agent: false }, (response) => {
            let read = '';
            response.on('data', (chunk) => { read += chunk; });
            response.on('end', () => resolve(read));
          }));
        expect(text).toBe('hello');
        await new Promise((resolve) => server.close(resolve));
      });
      test('what the test itself calls is faked', () => {
        jest.useFakeTimers();
        const order = [];
        process.nextTick(() => order.push('tick'));
        setTimeout(() => order.push('timeout'), 10);
        jest.runAllTicks();
        expect(order).toEqual(['tick']);
        jest.runAllTimers();
        expect(order).toEqual(['tick', 'timeout']);
        jest.useRealTimers();
        expect(String(process.nextTick)).toContain('nextTick');
      });`,
  });
  expect(testOutcomes(run.events)).toEqual({
    'a server answers and closes': 'passed',
    'what the test itself calls is faked': 'passed',
  });
});

test('fetch answers while time is faked', async () => {
  using run = await runProject({
    'package.json': '{ "name": "project", "jest": {} }',
    'a.test.js': `
      const http = require('http');
      test('fetches', async () => {
        jest.useFakeTimers();
        const server = http.createServer((_, response) => response.end('hello'));
        await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
        const response = await fetch('http://127.0.0.1:' + server.address().port, { headers: { connection: 'close' } });
        expect(await response.text()).toBe('hello');
        server.closeAllConnections();
        await new Promise((resolve) => server.close(resolve));
      });`,
  });
  expect(testOutcomes(run.events)).toEqual({ fetches: 'passed' });
});

test('timers that are fake from the start are not what a file leaves behind', async () => {
  using project = createProject({
    'package.json': '{ "name": "project" }',
    'jest.config.js': `module.exports = { fakeTimers: { enableGlobally: true }, testSequencer: './in-order.js' };`,
    'in-order.js': `module.exports = class { sort(tests) { return [...tests].sort((a, b) => (a.path < b.path ? -1 : 1)); } cacheResults() {} };`,
    'a.test.js': `test('faked', () => { expect(Date.now()).toBe(Date.now()); });`,
    'b.test.js': `jest.useRealTimers(); test('real', (done) => { process.nextTick(done); }, 500);`,
  });
  await project.run(['--workers', '1']);
  const warm = await project.run(['--workers', '1']);
  expect(testOutcomes(warm.events)).toEqual({ faked: 'passed', real: 'passed' });
});

test('what is too long for legacy timers comes at once', async () => {
  using project = createProject({
    'package.json': '{ "name": "project" }',
    'jest.config.js': `module.exports = { fakeTimers: { enableGlobally: true, legacyFakeTimers: true } };`,
    'a.test.js': `test('long', () => {
      const f = jest.fn();
      setTimeout(f, 1e12);
      jest.advanceTimersByTime(1);
      expect(f).toHaveBeenCalledTimes(1);
    });`,
  });
  const run = await project.run();
  expect(testOutcomes(run.events)).toEqual({ long: 'passed' });
});
