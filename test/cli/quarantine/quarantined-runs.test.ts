import { expect, suite, test } from 'ztest';
import { createProject, type Project } from '../../support/run-project.ts';
import { commitAll } from '../../support/repository.ts';

const cart = `import { beforeEach, expect, suite, test } from 'ztest';
suite('cart', () => {
  test('adds', () => { expect(1).toBe(2); });
  test('removes', () => {});
});
`;

const file = (...tests: readonly Readonly<Record<string, string>>[]): string =>
  JSON.stringify({ version: 1, tests }, undefined, 2);

/** Until a day that is far away, unless it says otherwise. */
const entry = (id: string, more: Readonly<Record<string, string>> = {}) => ({
  id,
  reason: 'issue 12',
  owner: 'ann',
  since: '2026-01-01',
  expires: '2999-12-31',
  ...more,
});

const quarantined = (files: Readonly<Record<string, string>>, ...ids: readonly string[]): Project =>
  createProject({ ...files, 'ztest.quarantine.json': file(...ids.map((id) => entry(id))) });

suite('a test in quarantine', { timeout: '60s' }, () => {
  test('runs and fails nothing, and every report says so', async () => {
    using project = quarantined({ 'a.test.ts': cart }, 'a.test.ts#cart>adds');
    const reports = 'terminal,tap=out.tap,junit=out.xml,json=out.json';
    const { exitCode, stdout, events } = await project.run(['--report', reports]);
    expect(exitCode).toBe(0);
    expect(stdout).toMatch(/^ ✓ a.test.ts \(2 tests, 1 failed in quarantine\)/);
    expect(stdout).toMatch(/✗ adds .*quarantined until 2999-12-31 \(ann\): issue 12\n/);
    expect(stdout).toMatch(
      /\nFailed in quarantine\n {2}a.test.ts › cart › adds .*\n {4}expect.*expected 2, received 1\n/,
    );
    expect(stdout).toMatch(/\nTests: 1 passed, 0 failed\nNotes: 1 failed in quarantine\n/);
    expect(project.read('out.tap')).toMatch(
      /not ok 1 - adds # TODO quarantined until 2999-12-31 \(ann\): issue 12\n[^]*\n {4}ok 1 - cart\n[^]*\nok 1 - a.test.ts\n/,
    );
    expect(project.read('out.xml')).toMatch(
      /<testsuites name="ztest" tests="2" failures="0" errors="0" [^]*<skipped message="quarantined until 2999-12-31 \(ann\): issue 12; expect/,
    );
    const report = JSON.parse(project.read('out.json'));
    expect(report).toMatchObject({
      outcome: 'passed',
      summary: { quarantined: 1, tests: { passed: 1, failed: 0 }, files: { passed: 1 } },
    });
    expect(report.files[0].tests[0]).toMatchObject({
      outcome: 'failed',
      quarantine: { owner: 'ann', reason: 'issue 12', expires: '2999-12-31' },
    });
    expect(events.find(({ type }) => type === 'run-finished')).toMatchObject({ outcome: 'passed' });
    const dots = await project.run(['--report', 'dot,github']);
    expect(dots.stdout).toMatch(/^q\.\n[^]*::warning .*title=a.test.ts › cart › adds::Failed in q/);
  });

  test('is no reason to stop, nor to run again what failed', async () => {
    using project = quarantined(
      {
        'a.test.ts': `import { expect, test } from 'ztest';
for (const n of [1, 2, 3]) test('t' + n, () => { expect(n).toBeGreaterThan(2); });`,
      },
      'a.test.ts#t1',
      'a.test.ts#t2',
    );
    const { exitCode, stdout } = await project.run(['--bail', '--workers=1']);
    expect(stdout).toMatch(/Tests: 1 passed, 0 failed\nNotes: 2 failed in quarantine\n/);
    expect(exitCode).toBe(0);
    expect((await project.run(['--last-failed'])).stderr).toMatch(/ZT1012/);
  });

  test('takes others with it only where it ends their process', async () => {
    using project = quarantined(
      {
        'a.test.ts': `import { beforeEach, suite, test } from 'ztest';
suite('s', () => { beforeEach(() => { throw new Error('hook'); }); test('hooked', () => {}); });
test('fine', () => {});`,
        'b.test.ts': `import { test } from 'ztest';
test('ends', async () => { process.kill(process.pid, 'SIGKILL'); await new Promise(() => {}); }); test('next', () => {});`,
      },
      'a.test.ts#s>hooked',
      'b.test.ts#ends',
    );
    expect((await project.run(['a.test.ts'])).exitCode).toBe(0);
    const { exitCode, stdout } = await project.run([]);
    expect(exitCode).toBe(1);
    expect(stdout).toMatch(/Tests: 1 passed, 1 failed\nNotes: 2 failed in quarantine, 1 of the/);
  });

  test('does not excuse what fails beside it', async () => {
    using project = quarantined(
      {
        'a.test.ts': `import { afterAll, suite, test } from 'ztest';
suite('s', () => { afterAll(() => { throw new Error('left'); }); test('bad', () => { throw new Error('bad'); }); });`,
      },
      'a.test.ts#s>bad',
    );
    const { exitCode, stdout } = await project.run([]);
    expect(exitCode).toBe(1);
    expect(stdout).toMatch(/1\) a.test.ts › s › afterAll\n[^]*left/);
  });

  test('fails the run when its entry has expired, and says whose it is and what to do', async () => {
    using project = createProject({
      'a.test.ts': cart,
      'ztest.quarantine.json': file(entry('a.test.ts#cart>removes', { expires: '2026-01-31' })),
    });
    const { exitCode, stdout } = await project.run(['-t', 'removes']);
    expect(exitCode).toBe(1);
    expect(stdout).toMatch(
      /ZT2308 The quarantine of a.test.ts › cart › removes ended on 2026-01-31; its owner is ann\.\n {2}at ztest.quarantine.json:4\n {2}→ Mend the test, then: npx ztest quarantine remove 'a.test.ts › cart › removes'\. For more time: npx ztest quarantine add/,
    );
    expect((await project.run(['-t', 'adds'])).stdout).not.toMatch(/ZT2308/);
  });

  test('that is there no more is said, and fails nothing', async () => {
    using project = quarantined(
      { 'a.test.ts': cart.replace('toBe(2)', 'toBe(1)') },
      'a.test.ts#cart>gone',
      'b.test.ts#b',
    );
    const { exitCode, stdout } = await project.run([]);
    expect(exitCode).toBe(0);
    expect(stdout).toMatch(/ZT2309 a.test.ts › cart › gone is in quarantine, but there is no such/);
    expect(stdout).toMatch(/ZT2309 b.test.ts › b is in quarantine/);
  });

  test('stays in it under a new title and in a renamed file', async () => {
    using project = quarantined(
      { 'a.test.ts': cart, 'b.test.ts': cart },
      'a.test.ts#cart>adds',
      'b.test.ts#cart>adds',
    );
    commitAll(project);
    expect((await project.run([])).exitCode).toBe(0);
    project.write({ 'a.test.ts': cart.replace("'adds'", "'adds one'") });
    commitAll(project, 'mv', 'b.test.ts', 'c.test.ts');
    for (let run = 0; run < 2; run++) {
      const { exitCode, stdout } = await project.run([]);
      expect(exitCode).toBe(0);
      expect(stdout).toMatch(
        /ZT2310 a.test.ts › cart › adds is in quarantine and is called a.test.ts › cart › adds one/,
      );
      expect(stdout).toMatch(
        /ZT2310 b.test.ts › cart › adds is in quarantine and is called c.test/,
      );
    }
    const released = await project.run(['quarantine', '--release'], { records: false });
    expect(released.stdout).toMatch(/^Renamed \(2\)\n/);
    expect(project.read('ztest.quarantine.json')).toMatch(/adds one"[^]*"c.test.ts#cart>adds"/);
  });
});

