import { expect, suite, test } from 'ztest';
import { createProject } from '../../support/run-project.ts';

const causes = {
  random: `expect(Math.random()).toBeLessThan(0.6);`,
  time: `expect(new Date().getUTCFullYear()).toBeLessThan(2029);`,
  port: `await new Promise((done, fail) => {
  const server = net.createServer().on('error', fail).listen(46_713, () => server.close(done));
});`,
  state: `globalThis.calls = (globalThis.calls ?? 0) + 1; expect(globalThis.calls).toBe(1);`,
};

suite('ztest flaky diagnose', { timeout: '240s' }, () => {
  for (const [cause, body] of Object.entries(causes))
    test(`finds that a test depends on: ${cause}`, async () => {
      using project = createProject({
        'a.test.ts': `import net from 'node:net';
import { expect, test } from 'ztest';
test('victim', async () => { ${body} });
`,
      });
      const args = ['flaky', 'diagnose', 'a.test.ts:3', '--json'];
      const { stdout, exitCode } = await project.run(args, { records: false, timeout: 200_000 });
      expect(JSON.parse(stdout).causes.map(({ name }: { name: string }) => name)).toEqual([cause]);
      expect(exitCode).toBe(1);
    });

  test('says what it can do', async () => {
    using project = createProject({});
    const { stderr, exitCode } = await project.run(['flaky', 'heal'], { records: false });
    expect(stderr).toMatch(/ZT2212: ztest flaky can diagnose, and nothing called "heal"/);
    expect(exitCode).toBe(2);
  });
});
