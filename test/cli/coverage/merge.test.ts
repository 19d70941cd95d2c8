import { expect, suite, test } from 'ztest';
import { createProject, type Project, type RunResult } from '../../support/run-project.ts';

const files = {
  'ztest.toml': '[coverage]\ninclude = ["src/**"]\n',
  'src/sign.ts': `import { log } from './log.ts';
export function sign(n: number): string {
  if (n < 0) {
    log('minus');
    return 'minus';
  }
  return n === 0 ? 'zero' : 'plus';
}
`,
  'src/log.ts':
    'export const lines: string[] = [];\nexport const log = (line: string) => lines.push(line);\n',
  'src/unused.ts': 'export const unused = () => 1;\n',
  'a.test.ts': `import { expect, test } from 'ztest';
import { sign } from './src/sign.ts';
test('plus', () => { expect(sign(1)).toBe('plus'); });
test('zero', () => { expect(sign(0)).toBe('zero'); });
`,
  'b.test.ts': `import { beforeAll, expect, test } from 'ztest';
import { sign } from './src/sign.ts';
import { log } from './src/log.ts';
beforeAll(() => { log('begin'); });
test('minus', () => { expect(sign(-1)).toBe('minus'); });
`,
};

async function runPart(project: Project, filter: string, directory: string): Promise<void> {
  const flags = ['--coverage.report', 'raw', '--coverage.directory', directory];
  const { exitCode, stderr } = await project.run([filter, ...flags]);
  expect([exitCode, stderr]).toEqual([0, '']);
}

async function merge(project: Project, ...args: readonly string[]): Promise<RunResult> {
  return await project.run(['coverage', 'merge', ...args], { records: false });
}

/** What `coverage-final.json` says, with paths as they are in the project. */
function istanbulOf(project: Project, file: string): unknown {
  const text = project.read(file).replaceAll(`${project.directory}/`, '');
  const byPath = ([a]: [string, unknown], [b]: [string, unknown]): number => (a < b ? -1 : 1);
  return Object.entries(JSON.parse(text) as Record<string, unknown>).toSorted(byPath);
}

async function coversOf(project: Project): Promise<readonly string[]> {
  const places = ['src/sign.ts:3', 'src/sign.ts:4', 'src/log.ts:2'];
  const answers: string[] = [];
  for (const place of places) {
    const { stdout, stderr } = await project.run(['covers', place], { records: false });
    answers.push(stdout + stderr);
  }
  return answers;
}

