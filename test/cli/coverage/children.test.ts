/** Processes and threads that a test starts are counted for it, and see nothing of it. */
import fs from 'node:fs';
import path from 'node:path';
import { expect, suite, test } from 'ztest';
import { createProject, type Project } from '../../support/run-project.ts';

/** The body of the function is on the line of its number. */
const lib = `export function byMain2(): number {
  return 1;
}
export function byProcess5(): number {
  return 2;
}
export function byThread8(): number {
  return 3;
}
export function byGrandchild11(): number {
  return 4;
}
`;

/** Whoever is named on the standard output of `ztest covers`, without the file. */
async function covering(project: Project, place: string): Promise<readonly string[]> {
  const { stdout } = await project.run(['covers', place], { records: false });
  return stdout
    .split('\n')
    .flatMap((line) => /^[abc]\.test\.ts(?: › | \()(.*?)\)?$/.exec(line)?.[1] ?? []);
}

const start = `import { execFileSync, execSync, fork, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import { beforeAll, expect, test } from 'ztest';
const node = process.execPath;
`;

suite('what a test starts is counted', { timeout: '120s' }, () => {
  test('processes: of their test, however they are started', async () => {
    using project = createProject({
      'src/lib.ts': lib,
      'src/module.ts': `import { byProcess5 } from './lib.ts';\nconsole.log(byProcess5());\n`,
      'src/common.cjs': `'use strict';\nconst { byProcess5 } = require('./lib.ts');\nconsole.log(byProcess5());\n`,
      'a.test.ts': `${start}
test('exec', () => { expect(execSync('node src/common.cjs', { encoding: 'utf8' })).toBe('2\\n'); });
test('execFile', () => { expect(execFileSync(node, ['src/module.ts'], { encoding: 'utf8' })).toBe('2\\n'); });
test('no environment', () => { expect(spawnSync(node, ['src/common.cjs'], { env: {}, encoding: 'utf8' }).stdout).toBe('2\\n'); });
test('fork', async () => { await once(fork('src/module.ts', { silent: true }), 'close'); });
test('shell', async () => { await once(spawn('node src/module.ts', { shell: true }), 'close'); });
test('none', () => {});
`,
    });
    const { stdout, exitCode } = await project.run(['--coverage']);
    expect([stdout, exitCode]).toEqual([expect.stringContaining('6 passed'), 0]);
    expect(await covering(project, 'src/lib.ts:5')).toEqual([
      'exec',
      'execFile',
      'no environment',
      'fork',
      'shell',
    ]);
    expect(await covering(project, 'src/lib.ts:2')).toEqual([]);
  });

  test('threads, and what children start: of the same test', async () => {
    using project = createProject({
      'src/lib.ts': lib,
      'src/thread.ts': `import { parentPort } from 'node:worker_threads';
import { byThread8 } from './lib.ts';
parentPort?.postMessage([byThread8(), process.execArgv, Object.keys(process.env).filter((key) => /NODE_OPT|ZTEST_CHILD/.test(key))]);
setInterval(() => {}, 1000);
`,
      'src/parent.mjs': `import { spawnSync } from 'node:child_process';
import { Worker } from 'node:worker_threads';
spawnSync(process.execPath, ['-e', "require('./src/lib.ts').byGrandchild11()"], { env: {} });
new Worker(new URL('./thread.ts', import.meta.url), { execArgv: [] }).once('message', () => process.exit(0));
`,
      'a.test.ts': `${start}
test('thread', async () => {
  const worker = new Worker(new URL('./src/thread.ts', import.meta.url));
  const [[sum, execArgv, names]] = await once(worker, 'message');
  expect([sum, execArgv, names]).toEqual([3, process.execArgv, []]);
  await worker.terminate();
});
test('nested', () => { spawnSync(node, ['src/parent.mjs']); });
test('eval', async () => { await once(new Worker("require('./src/lib.ts').byMain2()", { eval: true, env: {} }), 'exit'); });
`,
    });
    const { stdout, exitCode } = await project.run(['--coverage']);
    expect([stdout, exitCode]).toEqual([expect.stringContaining('3 passed'), 0]);
    expect(await covering(project, 'src/lib.ts:8')).toEqual(['thread', 'nested']);
    expect(await covering(project, 'src/lib.ts:11')).toEqual(['nested']);
    expect(await covering(project, 'src/lib.ts:2')).toEqual(['eval']);
  });

  test('threads, through whichever door a program has got hold of them', async () => {
    using project = createProject({
      'src/lib.ts': lib,
      'src/required.cjs': `const { Worker } = require('worker_threads');
new Worker("require('./src/lib.ts').byMain2()", { eval: true });
`,
      'src/asked.cjs': `const { Worker } = process.getBuiltinModule('node:worker_threads');
new Worker("require('./src/lib.ts').byMain2()", { eval: true });
`,
      'node_modules/pool/package.json':
        '{ "name": "pool", "type": "module", "exports": "./index.js" }',
      'node_modules/pool/index.js': `import { Worker } from 'node:worker_threads';
export const run = (code) => new Worker(code, { eval: true });
`,
      'a.test.ts': `${start}
test('required', () => { spawnSync(node, ['src/required.cjs']); });
test('asked', () => { spawnSync(node, ['src/asked.cjs']); });
`,
      'b.test.ts': `import { once } from 'node:events';
import { run } from 'pool';
import { test } from 'ztest';
test('of a package', async () => { await once(run("require('./src/lib.ts').byMain2()"), 'exit'); });
`,
      'c.test.ts': `import { once } from 'node:events';
import { test } from 'ztest';
test('asked in a test', async () => {
  const threads = process.getBuiltinModule('node:worker_threads');
  await once(new threads.Worker("require('./src/lib.ts').byMain2()", { eval: true }), 'exit');
});
`,
    });
    await project.run(['--coverage', '--isolation', 'full']); // each file has a process
    const doors = ['required', 'asked', 'of a package', 'asked in a test'];
    expect(await covering(project, 'src/lib.ts:2')).toEqual(doors);
  });

  test('what they have run is kept however they end', async () => {
    using project = createProject({
      'src/lib.ts': lib,
      'src/ends.ts': `import { createServer } from 'node:http';
import { byProcess5 } from './lib.ts';
byProcess5();
const how = process.argv[2];
if (how === 'exit') process.exit(3);
if (how === 'listener') process.on('exit', () => process.exit(4));
if (how === 'throw') throw new Error('on purpose');
if (how === 'rejection') void Promise.reject(new Error('on purpose'));
if (how === 'signal') createServer().listen(0, '127.0.0.1', () => process.send?.('listening'));
`,
      'a.test.ts': `${start}
test.each(['normally', 'exit', 'listener', 'throw', 'rejection'])('%s', (how) => {
  const { status } = spawnSync(node, ['src/ends.ts', how]);
  expect(status).toBe({ normally: 0, exit: 3, listener: 4, throw: 1, rejection: 1 }[how]);
});
test('signal', async () => {
  const server = fork('src/ends.ts', ['signal']);
  await once(server, 'message');
  server.kill();
  expect(await once(server, 'exit')).toEqual([null, 'SIGTERM']);
});
test('nobody waits', async () => {
  const server = fork('src/ends.ts', ['signal']);
  await once(server, 'message');
  server.kill();
});
`,
    });
    const { stdout } = await project.run(['--coverage']);
    expect(stdout).toContain('7 passed');
    expect(await covering(project, 'src/lib.ts:5')).toEqual([
      'normally',
      'exit',
      'listener',
      'throw',
      'rejection',
      'signal',
      'nobody waits',
    ]);
  });

  test('nothing is left of them, also when their host or the command is killed', async () => {
    using project = createProject({
      'tmp/keep': '',
      'src/a.cjs': 'exports.a = 1;\n',
      'a.test.ts': `import { spawnSync } from 'node:child_process';
import { test } from 'ztest';
test('a', () => {
  spawnSync(process.execPath, ['src/a.cjs']);
  console.log('started');
  const pid = Number(process.env.KILLED === 'command' ? process.ppid : process.pid);
  if (process.env.KILLED !== undefined) process.kill(pid, 'SIGKILL');
});
`,
    });
    const temporary = path.join(project.directory, 'tmp');
    for (const killed of [undefined, 'host', 'command']) {
      const run = await project.run(['--coverage'], {
        env: { TMPDIR: temporary, TMP: temporary, TEMP: temporary, KILLED: killed },
      });
      if (killed === undefined) expect(run.exitCode).toBe(0);
      else expect(run.exitCode).not.toBe(0);
      const left = (): readonly string[] =>
        fs.readdirSync(temporary).filter((name) => name.startsWith('ztest-'));
      await expect.poll(left, { timeout: 10_000 }).toEqual([]);
    }
  });

  test('programs do the same', async () => {
    using project = createProject({
      'src/lib.ts': lib,
      'src/getters.cjs': `'use strict';
const values = require('./values.cjs');
Object.defineProperty(exports, 'value', { enumerable: true, get: function () { return values.value; } });
exports.cached = Object.keys(require.cache).length;
exports.isMain = require.main === module;
`,
      'src/values.cjs': `#!/usr/bin/env node\n'use strict';\nexports.value = (function () { return this === undefined; })();\n`,
      'src/stripped.mts': `export interface None { readonly a: 1 }
export const said: unknown[] = []; try { ((x: number): void => { if (x) throw new Error('here'); })(1); } catch (error) { said.push((error as Error).stack?.split('\\n').slice(0, 3)); }
`,
      'src/program.mjs': `import { value, cached, isMain } from './getters.cjs';
import * as stripped from './stripped.mts';
import { createRequire } from 'node:module';
import { spawnSync } from 'node:child_process';
const require = createRequire(import.meta.url);
console.log(value, cached, isMain, require('./values.cjs') === require('./values.cjs'), stripped.said, Object.keys(stripped));
console.log(process.execArgv, process.argv.length, process.env.NODE_OPTIONS, Object.keys(process.env).sort(), Object.keys(globalThis), process.eventNames());
console.log(spawnSync('env', { env: { A: '1' }, encoding: 'utf8' }).stdout, spawnSync.name, spawnSync.length);
console.error('to stderr');
`,
      'a.test.ts': `${start}
test('a', () => {
  for (const options of [{}, { env: { PATH: process.env.PATH } }, { env: { NODE_OPTIONS: '--no-warnings', PATH: process.env.PATH } }]) {
    const { stdout, stderr, status } = spawnSync(node, ['src/program.mjs'], { encoding: 'utf8', ...options });
    console.log(stdout, stderr, status);
  }
  console.log(spawnSync('env', { env: { A: '1' }, encoding: 'utf8' }).stdout);
});
`,
    });
    const saidBy = async (args: readonly string[]): Promise<readonly string[]> =>
      (await project.run(args)).events.flatMap((event) =>
        event.type === 'output' && event.test !== undefined ? [event.text] : [],
      );
    const plain = await saidBy([]);
    expect(plain.join('')).toContain('to stderr');
    expect(await saidBy(['--coverage'])).toEqual(plain);
    expect(await covering(project, 'src/getters.cjs:3')).toEqual(['a']);
  });
});
