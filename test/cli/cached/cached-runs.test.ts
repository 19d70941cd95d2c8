import { rmSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import path from 'node:path';
import { expect, suite, test } from 'ztest';
import { createProject, type Project, type RunOptions } from '../../support/run-project.ts';

/** A seed in whose sample none of `a.test.ts`, `b.test.ts` is. */
const SEED = '--seed=7';

/** @returns the files that ran, of those that were asked for */
async function ran(
  project: Project,
  args: readonly string[] = [],
  options: RunOptions = {},
): Promise<string> {
  const { events } = await project.run(['--cached', SEED, ...args], options);
  const files = new Set<string>();
  for (const event of events)
    if (event.type === 'test-finished' && event.isCached !== true && event.outcome !== 'skipped')
      files.add(event.id.split('#', 1)[0] ?? '');
  return [...files].toSorted().join(' ');
}

const steady = `import { expect, suite, test } from 'ztest';
import { one } from './one.ts';
suite('s', () => { test('one', () => { expect(one).toBeGreaterThan(0); }); test.skip('later', () => {}); });
`;
const project = (files: Readonly<Record<string, string>> = {}): Project =>
  createProject({
    'one.ts': 'export const one = 1;',
    'a.test.ts': steady,
    'b.test.ts': `import { test } from 'ztest'; test('b', () => {});`,
    ...files,
  });

suite('--cached', { timeout: '240s' }, () => {
  test('runs nothing where nothing has changed, starts no process, and every report says so', async () => {
    using own = project();
    expect(await ran(own)).toBe('a.test.ts b.test.ts');
    const { exitCode, stdout, events } = await own.run(['--cached', SEED]);
    expect(exitCode).toBe(0);
    expect(stdout).toMatch(
      /^ ✓ a.test.ts \(2 tests, 1 skipped\) cached\n ✓ b.test.ts \(1 test\) cached\n/,
    );
    expect(stdout).toMatch(/Tests: 2 passed, 0 failed, 1 skipped\nNotes: 2 cached\n/);
    expect(events.filter(({ type }) => type === 'host-started')).toEqual([]);
    // What is known without the places of tests is of no use to reports that tell them.
    const reports = ['--report', 'json=o.json,tap=o.tap,junit=o.xml,dot'];
    await own.run(['--cached', SEED, ...reports]);
    const again = await own.run(['--cached', SEED, ...reports]);
    expect(again.stdout).toMatch(/^[cs]{3}\n/);
    expect(own.read('o.tap')).toMatch(/ok 1 - one\n +---\n +duration_ms: 0\n +cached: "true"/);
    expect(own.read('o.xml')).toMatch(
      /name="s › one".*\n +<properties>\n +<property name="cached"/,
    );
    const report = JSON.parse(own.read('o.json'));
    expect(report.summary).toMatchObject({ cached: 2, tests: { passed: 2, skipped: 1 } });
    expect(report.files[0].tests[0]).toMatchObject({ cached: true, location: { line: 3 } });
    const history = await own.run(['history', '--trend', '--json'], { records: false });
    expect(JSON.parse(history.stdout).runs).toHaveLength(1);
  });

  test('runs what depends on something that is another now', async () => {
    using own = project({
      'a.test.ts': `import fs from 'node:fs';
import { expect, test } from 'ztest';
import { one } from './one.ts';
import { p } from 'pack';
test('a', () => {
  fs.readFileSync('data.txt'); fs.readdirSync('folder'); fs.existsSync('maybe.txt'); process.env.MODE; 'OTHER' in process.env;
  expect({ one: typeof one, p: typeof p === 'symbol' }).toMatchSnapshot();
});
`,
      'data.txt': '1',
      'folder/a': '',
      'setup.ts': '',
      'node_modules/pack/package.json': '{ "name": "pack", "version": "1.0.0", "main": "i.js" }',
      'node_modules/pack/i.js': 'exports.p = process.env.PACKED;',
      'ztest.toml': 'setupFiles = ["./setup.ts"]\n',
    });
    await own.run([]); // writes the snapshot
    await own.run([]);
    expect(await ran(own)).toBe('');
    const edits: Readonly<Record<string, string>> = {
      'one.ts': 'export const one = 2;',
      'data.txt': '2',
      'folder/b': '',
      'maybe.txt': '',
      'setup.ts': 'globalThis.x = 1;',
      '__snapshots__/a.test.ts.snap': own.read('__snapshots__/a.test.ts.snap') + '\n',
      'node_modules/pack/package.json': '{ "name": "pack", "version": "1.0.1", "main": "i.js" }',
      'package-lock.json': '{}',
      'ztest.toml': 'setupFiles = ["./setup.ts"]\ntimeout = "6s"\n',
    };
    for (const [file, text] of Object.entries(edits)) {
      own.write({ [file]: text });
      expect(`${file}: ${await ran(own)}`).toMatch(/: a\.test\.ts/);
      expect(`${file}: ${await ran(own)}`).toBe(`${file}: `);
    }
    for (const env of [{ MODE: '1' }, { OTHER: '1' }, { TZ: 'Asia/Tokyo' }, { PACKED: '1' }]) {
      expect(await ran(own, [], { env })).toMatch(/^a\.test\.ts/);
      await own.run([]);
    }
    expect(await ran(own, ['--isolation=full'])).toBe('a.test.ts b.test.ts');
  });

  const byPromises: Readonly<Record<string, string>> = {
    'the builtin': `import { readFile } from 'node:fs/promises'; test('a', async () => { await readFile('data.txt'); });`,
    'a part of fs': `import fs from 'node:fs'; test('a', async () => { await fs.promises.readFile('data.txt'); });`,
    'a name of fs': `import { promises } from 'node:fs'; test('a', async () => { await promises.readFile('data.txt'); });`,
    'a package': `import { load } from 'pack'; test('a', async () => { await load('data.txt'); });`,
    'a package of ES modules, as it loads': `import 'modern'; test('a', () => {});`,
  };
  for (const [by, body] of Object.entries(byPromises))
    test(`knows what was read by promises: ${by}`, async () => {
      using own = project({
        'a.test.ts': `import { test } from 'ztest';\n${body}\n`,
        'data.txt': '1',
        'node_modules/pack/package.json': '{ "name": "pack", "version": "1.0.0", "main": "i.js" }',
        'node_modules/pack/i.js': `const { readFile } = require('fs/promises'); exports.load = (file) => readFile(file);`,
        'node_modules/modern/package.json':
          '{ "name": "modern", "version": "1.0.0", "type": "module", "exports": "./i.js" }',
        'node_modules/modern/i.js': `import { readFile } from 'node:fs/promises'; await readFile('data.txt');`,
      });
      await own.run([]);
      expect(await ran(own)).toBe('');
      own.write({ 'data.txt': '2' });
      expect(await ran(own)).toBe('a.test.ts');
    });

  test('never takes as passed what failed, wherever it was seen', async () => {
    using own = project({
      'a.test.ts': `import { test } from 'ztest'; test('a', () => { throw new Error('no'); }); test('b', () => {});`,
    });
    await own.run([]);
    expect(await ran(own)).toBe('a.test.ts');
    const { exitCode } = await own.run(['--cached', SEED]);
    expect(exitCode).toBe(1);
  });

  const unknown: Readonly<Record<string, string>> = {
    'uses the network': `import net from 'node:net'; test('a', async () => { await new Promise((done) => new net.Socket().on('error', done).connect(9, '127.0.0.1')); });`,
    'asks with fetch': `test('a', async () => { await fetch('http://127.0.0.1:61999/').catch(() => {}); });`,
    'asks with fetch, encrypted': `test('a', async () => { await fetch('https://127.0.0.1:61999/').catch(() => {}); });`,
    'asks by a socket of the web': `test('a', async () => { const s = new WebSocket('ws://127.0.0.1:61999/'); await new Promise((done) => s.addEventListener('error', done)); });`,
    'asks by TLS': `import tls from 'node:tls'; test('a', async () => { await new Promise((done) => tls.connect(61999, '127.0.0.1').on('error', done)); });`,
    'has a package that asks while it loads': `import 'hello';  test('a', () => {});`,
    'listens on a port': `import net from 'node:net'; test('a', async () => { const s = net.createServer(); await new Promise((done) => s.listen(0, done)); await new Promise((done) => s.close(done)); });`,
    'starts a process': `import { execFile } from 'node:child_process'; test('a', async () => { await new Promise((done) => execFile(process.execPath, ['-v'], done)); });`,
    'waits for a process': `import { execFileSync } from 'node:child_process'; test('a', () => { execFileSync(process.execPath, ['-v']); });`,
    'has a package that waits for one': `import { run } from 'pack'; test('a', () => { run(); });`,
    'has a package of ES modules that waits for one': `import { run } from 'modern'; test('a', () => { run(); });`,
    'attaches a database': `import { DatabaseSync } from 'node:sqlite'; test('a', () => { const db = new DatabaseSync(':memory:'); db.exec("attach ':memory:' as other"); db.close(); });`,
    'starts a thread': `import { Worker } from 'node:worker_threads'; test('a', async () => { await new Worker('1', { eval: true }).terminate(); });`,
    'reads outside of the project': `import fs from 'node:fs'; test('a', () => { fs.existsSync('/etc/hostname'); });`,
    'computes what it imports': `test('a', async () => { await import(['./on', 'e.ts'].join('')); });`,
    'writes into the project': `import fs from 'node:fs'; test('a', () => { fs.writeFileSync('out.txt', ''); });`,
    'passes in a later attempt': `test('a', { retry: 1 }, () => { globalThis.n = (globalThis.n ?? 0) + 1; if (globalThis.n === 1) throw new Error('no'); });`,
    'attaches something': `test('a', (t) => { t.attach('x', 'y', 'text/plain'); });`,
  };
  for (const [what, body] of Object.entries(unknown))
    test(`always runs a file that ${what}`, async () => {
      using own = project({
        'a.test.ts': `import { test } from 'ztest';\n${body}\n`,
        'node_modules/pack/package.json': '{ "name": "pack", "version": "1.0.0", "main": "i.js" }',
        'node_modules/pack/i.js': `const { execFileSync } = require('child_process'); exports.run = () => execFileSync(process.execPath, ['-v']);`,
        'node_modules/hello/package.json':
          '{ "name": "hello", "version": "1.0.0", "main": "i.js" }',
        'node_modules/hello/i.js': `new (require('net').Socket)().on('error', () => {}).connect(9, '127.0.0.1');`,
        'node_modules/modern/package.json':
          '{ "name": "modern", "type": "module", "exports": "./i.js" }',
        'node_modules/modern/i.js': `import { spawnSync } from 'node:child_process'; export const run = () => spawnSync(process.execPath, ['-v']); await 0;`,
      });
      await own.run([]);
      expect(await ran(own)).toBe('a.test.ts');
    });

  test('always runs what is in quarantine, and what a global set-up prepares', async () => {
    using own = project();
    await own.run([]);
    await own.run(['quarantine', 'add', 'a.test.ts#s>one'], { records: false });
    expect(await ran(own)).toBe('a.test.ts');
    await own.run(['quarantine', 'remove', 'one'], { records: false });
    own.write({ 'ztest.toml': 'globalSetup = ["./one.ts"]\n' });
    await own.run([]);
    expect(await ran(own)).toBe('a.test.ts b.test.ts');
  });

  test('is a key of the configuration, and what asks for runs is told or wins', async () => {
    using own = project({ 'ztest.toml': 'cached = true\n' });
    await own.run([]);
    const { stdout } = await own.run([SEED]);
    expect(stdout).toMatch(/Notes: 2 cached/);
    expect((await own.run([SEED, '--no-cached'])).stdout).not.toMatch(/cached/);
    expect((await own.run([SEED, '--no-cache'])).stdout).not.toMatch(/cached/);
    expect((await own.run([SEED, '--clear-cache'])).stdout).not.toMatch(/cached/);
    const covered = await own.run([SEED, '--coverage']);
    expect(covered.stderr).toMatch(
      /ZT2402: All tests run: nothing is taken from earlier runs with --coverage/,
    );
    expect(covered.stdout).not.toMatch(/Notes: .*cached/);
    const burnt = await own.run([SEED, '--burn-in=1']);
    expect(burnt.stderr).toMatch(/ZT2402: .* with --burn-in\./);
  });

  test('runs a sample all the same, and says when it was wrong', async () => {
    const names = Array.from({ length: 60 }, (_, at) => `f${at}.test.ts`);
    const text = `import fs from 'node:fs';
import { expect, test } from 'ztest';
test('hidden', () => { expect(fs.existsSync('node_modules/hidden.js')).toBe(false); });
`;
    using own = createProject(Object.fromEntries(names.map((name) => [name, text])));
    await own.run([]);
    const sample = await ran(own);
    expect(await ran(own)).toBe(sample);
    expect(sample.split(' ').length).toBeLessThan(12);
    own.write({ 'node_modules/hidden.js': '' }); // code of packages is known by versions
    const { exitCode, stdout } = await own.run(['--cached', SEED]);
    expect(exitCode).toBe(1);
    const [first = ''] = sample.split(' ');
    expect(stdout).toContain(
      `ZT2401 ${first} failed, although nothing that it is known to depend on`,
    );
    rmSync(path.join(own.directory, 'node_modules'), { recursive: true });
    expect(await ran(own, ['--seed=8'])).toContain(sample.split(' ')[0]);
    const history = await own.run(['history'], { records: false });
    expect(history.stdout).toMatch(/\n(?:Flaky|Suspect[^\n]*) \(\d+\)\n/);
  });

  test('files that are gone are not kept', async () => {
    using own = project();
    const kept = (): readonly string[] => {
      using db = new DatabaseSync(path.join(own.directory, '.ztest/history.db'));
      const rows = db.prepare('select path from cached join files on files.id = file').all();
      return rows.map((row) => String(row['path'])).toSorted();
    };
    await ran(own);
    expect(kept()).toEqual(['a.test.ts', 'b.test.ts']);
    await ran(own, ['a.test']);
    expect(kept()).toEqual(['a.test.ts', 'b.test.ts']);
    rmSync(path.join(own.directory, 'b.test.ts'));
    own.write({ 'one.ts': 'export const one = 2;' });
    await ran(own);
    expect(kept()).toEqual(['a.test.ts']);
  });
});
