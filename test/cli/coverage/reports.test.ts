import { rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, suite, test } from 'ztest';
import { createProject } from '../../support/run-project.ts';

const files = {
  'src/sign.ts': `export function sign(n: number): string {
  if (n < 0) {
    return 'minus';
  }
  return n === 0 ? 'zero' : 'plus';
}
`,
  'src/unused.ts': 'export const unused = () => 1;\n',
  'src/types.ts': 'export interface Only { readonly types: true }\n',
  'sign.test.ts': `import { expect, test } from 'ztest';
import { sign } from './src/sign.ts';
test('plus', () => { expect(sign(1)).toBe('plus'); });
test('zero', () => { expect(sign(0)).toBe('zero'); });
`,
};

suite('--coverage', { timeout: '60s' }, () => {
  test('shows what ran of the files that tests load', async () => {
    using project = createProject(files);
    const { stdout, exitCode } = await project.run(['--coverage']);
    expect(stdout).toMatch(/sign\.ts +\| +66\.66 +\| +75 +\| +100 +\| +66\.66 +\| 3/);
    expect(stdout).not.toContain('unused.ts');
    expect(stdout).not.toMatch(/sign\.test\.ts +\|/);
    expect(exitCode).toBe(0);
  });

  test('shows files that no test loads, where globs name them', async () => {
    using project = createProject({ ...files, 'ztest.toml': '[coverage]\ninclude = ["src/**"]\n' });
    const { stdout } = await project.run(['--coverage']);
    expect(stdout).toMatch(/unused\.ts +\| +0 +\| +100 +\| +0 +\| +0 +\| 1/);
    expect(stdout).not.toContain('types.ts');
  });

  test('leaves out what is excluded, types, and what belongs to the tests', async () => {
    using project = createProject({
      ...files,
      'src/generated/api.ts': 'export const api = 1;\n',
      'setup.ts': 'globalThis.process.title;\n',
      'all.test.ts': `import './src/types.ts';\nimport './src/generated/api.ts';\nimport './src/unused.ts';\nimport { test } from 'ztest';\ntest('a', () => {});\n`,
      'ztest.toml':
        'setupFiles = ["./setup.ts"]\n[coverage]\nexclude = ["src/generated/**"]\nreport = ["json-summary"]\n',
    });
    await project.run(['--coverage']);
    const summary: unknown = JSON.parse(project.read('coverage/coverage-summary.json'));
    const names = Object.keys(Object(summary)).map((file) => file.split('/').at(-1));
    expect(names.toSorted()).toEqual(['sign.ts', 'total', 'unused.ts']);
  });

  test('shows files that a test loads and runs nothing of', async () => {
    using project = createProject({
      'src/idle.ts': 'export function idle(): number {\n  return 1;\n}\n',
      'a.test.ts': `import { test } from 'ztest';\nimport './src/idle.ts';\ntest('loads', () => {});\n`,
    });
    const { stdout } = await project.run(['--coverage']);
    expect(stdout).toMatch(/idle\.ts +\| +0 +\| +100 +\| +0 +\| +0 +\| 2/);
  });

  test('writes the reports that machines read', async () => {
    using project = createProject({
      ...files,
      'ztest.toml': `[coverage]
enabled = true
report = ["lcov", "json", "json-summary", "cobertura", "clover", "html", "text-summary", "teamcity"]
`,
    });
    const { stdout } = await project.run();
    expect(stdout).toContain('Statements   : 66.66% ( 2/3 )');
    expect(stdout).toContain('##teamcity[');
    expect(project.read('coverage/lcov.info')).toContain('DA:3,0\nDA:5,1\n');
    const json: unknown = JSON.parse(project.read('coverage/coverage-final.json'));
    expect(Object.values(Object(json))).toEqual([
      expect.objectContaining({ s: { 0: 1, 1: 0, 2: 1 } }),
    ]);
    for (const file of [
      'coverage-summary.json',
      'cobertura-coverage.xml',
      'clover.xml',
      'index.html',
      'base.css',
    ])
      expect(project.has(`coverage/${file}`)).toBe(true);
  });

  test('leaves standard output to the report that asked for it', async () => {
    using project = createProject(files);
    const { stdout, stderr } = await project.run(['--coverage', '--report', 'json=-']);
    expect(JSON.parse(stdout)).toMatchObject({ schema: 'ztest-report' });
    expect(stderr).toContain('sign.ts');
  });

  test('has colours where they are wanted', async () => {
    using project = createProject(files);
    const textOf = async (...args: readonly string[]): Promise<string> =>
      (await project.run(['--coverage.report', 'text-summary', ...args])).stdout;
    expect(await textOf()).not.toContain('\x1b[');
    expect(await textOf('--color')).toContain('\x1b[33;1mStatements   : 66.66%');
  });

  test('says which report could not be written, and leaves nothing of it', async () => {
    using project = createProject({ ...files, coverage: 'a file\n' });
    const { stdout, stderr, exitCode } = await project.run(['--coverage.report', 'html,text']);
    expect(stderr).toContain(
      'error ZT2122: The coverage report "html" could not be written to coverage: ',
    );
    expect(stdout).toContain('sign.ts');
    expect(project.read('coverage')).toBe('a file\n');
    expect(exitCode).toBe(1);
  });

  test('shows a source that is gone by the end of the run with its figures', async () => {
    using project = createProject({
      ...files,
      'gone.test.ts': `import { rmSync } from 'node:fs';
import { test } from 'ztest';
import { unused } from './src/unused.ts';
test('goes', () => { unused(); rmSync(new URL('./src/unused.ts', import.meta.url)); });
`,
    });
    const { stderr } = await project.run(['--coverage.report', 'html,lcov', 'gone']);
    expect(stderr).toBe('');
    expect(project.read('coverage/unused.ts.html')).toContain('This file was not there any more');
    expect(project.read('coverage/lcov.info')).toContain('SF:src/unused.ts');
  });

  test('guesses what a misspelt report was to be', async () => {
    using project = createProject({ ...files, 'ztest.toml': '[coverage]\nreport = ["htlm"]\n' });
    const wrong = await project.run(['--coverage.report', 'markdwon'], { records: false });
    expect(wrong.stderr).toContain('Did you mean markdown?');
    expect(wrong.exitCode).toBe(2);
    const { stderr, exitCode } = await project.run(['--coverage'], { records: false });
    expect(stderr).toContain('Did you mean "html"?');
    expect(exitCode).toBe(2);
  });

  test('positions of failures are those of the source', async () => {
    using project = createProject({
      'src/fails.ts': `export const fails = (a: number, b = a || 1) => { if (a) { throw new Error(\`\${a && b}\`); } };\n`,
      'a.test.ts': `import { test } from 'ztest';
import { fails } from './src/fails.ts';
test('a', () => { fails(1); });
`,
    });
    const stackOf = async (args: readonly string[]): Promise<unknown> =>
      (await project.run(args)).events.flatMap((event) =>
        event.type === 'test-finished' ? event.errors.map(({ stack }) => stack) : [],
      );
    expect(await stackOf(['--coverage'])).toEqual(await stackOf([]));
  });

  test('what stands behind a value that throws has not run', async () => {
    const behind = {
      declared: 'const value = fail(), later = () => 1; return [value, later];',
      named: 'let a, later; [a, later = () => 2] = [fail()]; return later;',
      called: 'return both(fail(), () => 3);',
      chosen: 'return fail() || (() => 4);',
      made: 'return { [fail()]: 0, later: () => 5 };',
      field: 'return new (class { a = fail(); later = () => 6; })();',
      defaulted: 'return ((a = fail(), later = () => 7) => [a, later])();',
    };
    const names = Object.keys(behind);
    using project = createProject({
      'src/all.js': `const fail = () => { throw new Error('no'); };
const both = (...all) => all;
${Object.entries(behind)
  .map(([name, body]) => `export function ${name}() { ${body} }`)
  .join('\n')}
`,
      'a.test.ts': `import { expect, test } from 'ztest';
import * as all from './src/all.js';
test.each(${JSON.stringify(names)})('%s', (name) => { expect(all[name]).toThrow('no'); });
`,
    });
    const { exitCode } = await project.run(['--coverage.report', 'json']);
    expect(exitCode).toBe(0);
    const [data]: readonly unknown[] = Object.values(
      Object(JSON.parse(project.read('coverage/coverage-final.json'))),
    );
    const { fnMap, f, statementMap, s } = Object(data);
    const hits = (map: object, counts: object): Readonly<Record<string, number>> =>
      Object.fromEntries(
        Object.entries(map).map(([at, { loc, start = loc.start, end = loc.end }]) => [
          project.read('src/all.js').split('\n')[start.line - 1]?.slice(start.column, end.column) ??
            '',
          Reflect.get(counts, at),
        ]),
      );
    const [functions, statements] = [hits(fnMap, f), hits(statementMap, s)];
    const behindIt = names.map((_, i) => [String(i + 1), 0]);
    const around = Object.values(behind).map((body) => [`{ ${body} }`, 1]);
    expect(functions).toMatchObject(Object.fromEntries([...behindIt, ...around]));
    // What is asked for before it throws has begun; what stands behind it has not.
    expect(statements).toMatchObject({ 'fail()': 1, '() => 1': 0, '() => 6': 0 });
    expect(statements['return [value, later];']).toBe(0);
  });

  test('a file that changes while tests run is left out, and named', async () => {
    using project = createProject({
      ...files,
      'other.test.ts': `import { appendFileSync } from 'node:fs';
import { test } from 'ztest';
import { unused } from './src/unused.ts';
test('writes', () => { unused(); appendFileSync('src/unused.ts', 'export const more = 1;\\n'); });
`,
    });
    const { stdout, stderr } = await project.run(['--coverage']);
    expect(stderr).toContain(
      'ZT2140: src/unused.ts changed while the tests ran, and is left out of the coverage reports.',
    );
    expect(stdout).toMatch(/sign\.ts +\|/);
    expect(stdout).not.toMatch(/unused\.ts +\|/);
  });

  test('leaves reports as they are that would be the same', async () => {
    using project = createProject({
      ...files,
      'ztest.toml':
        '[coverage]\nreport = ["text", "lcov", "clover"]\n[coverage.thresholds]\nbranches = 75\n',
    });
    const place = (name: string): string => join(project.directory, 'coverage', name);
    const times = (): readonly number[] =>
      ['lcov.info', 'lcov-report/index.html', 'clover.xml'].map(
        (name) => statSync(place(name)).mtimeMs,
      );
    const first = await project.run(['--coverage']);
    const written = times();
    const again = await project.run(['--coverage']);
    expect(times()).toEqual(written);
    expect(tableIn(again.stdout)).toBe(tableIn(first.stdout));
    // What somebody has changed, what is not there, and what tests no longer run is written.
    writeFileSync(place('clover.xml'), '');
    await project.run(['--coverage']);
    expect(project.read('coverage/clover.xml')).toContain('<coverage');
    rmSync(place('lcov-report'), { recursive: true });
    await project.run(['--coverage']);
    const [, page] = times();
    expect(page).toBeGreaterThan(written[1] ?? Infinity);
    const { exitCode, stderr } = await project.run(['--coverage', '-t', 'plus']);
    expect(project.read('coverage/lcov.info')).toContain('BRH:2');
    expect({ exitCode, stderr }).toEqual({
      exitCode: 1,
      stderr: expect.stringContaining('50% of the branches'),
    });
  });
});

function tableIn(text: string): string | undefined {
  return /-+\|[^]*\|-+\n/.exec(text)?.[0];
}
