import fs from 'node:fs';
import { expect, suite, test } from 'ztest';
import { createProject, type Project } from '../../support/run-project.ts';

/** Fails while a file beside the project is there: nothing that the tests are known to depend on. */
const flaky = `import { existsSync } from 'node:fs';
import { expect, test } from 'ztest';
test('steady', () => {});
test('moody', () => { expect(existsSync(process.cwd() + '-mood')).toBe(false); });
`;

const historyOf = async (project: Project, ...args: readonly string[]): Promise<string> => {
  const { stdout, stderr } = await project.run(['history', ...args], { records: false });
  return stdout + stderr;
};

async function runMoods(project: Project, moods: string): Promise<string> {
  const mark = `${project.directory}-mood`;
  let output = '';
  for (const mood of moods) {
    if (mood === 'x') fs.writeFileSync(mark, '');
    output = (await project.run([])).stdout;
    fs.rmSync(mark, { force: true });
  }
  return output;
}

suite('ztest history', { timeout: '60s' }, () => {
  test('shows the strip, the rate and the last failure of a test', async () => {
    using project = createProject({ 'src/a.test.ts': flaky });
    await runMoods(project, '.x.x.');
    expect(
      (await historyOf(project, 'moody')).replaceAll(/\d{4}-\d\d-\d\d \d\d:\d\d/g, 'DATE'),
    ).toMatch(
      new RegExp(
        String.raw`^src/a.test.ts › moody  flaky
  ✓✗✓✗✓  the last of 5 runs, the newest on the right
  2 of its last 5 runs failed, 2 × with nothing changed
  takes .*
  last failure in run 4, DATE: Error: expect\(received\).toBe\(expected\).* at src/a.test.ts:4
$`,
      ),
    );
    expect(await historyOf(project, 'steady')).toMatch(
      /^src\/a.test.ts › steady  healthy\n  ✓✓✓✓✓/,
    );
    const json = JSON.parse(await historyOf(project, 'src/a.test.ts › moody', '--json'));
    expect(json).toMatchObject({
      version: 1,
      total: 1,
      tests: [{ id: 'src/a.test.ts#moody', health: 'flaky', failures: 2, trials: 5 }],
    });
  });

  test('lists what is flaky and what fails since when', async () => {
    using project = createProject({ 'a.test.ts': flaky });
    await runMoods(project, '.x.');
    project.write({
      'b.test.ts': `import { test } from 'ztest';\ntest('never', () => { throw new Error('no'); });\n`,
    });
    await runMoods(project, '..');
    const text = await historyOf(project);
    expect(text).toMatch(/^5 runs remembered\n  last: .*2 passed, 1 failed in/);
    expect(text).toMatch(
      /\nFlaky \(1\)\n  a.test.ts › moody  ✓✗✓✓✓  1 of its last 5 runs failed, 1 ×/,
    );
    expect(text).toMatch(/\nFailing \(1\)\n  b.test.ts › never  since run 4, /);
  });

  test('names the flaky test among hundreds that fail for good', async () => {
    using project = createProject({
      'a.test.ts': flaky,
      'b.test.ts': `import { test } from 'ztest';
for (let i = 0; i < 200; i++) test(\`broken \${i}\`, () => { throw new Error('no'); });
`,
    });
    await runMoods(project, '..x....');
    expect(await historyOf(project)).toMatch(/Flaky \(1\)\n {2}a.test.ts › moody {2}✓✓✗✓✓✓✓ /);
  });

  test('marks the failure of a flaky test in the report of the run', async () => {
    using project = createProject({ 'a.test.ts': flaky });
    expect(await runMoods(project, '.x')).not.toContain('of its last');
    expect(await runMoods(project, '.x')).toContain(
      '   flaky: 1 of its last 3 runs failed, also with nothing changed\n',
    );
    expect(await runMoods(project, 'xxxxxx')).toMatch(/\n {3}failing since run 4\n/);
  });

  test('says what is other than before', async () => {
    using project = createProject({
      'a.test.ts': flaky,
      'b.test.ts': `import { test } from 'ztest';\ntest('old', () => {});\ntest('stays', () => {});\n`,
    });
    await runMoods(project, '.');
    project.write({
      'b.test.ts': `import { test } from 'ztest';\ntest('new', () => {});\ntest('stays', () => {});\n`,
    });
    await runMoods(project, 'x');
    expect(await historyOf(project, '--diff')).toMatch(
      new RegExp(
        String.raw`^Run 2 against run 1

Newly failing \(1\)
  a.test.ts › moody  Error: .*

New \(1\)
  b.test.ts › new

Gone \(1\)
  b.test.ts › old
$`,
      ),
    );
    await project.run(['b.test.ts']);
    await runMoods(project, '.');
    expect(await historyOf(project, '--diff')).toMatch(
      /^Run 4 against run 3\n\nFixed \(1\)\n  a.test.ts › moody\n$/,
    );
    expect(await historyOf(project, '--diff', '1', '--json')).toContain('"fixed": []');
    expect(await historyOf(project, '--diff=77')).toMatch(/ZT2207: There is no run 77/);
  });

  test('shows the last runs', async () => {
    using project = createProject({ 'a.test.ts': flaky });
    await runMoods(project, '.x');
    await project.run(['-t', 'steady']);
    const lines = (await historyOf(project, '--trend')).trimEnd().split('\n');
    expect(lines[0]).toBe('Runs');
    expect(lines[2]).toMatch(/^ {6}2 {2}.* 1 passed, 1 failed in \d/);
    expect(lines[3]).toMatch(/ 1 passed in .* \(a part of the tests\)$/);
  });

  test('shows how coverage went from run to run', async () => {
    const importing = (name: string): string =>
      `import { test } from 'ztest';\nimport { ${name} } from './code.ts';\ntest('a', () => ${name}());\n`;
    using project = createProject({
      'code.ts': `export function one() {\n  return 1;\n}\nexport function two() {\n  return one();\n}\n`,
      'a.test.ts': importing('one'),
    });
    await project.run(['--coverage']);
    await project.run([]);
    project.write({ 'a.test.ts': importing('two') });
    await project.run(['--coverage']);
    await project.run(['--coverage', '-t', 'a']);
    const lines = (await historyOf(project, '--trend')).split('\n').slice(1);
    expect(lines[0]).toMatch(/ 50.00 % covered$/);
    expect(lines[1]).not.toContain('covered');
    expect(lines[2]).toMatch(/ 100.00 % covered \(\+50.00\)$/);
    expect(lines[3]).not.toContain('covered');
    expect(JSON.parse(await historyOf(project, '--trend', '--json'))).toMatchObject({
      runs: [{ coverage: { statements: [1, 2], functions: [1, 2] } }, {}, {}, {}],
    });
  });

  test('says when there is nothing', async () => {
    using project = createProject({ 'a.test.ts': flaky });
    expect(await historyOf(project)).toMatch(/^warning ZT2206: No run is remembered yet/);
    await project.run(['-t', 'no such test']);
    expect(await historyOf(project)).toMatch(/^warning ZT2206: No run is remembered yet/);
    await runMoods(project, '.');
    expect(await historyOf(project, 'nobody')).toMatch(
      /^warning ZT2208: No test that ran has "nobody"/,
    );
  });
});

