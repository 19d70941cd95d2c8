import { expect, suite, test } from 'ztest';
import { testOutcomes } from '../../support/outcomes.ts';
import { runProject } from '../../support/run-project.ts';

/** As esbuild and worker pools do it: one thread for all callers, which does not keep the process alive. */
const doubler = {
  'node_modules/doubler/package.json': '{ "name": "doubler", "main": "index.js" }',
  'node_modules/doubler/index.js': `
    const { Worker, MessageChannel, receiveMessageOnPort } = require('node:worker_threads');
    let service;
    exports.double = (n) => {
      service ??= start();
      const done = new Int32Array(new SharedArrayBuffer(4));
      service.worker.postMessage({ n, done });
      Atomics.wait(done, 0, 0);
      return receiveMessageOnPort(service.port).message;
    };
    function start() {
      const { port1, port2 } = new MessageChannel();
      const worker = new Worker(
        "const { parentPort, workerData } = require('node:worker_threads');" +
        "parentPort.on('message', ({ n, done }) => { workerData.postMessage(n * 2); Atomics.store(done, 0, 1); Atomics.notify(done, 0); })",
        { eval: true, workerData: port2, transferList: [port2] },
      );
      worker.unref();
      return { worker, port: port1 };
    }`,
};

suite('a thread that a package keeps for itself', () => {
  test('serves the next file too, and is no leak', async () => {
    const file = (n: number): string => `
      import { expect, test } from 'ztest';
      import { double } from 'doubler';
      test('doubles ${n}', () => { expect(double(${n})).toBe(${n * 2}); });`;
    using run = await runProject({ ...doubler, 'a.test.ts': file(1), 'b.test.ts': file(2) }, [
      '--workers=1',
      '--detect-leaks=fail',
    ]);
    expect(testOutcomes(run.events)).toEqual({ 'doubles 1': 'passed', 'doubles 2': 'passed' });
    expect(run.exitCode).toBe(0);
    expect(run.leftProcesses).toEqual([]);
  });

  test('is what loads modules that nobody could foresee', async () => {
    const file = (name: string): string => `
      import { expect, test } from 'ztest';
      test('loads ${name}', async () => {
        const { name } = await import(['.', '${name}.ts'].join('/'));
        expect(name).toBe('${name}');
      });`;
    using run = await runProject(
      {
        'a.test.ts': file('one'),
        'b.test.ts': file('two'),
        'one.ts': `export const name: string = 'one';`,
        'two.ts': `export const name: string = 'two';`,
      },
      ['--workers=1'],
    );
    expect(testOutcomes(run.events)).toEqual({ 'loads one': 'passed', 'loads two': 'passed' });
  });
});

test('what a package defines in itself for good needs no other process', async () => {
  const file = `
    import { expect, test } from 'ztest';
    import paint from 'paint';
    test('paints', () => { expect([paint.red, paint.defaults.gloss]).toEqual(['red', 2]); });`;
  using run = await runProject(
    {
      'node_modules/paint/package.json':
        '{ "name": "paint", "type": "module", "exports": "./index.js" }',
      'node_modules/paint/index.js': `
        const lazy = (object, name, value) => Object.defineProperty(object, name, { value });
        const base = { get red() { return lazy(this, 'red', 'red').red; } };
        const defaults = { get gloss() { return lazy(this, 'shine', 2).shine; } };
        export default Object.assign(Object.setPrototypeOf(() => {}, base), { defaults });`,
      'a.test.ts': file,
      'b.test.ts': file,
    },
    ['--workers=1'],
  );
  expect(run.exitCode).toBe(0);
  expect(run.events.filter((event) => event.type === 'host-started')).toHaveLength(1);
});

test('a plugin that a package uses only once is there for the next file too', async () => {
  const file = (title: string): string => `
    import { expect, test } from 'ztest';
    import { Assertion, use } from 'claims';
    import plugin from 'claims-plugin';
    use(plugin);
    test('${title}', () => { expect(new Assertion().isFine()).toBe(true); });`;
  using run = await runProject(
    {
      'node_modules/claims/index.js': `
        const used = [];
        exports.Assertion = class { isTrue() { return true; } };
        exports.use = (plugin) => { if (!used.includes(plugin)) plugin(exports); used.push(plugin); };`,
      'node_modules/claims-plugin/index.js':
        'module.exports = function ({ Assertion }) { process.stdout; Assertion.prototype.isFine = () => true; };',
      'a.test.ts': file('a'),
      'b.test.ts': file('b'),
    },
    ['--workers=1'],
  );
  expect(testOutcomes(run.events)).toEqual({ a: 'passed', b: 'passed' });
  expect(run.events.filter((event) => event.type === 'host-started')).toHaveLength(1);
});

test('a plugin that adds to what a package exports is there for the next file too', async () => {
  const file = (title: string): string => `
    import { expect, test } from 'ztest';
    import claims from 'claims';
    import plugin from 'claims-plugin';
    claims.use(plugin);
    test('${title}', () => { expect(claims.isFine()).toBe(true); });`;
  using run = await runProject(
    {
      'node_modules/claims/index.js': `
        const used = [];
        exports.use = (plugin) => { if (!used.includes(plugin)) plugin(exports); used.push(plugin); };`,
      'node_modules/claims-plugin/index.js':
        'module.exports = (claims) => { claims.isFine = () => true; };',
      'a.test.ts': file('a'),
      'b.test.ts': file('b'),
    },
    ['--workers=1'],
  );
  expect(testOutcomes(run.events)).toEqual({ a: 'passed', b: 'passed' });
});

test('an object with a life of its own is made anew for the next file when it was changed', async () => {
  const file = (title: string): string => `
    import { expect, test } from 'ztest';
    import models from 'models';
    test('${title}', () => { expect(models.define('User')).toBe(1); });`;
  using run = await runProject(
    {
      'node_modules/models/package.json': '{ "name": "models", "main": "index.js" }',
      'node_modules/models/index.js': `
        class Models {
          last = '';
          #count = 0;
          define(name) { this.last = name; return ++this.#count; }
        }
        module.exports = new Models();`,
      'a.test.ts': file('a'),
      'b.test.ts': file('b'),
    },
    ['--workers=1'],
  );
  expect(testOutcomes(run.events)).toEqual({ a: 'passed', b: 'passed' });
});

test('a thread that a test leaves behind is a leak', async () => {
  using run = await runProject(
    {
      'a.test.ts': `
        import { test } from 'ztest';
        import { Worker } from 'node:worker_threads';
        test('leaves a thread', () => { new Worker('setInterval(() => {}, 1000)', { eval: true }); });`,
    },
    ['--detect-leaks=fail'],
  );
  expect(run.events.filter((event) => event.type === 'leak')).toMatchObject([{ kind: 'worker' }]);
  expect(run.stderr + run.stdout).toContain('ZT1712');
  expect(run.exitCode).toBe(1);
});
