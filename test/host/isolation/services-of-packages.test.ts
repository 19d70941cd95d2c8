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
