import { mkdirSync, readdirSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, suite, test } from 'ztest';
import { createProject, type Project, type ProjectFiles } from '../../support/run-project.ts';
import { runIn } from '../run.ts';

/** Static and dynamic imports of modules of the project. */
const files: ProjectFiles = {
  'five.ts': 'export const five: number = 5;\n',
  'sum.ts': 'export const sum = (a: number, b: number): number => a + b;\n',
  ...Object.fromEntries(
    ['a', 'b', 'c'].map((name) => [
      `${name}.test.ts`,
      `import { expect, test } from 'ztest';\nimport { five } from './five.ts';\nimport { sum } from './sum.ts';\ntest('${name}', async () => {\n  expect(sum(five, 1)).toBe(6);\n  expect((await import('./five.ts')).five).toBe(5);\n});\n`,
    ]),
  ),
};

/** The same with a top-level await, which needs the slower transformer. */
const awaiting: ProjectFiles = {
  ...files,
  'five.ts': 'export const five: number = await Promise.resolve(5);\n',
};

const cache = (project: Project): string => join(project.directory, '.ztest/cache');

async function expectToPass(project: Project): Promise<string> {
  const ended = await runIn(project);
  expect(ended.output).toContain('Tests: 3 passed, 0 failed');
  expect(ended.exitCode).toBe(0);
  return ended.output;
}

suite('a cache that cannot be written', () => {
  test.each([
    ['.ztest', '.ztest'],
    ['.ztest/cache', '.ztest/cache'],
  ])('(a file is in the place of %s) makes the run slower, not wrong', async (place) => {
    using project = createProject({ ...awaiting, [place]: 'a file' });
    const output = await expectToPass(project);
    expect(output).toContain('ZT1801 The module cache in ');
    expect(output).toContain('→ Free disk space, fix the permissions of the folder, or delete it.');
    await expectToPass(project);
  });

  test('(a folder is in the place of its files) makes the run slower, not wrong', async () => {
    using project = createProject(files);
    mkdirSync(join(project.directory, '.ztest/last-run.json'), { recursive: true });
    mkdirSync(join(cache(project), 'modules.index'), { recursive: true });
    await expectToPass(project);
    await expectToPass(project);
  });

  test('and no temporary folder either', async () => {
    using project = createProject({ ...awaiting, '.ztest': 'a file' });
    const ended = await project.run([], { env: { TMPDIR: '/nowhere/at/all' } });
    expect(ended.exitCode).toBe(0);
    expect(ended.leftProcesses).toEqual([]);
  });
});

const damages: Readonly<Record<string, (file: string) => void>> = {
  garbage: (file) => writeFileSync(file, Buffer.alloc(5_000, 7)),
  truncated: (file) => truncateSync(file, 20),
  empty: (file) => truncateSync(file, 0),
  deleted: (file) => rmSync(file),
  'a folder': (file) => {
    rmSync(file);
    mkdirSync(file);
  },
  'one bit off': (file) => {
    const bytes = readFileSync(file);
    const middle = bytes.length >> 1;
    bytes[middle] = (bytes[middle] ?? 0) ^ 1;
    writeFileSync(file, bytes);
  },
};

suite('broken cache files', () => {
  test.each([
    ['modules.index', Object.keys(damages)],
    ['modules-', Object.keys(damages)],
    ['code-', ['garbage', 'truncated', 'deleted']],
  ])(
    '%s* are made anew, however they are broken',
    async (kind, ways) => {
      using project = createProject(files);
      for (const way of ways) {
        rmSync(cache(project), { recursive: true, force: true });
        await expectToPass(project);
        const broken = readdirSync(cache(project)).filter((name) => name.startsWith(kind));
        expect(broken).not.toEqual([]);
        for (const name of broken) damages[way]?.(join(cache(project), name));
        await expectToPass(project);
      }
    },
    '60s',
  );

  test('are made anew, not met again in each run', async () => {
    using project = createProject(files);
    await expectToPass(project);
    for (const name of readdirSync(cache(project))) {
      if (name.startsWith('modules-')) damages['garbage']?.(join(cache(project), name));
    }
    await expectToPass(project); // notices
    await expectToPass(project); // makes them anew
    const before = readdirSync(cache(project)).sort();
    await expectToPass(project);
    expect(readdirSync(cache(project)).sort()).toEqual(before);
  });

  test('what the last run left is not needed', async () => {
    using project = createProject(files);
    for (const text of [
      'garbage',
      '{}',
      '{"durations":[],"failed":[]}',
      '{"durations":{"a.test.ts":"x"},"failed":{"a.test.ts":5}}',
    ]) {
      project.write({ '.ztest/last-run.json': text });
      await expectToPass(project);
    }
  });
});

test('--clear-cache begins without what was stored', async () => {
  using project = createProject(files);
  await expectToPass(project);
  const before = readdirSync(cache(project));
  await runIn(project, ['--clear-cache']);
  expect(readdirSync(cache(project)).filter((name) => before.includes(name))).toEqual([
    'modules.index',
  ]);
});

suite('a source that changes', () => {
  test('is never run as it was before', async () => {
    using project = createProject(files);
    await expectToPass(project);
    project.write({ 'sum.ts': 'export const sum = (a: number, b: number): number => a - b;\n' });
    expect((await runIn(project)).exitCode).toBe(1);
    project.write({ 'sum.ts': 'export const sum = (a: number, b: number): number => a + ;\n' });
    expect((await runIn(project)).output).toContain('ZT1202 Syntax error');
    expect((await runIn(project)).output).toContain('ZT1202 Syntax error');
    rmSync(join(project.directory, 'sum.ts'));
    expect((await runIn(project)).output).toContain("ZT1201 Cannot find module './sum.ts'");
    project.write({ 'sum.ts': files['sum.ts'] ?? '' });
    await expectToPass(project);
  });
});
