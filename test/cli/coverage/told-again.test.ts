import fs from 'node:fs';
import path from 'node:path';
import { expect, suite, test } from 'ztest';
import { createProject, type Project } from '../../support/run-project.ts';

const files = {
  'src/sign.ts': `export function sign(n: number): string {
  if (n < 0) return 'minus';
  return n === 0 ? 'zero' : 'plus';
}
`,
  'unit/plus.test.ts': `import { test } from 'ztest';
import { sign } from '../src/sign.ts';
test('plus', () => { sign(Number(process.env.SIGN ?? 1)); });
test('zero', () => { sign(0); });
`,
  'e2e/minus.test.ts': `import { test } from 'ztest';
import { sign } from '../src/sign.ts';
test('minus', () => { sign(-1); });
`,
};
const TOLD = '.ztest/coverage-told.log';

async function tableOf(project: Project, ...args: readonly string[]): Promise<string> {
  const { stdout } = await project.run(['--coverage', ...args], { records: false });
  return stdout
    .split('\n')
    .filter((line) => line.includes('|'))
    .join('\n');
}

async function coversOf(project: Project, line: number): Promise<string> {
  return (await project.run(['covers', `src/sign.ts:${line}`], { records: false })).stdout;
}

suite('a file that runs the code that it ran before', { timeout: '60s' }, () => {
  test('need not tell of it again', async () => {
    using project = createProject(files);
    const table = await tableOf(project);
    const told = project.read(TOLD);
    expect(told).toContain('unit/plus.test.ts');
    expect(await tableOf(project)).toBe(table);
    expect(project.read(TOLD)).toBe(told);
  });

  test('tells of it when it runs other code, and when the code is other code', async () => {
    using project = createProject(files);
    const table = await tableOf(project);
    const changed = await project.run(['--coverage'], { env: { SIGN: '-2' } });
    expect(changed.stdout).not.toContain(table);
    expect(await coversOf(project, 2)).toContain('unit/plus.test.ts › plus');
    expect(await tableOf(project)).toBe(table);
    project.write({ 'src/sign.ts': `${files['src/sign.ts']}export const never = () => 1;\n` });
    expect(await tableOf(project)).toMatch(/sign\.ts +\| +80 /);
  });

  test('is known whatever else was lost, or is asked for', async () => {
    using project = createProject({
      ...files,
      'ztest.config.ts': `export default {
  include: ['**/*.test.ts'],
  types: { unit: { folder: 'unit', coverage: { lines: 100 } }, e2e: { folder: 'e2e', coverage: { branches: 30 } } },
};\n`,
    });
    const first = await project.run(['--coverage']);
    for (const name of ['coverage.bin', 'coverage-figures.json'])
      fs.rmSync(path.join(project.directory, '.ztest', name), { force: true });
    const again = await project.run(['--coverage']);
    expect(again.stdout.split('\n').filter((line) => line.includes('|'))).toEqual(
      first.stdout.split('\n').filter((line) => line.includes('|')),
    );
    expect(await coversOf(project, 2)).toBe(
      'e2e/minus.test.ts › minus\nunit/plus.test.ts › plus\nunit/plus.test.ts › zero\n',
    );
    await project.run(['--coverage.report', 'json']);
    expect(Object.keys(JSON.parse(project.read('coverage/coverage-final.json')))).toHaveLength(1);
  });

  test('tells all of it when what was kept is broken, or is of other options', async () => {
    using project = createProject(files);
    const table = await tableOf(project);
    project.write({ [TOLD]: project.read(TOLD).replaceAll('src', 'crs') });
    expect(await tableOf(project)).toBe(table);
    await project.run(['--coverage.conditions']);
    expect(await tableOf(project)).toBe(table);
  });
});
