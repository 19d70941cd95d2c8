/** What is counted besides statements, functions and branches, when the configuration asks for it. */
import type { FileCoverageData } from 'istanbul-lib-coverage';
import { afterAll, expect, suite, test } from 'ztest';
import { createProject } from '../../support/run-project.ts';

const files = {
  'src/price.ts': `export interface Item { readonly price: number; readonly label?: { text?(): string } }
export function total(items: readonly Item[], isMember: boolean, limit?: number): number {
  let sum = 0;
  for (const { price } of items) sum += price;
  if (isMember && sum > 100) sum -= 10;
  return Math.min(sum, limit ?? Infinity);
}
export const labelOf = (item?: Item) => item?.label?.text?.() ?? 'none';
`,
  'price.test.ts': `import { test } from 'ztest';
import { labelOf, total } from './src/price.ts';
test('few', () => { total([{ price: 1 }, { price: 2 }], false); });
test('many', () => { for (let i = 0; i < 1000; i++) total([{ price: 200 }], true, i ? 5 : undefined); });
test('labels', () => { labelOf(); labelOf({ price: 1 }); labelOf({ price: 1 }); labelOf({ price: 1, label: { text: () => 'a' } }); });
`,
};

type Hits = Pick<FileCoverageData, 's' | 'f' | 'b' | 'branchMap'>;
const NONE: Hits = { s: {}, f: {}, b: {}, branchMap: {} };

suite('options of coverage', { timeout: '60s' }, () => {
  const project = createProject(files);
  afterAll(() => project.dispose());

  const countedWith = async (options: string): Promise<Hits> => {
    project.write({ 'ztest.toml': `[coverage]\nenabled = true\nreport = ["json"]\n${options}\n` });
    const { stdout, exitCode } = await project.run();
    expect([exitCode, stdout]).toEqual([0, expect.stringContaining('3 passed')]);
    const data: Record<string, Hits> = JSON.parse(project.read('coverage/coverage-final.json'));
    return Object.values(data)[0] ?? NONE;
  };
  /** Hits of the ways of all branches of a type, with where they are. */
  const waysOf = ({ b, branchMap }: Hits, type: string): readonly unknown[] =>
    Object.entries(branchMap)
      .filter(([, branch]) => branch.type === type)
      .map(([id, { loc }]) => [`${loc.start.line}:${loc.start.column}-${loc.end.column}`, b[id]]);

  // One after the other in one project: what one has stored is nothing that another could read.
  test('without any: whether it ran', async () => {
    const data = await countedWith('');
    expect(waysOf(data, 'if')).toHaveLength(1);
    expect(Object.values(data.s).every((hits) => hits === 0 || hits === 1)).toBe(true);
    expect(waysOf(data, 'condition')).toEqual([]);
    expect(waysOf(data, 'optional-chain')).toEqual([]);
  });

  test('counts: how often', async () => {
    const data = await countedWith('counts = true');
    expect(data.s).toEqual({ 0: 1001, 1: 1001, 2: 1002, 3: 1001, 4: 1000, 5: 1001, 6: 1, 7: 4 });
    expect(data.f).toEqual({ 0: 1001, 1: 4 });
    expect(waysOf(data, 'if')).toEqual([['5:2-39', [1000, 1]]]);
    expect(waysOf(data, 'binary-expr')).toEqual([
      ['5:6-27', [1001, 1000]],
      ['6:23-40', [1001, 2]],
      ['8:40-71', [4, 3]],
    ]);
  });

  test('counts: tests are still known by what they run', async () => {
    await countedWith('counts = true');
    const { stdout } = await project.run(['covers', 'src/price.ts:8'], { records: false });
    expect(stdout).toBe('price.test.ts › labels\nprice.test.ts (while it is loaded)\n');
  });

  test('conditions: what each operand was, true and false, with a value and without', async () => {
    expect(waysOf(await countedWith('conditions = true\ncounts = true'), 'condition')).toEqual([
      ['5:6-14', [1000, 1]],
      ['5:18-27', [1000, 0]],
      ['6:23-28', [999, 2]],
      ['8:40-61', [1, 3]],
    ]);
  });

  test('optionalChaining: whether each link went on or ended the chain', async () => {
    const options = 'optionalChaining = true\ncounts = true';
    expect(waysOf(await countedWith(options), 'optional-chain')).toEqual([
      ['8:40-51', [3, 1]],
      ['8:40-57', [1, 2]],
      ['8:40-61', [1, 0]],
    ]);
  });

  test('shows them in reports, as branches', async () => {
    project.write({
      'ztest.toml': `[coverage]
enabled = true
conditions = true
optionalChaining = true
report = ["lcovonly", "cobertura", "html", "text"]
`,
    });
    const { stdout } = await project.run();
    expect(stdout).toMatch(/price\.ts +\| +100 +\| +90\.9 +\| +100 +\| +100 +\| 5,8/);
    const lcov = project.read('coverage/lcov.info').split('\n');
    const ways = lcov.filter((line) => line.startsWith('BRDA:5,')).map((line) => line.slice(7));
    expect(ways.join(' ')).toBe('0,0,1 0,1,1 1,0,1 1,1,1 2,0,1 2,1,1 3,0,1 3,1,0');
    expect(project.read('coverage/cobertura-coverage.xml')).toContain(
      'condition-coverage="87.5% (7/8)"',
    );
    expect(project.read('coverage/price.ts.html')).toContain(
      '<span class="branch-1 cbranch-no" title="branch not covered" >sum &gt; 100',
    );
  });

  test('says which setting is none', async () => {
    project.write({ 'ztest.toml': '[coverage]\ncounts = "often"\nbranches = true\n' });
    const { stderr, exitCode } = await project.run();
    expect(exitCode).toBe(2);
    expect(stderr).toContain('coverage.counts');
    expect(stderr).toContain('branches');
  });
});

