import { readdirSync } from 'node:fs';
import { expect, suite, test } from 'ztest';
import { createProject, type Project } from '../../support/run-project.ts';

const ask = async (project: Project, ...args: readonly string[]): Promise<string> => {
  const { stdout, stderr } = await project.run(['quarantine', ...args], { records: false });
  return stdout + stderr;
};

const cart = `import { suite, test } from 'ztest';
suite('cart', () => {
  test('adds', () => {});
  test('removes', () => {});
});
`;

suite('ztest quarantine', { timeout: '60s' }, () => {
  test('puts tests in and takes them out, and writes the file in one way only', async () => {
    using project = createProject({ 'b.test.ts': cart, 'a.test.ts': cart });
    expect(await ask(project)).toMatch(/^No test is in quarantine/);
    expect(await ask(project, 'add', 'b.test.ts:4', '--owner=ann', '--expires=2999-01-31')).toMatch(
      /^b.test.ts › cart › removes is in quarantine until 2999-01-31: it runs, and fails no run.\n {2}ann, since 2\d{3}-\d\d-\d\d, no reason given\n$/,
    );
    await ask(
      project,
      'add',
      'a.test.ts › cart › adds',
      '--reason=slow',
      '--owner=bob',
      '--expires=never',
    );
    const first = project.read('ztest.quarantine.json');
    expect(first.replaceAll(/"since": ".*"/g, '"since": "…"')).toBe(`{
  "version": 1,
  "tests": [
    {
      "id": "a.test.ts#cart>adds",
      "reason": "slow",
      "owner": "bob",
      "since": "…"
    },
    {
      "id": "b.test.ts#cart>removes",
      "owner": "ann",
      "since": "…",
      "expires": "2999-01-31"
    }
  ]
}
`);
    expect(await ask(project, 'add', 'removes')).toMatch(/ZT2211: "removes" names several tests/);
    expect(await ask(project, 'remove', 'adds')).toMatch(/^a.test.ts › cart › adds is out of/);
    expect(await ask(project, 'add', 'a.test.ts#cart>adds', '--expires', '2w')).toMatch(/until 2/);
    expect(JSON.parse(await ask(project, '--json')).tests).toHaveLength(2);
    await ask(project, 'remove', 'a.test.ts:3');
    await ask(project, 'remove', 'b.test.ts');
    expect(project.has('ztest.quarantine.json')).toBe(false);
    expect(readdirSync(project.directory).filter((name) => name.endsWith('.tmp'))).toEqual([]);
  });

  test('gives an entry more time and keeps the rest of it', async () => {
    using project = createProject({ 'a.test.ts': cart });
    await ask(project, 'add', 'adds', '--reason=slow', '--owner=ann', '--expires=2026-01-31');
    expect(await ask(project)).toMatch(/expired, until 2026-01-31/);
    expect(await ask(project, 'add', 'adds', '--expires=2999-01-31')).toMatch(
      /^a.test.ts › cart › adds stays in quarantine until 2999-01-31.*\n {2}ann, since .*, slow\n$/,
    );
  });

  test('says what is wrong with what it is asked', async () => {
    using project = createProject({ 'a.test.ts': cart });
    expect(await ask(project, 'remov')).toMatch(
      /ZT2312: .*nothing called "remov"\.\n.*mean "remove"/,
    );
    expect(await ask(project, 'add')).toMatch(/ZT2209: "ztest quarantine add" needs one test/);
    expect(await ask(project, 'add', 'nobody')).toMatch(/ZT2313/);
    expect(await ask(project, 'remove', 'adds')).toMatch(/ZT2314/);
    expect(await ask(project, 'add', 'adds', '--expires=soon')).toMatch(
      /ZT1003: --expires must be/,
    );
    expect(await ask(project, 'add', 'adds', '--expires=2026-02-30')).toMatch(/ZT1003/);
  });

  test('proposes flaky tests, and lets go those that pass again and again', async () => {
    using project = createProject({
      'a.test.ts': `import { existsSync, rmSync } from 'node:fs';
import { expect, test } from 'ztest';
test('flaky', { retry: 1 }, () => { const is = existsSync('/proc') && process.env.ODD === '1' && (globalThis.n = (globalThis.n ?? 0) + 1) === 1; expect(is).toBe(false); });
`,
    });
    await project.run([], { env: { ODD: '1' } });
    expect(await ask(project, 'propose')).toMatch(
      /^To be put into quarantine \(1\)\n {2}a.test.ts › flaky {2}flaky: 1 of its last 1 runs failed\n\nDo all of it with/,
    );
    const again = await project.run([], { env: { ODD: '1' } });
    expect(again.stdout).toMatch(
      /→ 1 test failed although nothing had changed\. .*: npx ztest quarantine propose/,
    );
    expect(await ask(project, 'propose', '--write', '--owner=ann')).toMatch(
      /^Now in quarantine \(1\)/,
    );
    expect(project.read('ztest.quarantine.json')).toMatch(/"reason": "flaky: 2 of its last 2 runs/);
    expect(await ask(project, 'propose', '--after=2')).toMatch(/^Nothing to do/);
    for (let run = 0; run < 2; run++) await project.run([]);
    expect(await ask(project, '--release')).toMatch(/^Nobody is let go/);
    expect(await ask(project, '--release', '--after=2')).toMatch(
      /^Out of quarantine \(1\)\n {2}a.test.ts › flaky {2}passed 2 runs in a row\n/,
    );
    expect(project.has('ztest.quarantine.json')).toBe(false);
  });

  test('says when the file cannot be written', async () => {
    using project = createProject({ 'a.test.ts': cart, 'ztest.quarantine.json/in/the/way': '' });
    expect(await ask(project, 'add', 'adds')).toMatch(
      /ZT2302: ztest.quarantine.json cannot be read/,
    );
  });
});