suite('ztest export', { timeout: '60s' }, () => {
  test('writes every result as lines, as one JSON value, and as a table', async () => {
    using project = createProject({ 'a.test.ts': flaky });
    await runMoods(project, '.x');
    const exported = async (...args: readonly string[]): Promise<string> =>
      (await project.run(['export', ...args], { records: false })).stdout;
    const lines = (await exported()).trimEnd().split('\n');
    expect(lines.map((line) => JSON.parse(line))).toMatchObject([
      { run: 1, test: 'a.test.ts#steady', outcome: 'passed', attempts: 1 },
      { run: 1, test: 'a.test.ts#moody', outcome: 'passed' },
      { run: 2, test: 'a.test.ts#steady', outcome: 'passed' },
      { run: 2, test: 'a.test.ts#moody', outcome: 'failed', error: expect.any(String) },
    ]);
    expect(JSON.parse(await exported('--format', 'json')).results).toHaveLength(4);
    const [head, first] = (await exported('--format=csv')).split('\n');
    expect(head).toBe(
      'run,at,commit,branch,dirty,node,test,outcome,reason,duration,attempts,error',
    );
    expect(first).toMatch(/^1,\d{4}-.*Z,,,,.*,a.test.ts#steady,passed,,[\d.]+,1,$/);
  });
});
