import { expect, test } from 'ztest';
import { createProject } from '../../support/run-project.ts';
import { run, runIn } from '../run.ts';

const mixed = {
  'a.test.ts': `import { expect, test } from 'ztest';\ntest('passes', () => { console.log('printed'); });\ntest('fails', () => { expect(1).toBe(2); });\ntest.skip('is skipped', () => {});\n`,
};

test('--report json=- puts JSON and nothing else on standard output', async () => {
  using project = createProject(mixed);
  const { stdout, exitCode, leftProcesses } = await project.run(['--report', 'json=-'], {
    records: false,
  });
  expect(exitCode).toBe(1);
  expect(leftProcesses).toEqual([]);
  expect(JSON.parse(stdout)).toMatchObject({ schema: expect.anything() });
});

test('--report terminal,json=- keeps the two apart', async () => {
  using project = createProject(mixed);
  const { stdout, stderr } = await project.run(['--report', 'terminal,json=-'], { records: false });
  expect(() => JSON.parse(stdout)).not.toThrow();
  expect(stderr).toContain('Tests: 1 passed, 1 failed, 1 skipped');
});

test.each([
  ['junit', 'test-results/junit.xml', '<testsuites'],
  ['tap', 'test-results/report.tap', 'TAP version'],
  ['json', 'test-results/report.json', '{"schema"'],
])('--report %s writes %s', async (name, file, start) => {
  using ended = await run(mixed, ['--report', `terminal,${name}`]);
  expect(ended.exitCode).toBe(1);
  expect(ended.project.read(file)).toContain(start);
  expect(ended.output).toContain(file);
});

test('NO_COLOR and a pipe mean no colours, --color means colours', async () => {
  using project = createProject(mixed);
  const escape = '\u001B[';
  expect((await runIn(project)).output).not.toContain(escape);
  expect((await runIn(project, ['--color'])).output).toContain(escape);
  expect((await runIn(project, [], { env: { FORCE_COLOR: '1' } })).output).toContain(escape);
  expect(
    (await runIn(project, [], { env: { NO_COLOR: '1', FORCE_COLOR: undefined } })).output,
  ).not.toContain(escape);
});

test('--silent hides what tests print', async () => {
  using project = createProject(mixed);
  expect((await runIn(project)).output).toContain('printed');
  expect((await runIn(project, ['--silent'])).output).not.toContain('printed\n');
});

test('--update writes the snapshots that changed, without it they fail, and in CI none is written', async () => {
  const shot = (value: number): string =>
    `import { expect, test } from 'ztest';\ntest('shot', () => { expect({ value: ${value} }).toMatchSnapshot(); });\n`;
  using project = createProject({ 'a.test.ts': shot(1) });
  expect((await runIn(project, [], { env: { CI: '1' } })).exitCode).toBe(1);
  expect(project.has('__snapshots__/a.test.ts.snap')).toBe(false);
  expect((await runIn(project)).output).toContain('1 written');
  project.write({ 'a.test.ts': shot(2) });
  const changed = await runIn(project);
  expect(changed.exitCode).toBe(1);
  expect(changed.output).toContain('-   "value": 1,\n   +   "value": 2,');
  const updated = await runIn(project, ['--update']);
  expect(updated.exitCode).toBe(0);
  expect(updated.output).toContain('1 updated');
  expect(project.read('__snapshots__/a.test.ts.snap')).toContain('"value": 2');
  expect((await runIn(project, [], { env: { CI: '1' } })).exitCode).toBe(0);
});
