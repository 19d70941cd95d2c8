import http from 'node:http';
import { expect, suite, test } from 'ztest';
import { createProject } from '../../support/run-project.ts';

const causes = {
  'random, of crypto': `expect(crypto.randomUUID()).toMatch(/^[0-9]/);`,
  'time, as a day that is over': `expect(new Date().getUTCFullYear()).toBe(2024);`,
  'time, with its zone': `expect(new Date('2026-01-15T10:30:00Z').getDate()).toBe(15);`,
  port: `await new Promise((done, fail) => {
  const server = net.createServer().on('error', fail).listen(46_713, () => server.close(done));
});`,
  'state, in a temporary file': `const file = path.join(os.tmpdir(), 'left.txt');
  const turns = fs.existsSync(file) ? fs.readFileSync(file, 'utf8').length : 0;
  fs.appendFileSync(file, '.');
  expect(turns % 3).toBeLessThan(2);`,
  state: `globalThis.calls = (globalThis.calls ?? 0) + 1; expect(globalThis.calls).toBe(1);`,
};

suite('ztest flaky diagnose', { timeout: '240s' }, () => {
  for (const [cause, body] of Object.entries(causes))
    test(`finds that a test depends on: ${cause}`, async () => {
      using project = createProject({
        'a.test.ts': `import { expect, test } from 'ztest';
import fs from 'node:fs';
import net from 'node:net';
import os from 'node:os';
import path from 'node:path';
test('victim', async () => { ${body} });
`,
      });
      const args = ['flaky', 'diagnose', 'a.test.ts:6', '--json'];
      const { stdout, exitCode } = await project.run(args, {
        records: false,
        timeout: 200_000,
        env: { TMPDIR: project.directory },
      });
      expect(JSON.parse(stdout).causes.map(({ name }: { name: string }) => name)).toEqual([
        cause.split(',', 1)[0],
      ]);
      expect(exitCode).toBe(1);
    });

  test('finds that a test asks a server that has its moods, and no server of its own', async () => {
    let asked = 0;
    await using server = http.createServer((_, answer) => {
      answer.statusCode = ++asked % 3 === 0 ? 503 : 200;
      answer.end();
    });
    const port = await new Promise<number>((done) => {
      server.listen(0, () => done(Reflect.get(Object(server.address()), 'port')));
    });
    using project = createProject({
      'a.test.ts': `import { expect, test } from 'ztest';
import net from 'node:net';
test('asks', async () => {
  const own = net.createServer();
  await new Promise((done) => own.listen(0, done));
  await new Promise((done, fail) => net.connect(own.address().port).on('error', fail).on('connect', function () { this.destroy(); own.close(done); }));
  expect((await fetch('http://127.0.0.1:${port}')).status).toBe(200);
});
`,
    });
    const args = ['flaky', 'diagnose', 'asks', '--json'];
    const { stdout } = await project.run(args, { records: false, timeout: 200_000 });
    expect(JSON.parse(stdout).causes).toMatchObject([
      {
        name: 'network',
        evidence: expect.arrayContaining([
          expect.stringMatching(/^It fails when nobody outside its process answers \(4 of 4\)/),
        ]),
      },
    ]);
  });

  test('finds that a test is near its limit', async () => {
    using project = createProject({
      'a.test.ts': `import { test } from 'ztest';
test('victim', { timeout: 500 }, async () => {
  await new Promise((done) => setTimeout(done, 350));
});
`,
    });
    const args = ['flaky', 'diagnose', 'a.test.ts:2', '--json'];
    const { stdout } = await project.run(args, { records: false, timeout: 200_000 });
    expect(JSON.parse(stdout).causes).toContainEqual(expect.objectContaining({ name: 'timeout' }));
  });

  test('finds that a test needs others', async () => {
    using project = createProject({
      'a.test.ts': `import { expect, test } from 'ztest';
let isReady = false;
test('opens', () => { isReady = true; });
test('idles', () => {});
test('victim', () => { expect(isReady).toBe(true); });
`,
    });
    const args = ['flaky', 'diagnose', 'a.test.ts:5', '--json'];
    const { stdout } = await project.run(args, { records: false, timeout: 200_000 });
    expect(JSON.parse(stdout).causes).toMatchObject([
      { name: 'order', evidence: expect.arrayContaining(['It passes after a.test.ts › opens.']) },
    ]);
    expect(project.has('.ztest/diagnosis')).toBe(false);
  });

  test('says what it can do', async () => {
    using project = createProject({});
    const { stderr, exitCode } = await project.run(['flaky', 'heal'], { records: false });
    expect(stderr).toMatch(/ZT2212: ztest flaky can diagnose, and nothing called "heal"/);
    expect(exitCode).toBe(2);
  });
});