suite('ztest coverage merge', { timeout: '60s' }, () => {
  test('of the halves of a suite says what a run of the whole says', async () => {
    using project = createProject(files);
    await project.run(['--coverage.report', 'json']);
    const whole = istanbulOf(project, 'coverage/coverage-final.json');
    const covers = await coversOf(project);
    await runPart(project, 'a.test', 'parts/a');
    await runPart(project, 'b.test', 'parts/b');
    const { stdout, stderr, exitCode } = await merge(
      project,
      'parts',
      '--coverage.report=json,text',
      '--coverage.directory=merged',
    );
    expect([exitCode, stderr]).toEqual([0, '']);
    expect(stdout).toMatch(/unused\.ts +\| +0 /);
    expect(istanbulOf(project, 'merged/coverage-final.json')).toEqual(whole);
    expect(await coversOf(project)).toEqual(covers);
  });

  test('adds up how often code ran, where that is counted', async () => {
    using project = createProject(files);
    project.write({ 'ztest.toml': `${files['ztest.toml']}counts = true\n` });
    await project.run(['--coverage.report', 'json']);
    const whole = istanbulOf(project, 'coverage/coverage-final.json');
    await runPart(project, 'a.test', 'parts/a');
    await runPart(project, 'b.test', 'parts/b');
    await merge(project, 'parts', '--coverage.report', 'json', '--coverage.directory', 'merged');
    expect(istanbulOf(project, 'merged/coverage-final.json')).toEqual(whole);
    // `if (n < 0)` in three tests
    expect(whole).toContainEqual([
      'src/sign.ts',
      expect.objectContaining({ s: { 0: 3, 1: 1, 2: 1, 3: 2 } }),
    ]);
    project.write({ 'ztest.toml': files['ztest.toml'] });
    await runPart(project, 'b.test', 'parts/b');
    const { stdout, exitCode } = await merge(project, 'parts', '--coverage.report=text-summary');
    expect(stdout).toContain('Statements   : 77.77% ( 7/9 )');
    expect(exitCode).toBe(0);
  });

  test('takes what other machines have counted, and what one has counted twice', async () => {
    using here = createProject(files);
    await here.run(['--coverage.report', 'json']);
    const whole = istanbulOf(here, 'coverage/coverage-final.json');
    const covers = await coversOf(here);
    using there = createProject({
      ...files,
      'src/sign.ts': files['src/sign.ts'].replaceAll('\n', '\r\n'),
    });
    await runPart(there, 'a.test', 'coverage');
    await runPart(there, 'b.test', 'again');
    await runPart(here, '.test', 'again');
    here.write({ 'there/coverage-raw.ndjson': there.read('coverage/coverage-raw.ndjson') });
    here.write({ 'there/b/coverage-raw.ndjson': there.read('again/coverage-raw.ndjson') });
    const { stderr, exitCode } = await merge(
      here,
      'there',
      'again/coverage-raw.ndjson',
      '--coverage.report',
      'json',
    );
    expect([exitCode, stderr]).toEqual([0, '']);
    expect(istanbulOf(here, 'coverage/coverage-final.json')).toEqual(whole);
    expect(await coversOf(here)).toEqual(covers);
  });

  test('takes runs of packages, which have roots of their own', async () => {
    using project = createProject({
      '.git/HEAD': '',
      ...Object.fromEntries(
        ['one', 'two'].flatMap((name) =>
          Object.entries(files).map(([file, text]) => [`packages/${name}/${file}`, text]),
        ),
      ),
    });
    for (const name of ['one', 'two'])
      await project.run(['--coverage.report', 'raw'], { cwd: `packages/${name}` });
    const { stdout, exitCode } = await merge(project, 'packages', '--coverage.report', 'text');
    expect(exitCode).toBe(0);
    expect(stdout).toContain('one/src ');
    expect(stdout).toContain('two/src ');
    const { stdout: tests } = await project.run(['covers', 'packages/two/src/sign.ts:4'], {
      records: false,
    });
    expect(tests).toBe('packages/two/b.test.ts › minus\n');
  });

  test('checks thresholds and changed lines, which the parts leave to it', async () => {
    using project = createProject(files);
    project.write({
      'ztest.toml': `${files['ztest.toml']}[coverage.thresholds]\nlines = 100\nchanged = 90\n`,
    });
    await runPart(project, 'a.test', 'parts/a');
    const { stderr, exitCode } = await merge(project, 'parts');
    expect(stderr).toContain('error ZT2101: Too little of all files ran: ');
    expect(stderr).toContain('error ZT2105: Which lines have changed since HEAD cannot be told');
    expect(exitCode).toBe(1);
  });

  test('names the files that are not the same in all parts, and does nothing', async () => {
    using project = createProject(files);
    await runPart(project, 'a.test', 'parts/a');
    project.write({ 'src/sign.ts': files['src/sign.ts'].replace('n < 0', 'n <= -1') });
    await runPart(project, 'b.test', 'parts/b');
    const { stderr, exitCode } = await merge(project, 'parts', '--coverage.report', 'html');
    expect(stderr)
      .toBe(`error ZT2132: These results are not of the same sources: 1 file was counted as different text, or with other settings.
  src/sign.ts: parts/a/coverage-raw.ndjson and parts/b/coverage-raw.ndjson
  Merge only runs of one commit, with one configuration. Is there a result of an earlier run among them?
`);
    expect(exitCode).toBe(2);
    expect(project.has('coverage')).toBe(false);
    const other = await merge(project, 'parts/a');
    expect(other.stderr).toContain('warning ZT2133: 1 file is not here as counted: src/sign.ts.');
    expect(other.exitCode).toBe(0);
  });

  test('takes the results of other tools, also from Windows', async () => {
    using project = createProject(files);
    await project.run(['a.test', '--coverage.report', 'json', '--coverage.directory', 'other']);
    const other = project.read('other/coverage-final.json');
    const windows = other
      .replaceAll(`${project.directory}/`, 'C:\\\\work\\\\project\\\\')
      .replaceAll('src/', 'src\\\\');
    project.write({ 'windows/coverage-final.json': windows });
    await runPart(project, 'b.test', 'part');
    const flags = ['--coverage.report', 'json-summary'];
    const total = async (...inputs: readonly string[]): Promise<unknown> => {
      const { stderr, exitCode } = await merge(project, ...inputs, ...flags);
      expect([exitCode, stderr]).toEqual([0, '']);
      const summary: unknown = JSON.parse(project.read('coverage/coverage-summary.json'));
      return Reflect.get(Object(summary), 'total');
    };
    expect(await total('other')).toMatchObject({ statements: { total: 9, covered: 4 } });
    expect(await total('other', 'part')).toMatchObject({ statements: { total: 9, covered: 7 } });
    expect(await total('windows', 'part')).toEqual(await total('other', 'part'));
    // As Vitest writes it: where code ends is not known.
    const vague: unknown = JSON.parse(other, (key, value: unknown) =>
      key === 'end' ? { line: Reflect.get(Object(value), 'line'), column: null } : value,
    );
    project.write({ 'vague/coverage-final.json': JSON.stringify(vague) });
    expect(await total('vague', 'part')).toEqual(await total('other', 'part'));
    project.write({
      'far/coverage-final.json': other
        .replaceAll(project.directory, '/far')
        .replaceAll('src/', 'lib/'),
    });
    const { stderr } = await merge(project, 'far', 'part');
    expect(stderr).toContain('warning ZT2134: 3 files in far/coverage-final.json are not of this');
  });

  test('says what is wrong with an input, and does nothing', async () => {
    using project = createProject(files);
    await runPart(project, 'a.test', 'part');
    const raw = project.read('part/coverage-raw.ndjson');
    project.write({
      'empty/note.txt': '',
      'cut/coverage-raw.ndjson': raw.slice(0, raw.length / 2),
      'later/coverage-raw.ndjson': raw.replace('"version":1', '"version":2'),
      'wrong.json': '{ "total": 1 }',
    });
    const first = async (...inputs: readonly string[]): Promise<string> => {
      const { stderr, exitCode } = await merge(project, 'part', ...inputs);
      expect(exitCode).toBe(2);
      return stderr.split('\n')[0] ?? '';
    };
    expect(await first('nowhere')).toBe('error ZT2131: There is no file or folder nowhere.');
    expect(await first('empty')).toBe(
      'error ZT2130: There are no raw results (coverage-raw.ndjson, coverage-final.json) in empty.',
    );
    expect(await first('cut')).toBe(
      'error ZT2131: cut/coverage-raw.ndjson is cut off, or was changed.',
    );
    project.write({ 'cut/coverage-raw.ndjson': raw.replace('"sets"', '"set"') });
    expect(await first('cut')).toContain('is cut off, or was changed.');
    expect(await first('later')).toContain('was written in version 2 of the format');
    expect(await first('wrong.json')).toContain('wrong.json holds neither raw results of ztest');
    const nothing = await merge(project);
    expect(nothing.stderr).toContain(
      'error ZT1034: ztest coverage merge needs the results of runs',
    );
    const other = await project.run(['coverage', 'show'], { records: false });
    expect(other.stderr).toContain(
      'error ZT1034: ztest coverage can merge, and nothing called "show"',
    );
    expect([nothing.exitCode, other.exitCode]).toEqual([2, 2]);
  });
});