test('processes and threads count how often, too', { timeout: '60s' }, async () => {
  using project = createProject({
    'src/add.mjs':
      'export const add = (a, o) => a + (o?.n ?? 1);\nfor (let i = 0; i < 300; i++) add(i, { n: 1 });\n',
    'a.test.ts': `import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import { test } from 'ztest';
import { add } from './src/add.mjs';
test('here', () => { add(1, undefined); });
test('process', () => { execFileSync(process.execPath, ['src/add.mjs']); });
test('thread', async () => { await once(new Worker('./src/add.mjs'), 'exit'); });
`,
  });
  const options = ['--coverage.counts', '--coverage.conditions', '--coverage.optionalChaining'];
  const { exitCode } = await project.run([...options, '--coverage.report', 'json']);
  expect(exitCode).toBe(0);
  const data: Record<string, Hits> = JSON.parse(project.read('coverage/coverage-final.json'));
  const [hits = NONE] = Object.values(data);
  expect(hits.f).toEqual({ 0: 901 });
  expect(Object.values(hits.b)).toContainEqual([900, 1]);
  expect(Object.values(hits.s)).toContain(900);
});

test('a file is counted or not as the configuration says, also when the last run said another thing', async () => {
  using project = createProject(files);
  expect((await project.run(['--coverage'])).stdout).toContain('price.ts');
  project.write({ 'ztest.toml': '[coverage]\nexclude = ["src/**"]\n' });
  expect((await project.run(['--coverage'])).stdout).not.toContain('price.ts');
  project.write({ 'ztest.toml': '' });
  expect((await project.run(['--coverage'])).stdout).toContain('price.ts');
});

test('flags say which files are counted, and which are not', { timeout: '60s' }, async () => {
  using project = createProject({ ...files, 'src/idle.ts': 'export const idle = 1;\n' });
  const flags = ['--coverage.include', 'src/**', '--coverage.report', 'json-summary'];
  const counted = async (...more: readonly string[]): Promise<readonly string[]> => {
    await project.run([...flags, ...more]);
    const names = Object.keys(JSON.parse(project.read('coverage/coverage-summary.json')));
    return names.map((name) => name.replace(/^.*\//, ''));
  };
  expect(await counted()).toEqual(['total', 'idle.ts', 'price.ts']);
  expect(await counted('--coverage.exclude', 'src/price.ts')).toEqual(['total', 'idle.ts']);
});