const broken: Readonly<Record<string, readonly [text: string, said: RegExp]>> = {
  'is no JSON': [
    '{\n  "tests": [\n    { "id": "a.test.ts#a" \n  ]\n}',
    /ZT2301 .*"," or "}" is missing in line 4, column 3/,
  ],
  'ends too soon': ['{ "tests": [', /ZT2301 .*a value is missing in line 1, column 13/],
  'is a list': ['[]', /ZT2302 .*is not what it should be/],
  'is of another version': ['{ "version": 2, "tests": [] }', /ZT2303 .*is of version 2/],
  'has an entry without id': [
    '{ "tests": [\n{ "owner": "ann" }] }',
    /ZT2304 .*line 2 names no test/,
  ],
  'has an id that is none': [
    '{ "tests": [\n\n{ "id": "adds" }] }',
    /ZT2304 .*"adds" in line 3 is no id/,
  ],
  'has a wrong type': [
    '{ "tests": [{ "id": "a.test.ts#a",\n"owner": 3 }] }',
    /ZT2305 .*"owner" in line 2 must be text, but it is 3/,
  ],
  'has a day that is none': [
    '{ "tests": [{ "id": "a.test.ts#a",\n"expires": "2026-02-30" }] }',
    /ZT2305 .*"expires" in line 2 must be a day, but it is "2026-02-30"/,
  ],
  'has an unknown key': [
    '{ "tests": [{ "id": "a.test.ts#a",\n"expire": "2026-02-03" }] }',
    /ZT2306 .*"expire" in line 2 means nothing[^]*Did you mean "expires"/,
  ],
  'has a test twice': [
    '{ "tests": [{ "id": "a.test.ts#a" },\n{ "id": "a.test.ts#a" }] }',
    /ZT2307 .*a.test.ts › a is in lines 1 and 2/,
  ],
};

suite('a quarantine file that', { timeout: '60s' }, () => {
  for (const [what, [text, said]] of Object.entries(broken))
    test(`${what} fails the run, which runs all tests`, async () => {
      using project = createProject({
        'a.test.ts': `import { test } from 'ztest'; test('a', () => {});`,
        'ztest.quarantine.json': text,
      });
      const { exitCode, stdout } = await project.run([]);
      expect(stdout).toMatch(said);
      expect(stdout).toMatch(/Tests: 1 passed, 0 failed/);
      expect(exitCode).toBe(1);
      const listed = await project.run(['quarantine', 'add', 'a'], { records: false });
      expect(listed.stderr).toMatch(new RegExp(said.source.slice(0, 6)));
      expect(listed.exitCode).toBe(2);
      expect(project.read('ztest.quarantine.json')).toBe(text);
    });
});
