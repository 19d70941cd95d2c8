import { expect, test } from 'ztest';
import { createProject, type Project, type ProjectFiles } from '../../support/run-project.ts';

const PARSER: ProjectFiles = {
  'lexer.ts': `export class Lexer {
    constructor(readonly text: string) {}
    next(): string { return this.text.slice(0, 1); }
  }
  export function parse(text: string): number { return text.length; }
  export const limit = 3;`,
  'parse.test.ts': `import { expect, test } from 'ztest';
    import { parse } from './lexer.ts';
    test('parses', () => { expect(parse('abc')).toBe(3); });`,
  'next.test.ts': `import { expect, test } from 'ztest';
    import { Lexer } from './lexer.ts';
    test('goes on', () => { expect(new Lexer('abc').next()).toBe('a'); });`,
  'alone.test.ts': `import { test } from 'ztest'; test('is alone', () => {}); test('is too', () => {});`,
};

interface Affected {
  readonly changes: readonly { readonly file: string; readonly what: string }[];
  readonly files: readonly { readonly file: string; readonly why: string }[];
}

/** \`file why\` of each. */
async function affectedIn(
  project: Project,
  args: readonly string[] = [],
): Promise<readonly string[]> {
  const { stdout } = await project.run(['affected', '--json', ...args], { records: false });
  const { files } = JSON.parse(stdout) as Affected;
  return files.map(({ file, why }) => `${file}: ${why}`);
}

test('a project in which nothing has run is affected as a whole', async () => {
  using project = createProject(PARSER);
  expect(await affectedIn(project)).toEqual([
    'alone.test.ts: has not run yet',
    'next.test.ts: has not run yet',
    'parse.test.ts: has not run yet',
  ]);
});

test('after a run nothing is affected, and --changed runs nothing and says so', async () => {
  using project = createProject(PARSER);
  await project.run();
  expect(await affectedIn(project)).toEqual([]);
  const run = await project.run(['--changed'], { records: false });
  expect(run.exitCode).toBe(0);
  expect(run.stderr).toBe('No test is affected: nothing has changed since the tests ran last.\n');
});

test('with nothing affected the reports are written, and nothing is repeated', async () => {
  using project = createProject(PARSER);
  await project.run();
  const reports = ['--report', 'junit=out/junit.xml', '--report', 'json=out/run.json'];
  const run = await project.run(
    ['--changed', ...reports, '--burn-in', '--repeat-until-failure', '--fail-on-flaky'],
    { records: false },
  );
  expect({ exitCode: run.exitCode, stderr: run.stderr }).toEqual({
    exitCode: 0,
    stderr: 'No test is affected: nothing has changed since the tests ran last.\n',
  });
  expect(project.read('out/junit.xml')).toMatch(
    /^<\?xml .*\?>\n<testsuites name="ztest" tests="0" failures="0" errors="0" time="[\d.]+">\n<\/testsuites>/,
  );
  expect(JSON.parse(project.read('out/run.json'))).toMatchObject({ outcome: 'passed', files: [] });
  expect(JSON.parse(project.read('out/run.json'))).not.toHaveProperty('reason');
  const filtered = await project.run(['--changed', 'nowhere'], { records: false });
  expect(filtered.exitCode).not.toBe(0);
});

test('a body of a function affects the tests that may run it, and says which', async () => {
  using project = createProject(PARSER);
  await project.run();
  project.write({ 'lexer.ts': project.read('lexer.ts').replace('text.length', 'text.length + 0') });
  expect(await affectedIn(project)).toEqual([
    'parse.test.ts: may run `parse()`, which changed in lexer.ts',
  ]);
  const run = await project.run(['--changed']);
  expect(run.stderr).toContain('Affected: 1 of 3 test files; lexer.ts (parse()) changed');
  expect(run.events.filter(({ type }) => type === 'test-finished')).toHaveLength(1);
  expect(await affectedIn(project)).toEqual([]);
});

test.each([
  ['a value', 'limit = 3', 'limit = 4'],
  ['a default of a parameter', 'parse(text: string)', 'parse(text: string = "a")'],
  ['a function that is new', 'export const', 'export function more() {} export const'],
])('%s affects every test that loads the module', async (_what, before, after) => {
  using project = createProject(PARSER);
  await project.run();
  project.write({ 'lexer.ts': project.read('lexer.ts').replace(before, after) });
  expect(await affectedIn(project)).toEqual([
    'next.test.ts: loads lexer.ts, whose module level has changed',
    'parse.test.ts: loads lexer.ts, whose module level has changed',
  ]);
});

test('comments, formatting and types affect nothing', async () => {
  using project = createProject(PARSER);
  await project.run();
  const text = project.read('lexer.ts').replace('): number', '): number | string');
  project.write({ 'lexer.ts': `// More words.\n\ninterface New {}\n${text}` });
  expect(await affectedIn(project)).toEqual([]);
});

test('a test that was edited is affected alone', async () => {
  using project = createProject(PARSER);
  await project.run();
  project.write({ 'alone.test.ts': project.read('alone.test.ts').replace('{}', '{ 1; }') });
  const { stdout } = await project.run(['affected', '--explain'], { records: false });
  expect(stdout).toContain('Affected (1):\n  alone.test.ts:1  is alone  (has changed)\n');
});
