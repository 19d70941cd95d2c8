import { expect, suite, test } from 'ztest';
import { createProject, type Project } from '../../support/run-project.ts';

const files = {
  'src/money.ts': 'export const zero = 0;\n',
  'src/price.ts':
    "import type { Line } from './cart.ts';\nimport { zero } from './money.ts';\nexport { zero };\n",
  'src/cart.ts':
    "import { readFileSync } from 'node:fs';\n\nexport * from './price.ts';\nexport interface Line {}\n",
  'src/cart.test.ts':
    "import { test } from 'ztest';\nimport { zero } from './cart.ts';\ntest('is empty', () => zero);\n",
  'src/late.test.ts':
    "import { test } from 'ztest';\ntest('late', async () => void (await import('./money.ts')));\nimport './gone.ts';\n",
  'src/alone.ts': '',
};

async function graph(project: Project, ...args: readonly string[]) {
  return await project.run(['graph', ...args], { records: false });
}

suite('ztest graph', () => {
  test('shows which tests reach a module, each with the way there', async () => {
    using project = createProject(files);
    const { stdout, exitCode } = await graph(project, 'src/money.ts');
    expect(stdout).toBe(`Tests that reach src/money.ts (2):
  src/late.test.ts (dynamic) -> src/money.ts
  src/cart.test.ts -> src/cart.ts -> src/price.ts -> src/money.ts

Other files that reach src/money.ts (2):
  src/price.ts -> src/money.ts
  src/cart.ts -> src/price.ts -> src/money.ts
`);
    expect(exitCode).toBe(0);
  });

  test('shows what a test file reaches', async () => {
    using project = createProject(files);
    expect((await graph(project, 'src/cart.test.ts')).stdout)
      .toBe(`Files that src/cart.test.ts reaches (3):
  src/cart.ts <- src/cart.test.ts
  src/price.ts <- src/cart.ts <- src/cart.test.ts
  src/money.ts <- src/price.ts <- src/cart.ts <- src/cart.test.ts

Packages (1):
  ztest <- src/cart.test.ts
`);
    expect((await graph(project, 'src/late.test.ts')).stdout)
      .toContain(`Imports that lead nowhere (1):
  src/late.test.ts:3  './gone.ts'
`);
  });

  test('shows which tests reach a symbol, one by one', async () => {
    using project = createProject({
      ...files,
      'src/cart.ts':
        'export function add() { return sum(); }\nfunction sum() {}\nexport const no = 1;\n',
      'src/cart.test.ts': `import { suite, test } from 'ztest';
        import { add } from './cart.ts';
        suite('cart', () => {
          test('adds', () => add());
          test('is empty', () => {});
        });
      `,
      'src/all.test.ts':
        "import { test } from 'ztest';\nimport { add } from './cart.ts';\nadd();\ntest('is there', () => {});\n",
    });
    expect((await graph(project, 'src/cart.ts#sum')).stdout)
      .toBe(`Tests that reach sum of src/cart.ts (2):
  src/all.test.ts (src/all.test.ts uses add; add of src/cart.ts uses sum)
  src/cart.test.ts:4 cart › adds (src/cart.test.ts uses add; add of src/cart.ts uses sum)
`);
    expect((await graph(project, 'src/cart.ts#no')).stdout).toBe(
      'No test reaches no of src/cart.ts.\n',
    );
    const { stdout } = await graph(project, 'src/cart.ts#add', '--json');
    expect(JSON.parse(stdout)).toMatchObject({
      version: 1,
      subject: 'src/cart.ts',
      symbol: 'add',
      tests: [{ file: 'src/all.test.ts' }, { tests: [{ titles: ['cart', 'adds'], line: 4 }] }],
    });
    const { stderr, exitCode } = await graph(project, 'src/cart.ts#sun');
    expect(stderr).toContain('src/cart.ts declares and exports no sun.');
    expect(stderr).toContain('ztest graph src/cart.ts#sum');
    expect(exitCode).toBe(2);
  });

  test('can be turned round, and says when there is nothing', async () => {
    using project = createProject(files);
    expect((await graph(project, '--closure', 'src/price.ts')).stdout).toBe(
      'Files that src/price.ts reaches (1):\n  src/money.ts <- src/price.ts\n',
    );
    expect((await graph(project, '--dependants', 'src/cart.test.ts')).stdout).toBe(
      'No test reaches src/cart.test.ts.\n',
    );
    expect((await graph(project, 'src/alone.ts')).stdout).toBe('No test reaches src/alone.ts.\n');
  });

  test('names the imports between two files, whoever is named first', async () => {
    using project = createProject(files);
    const way = `src/cart.test.ts:2  imports './cart.ts': src/cart.ts
src/cart.ts:3  re-exports './price.ts': src/price.ts
src/price.ts:2  imports './money.ts': src/money.ts
`;
    expect((await graph(project, 'src/cart.test.ts', '--why', 'src/money.ts')).stdout).toBe(way);
    expect((await graph(project, 'money.ts', '--why', 'cart.test.ts')).stderr).toContain('ZT1016');
    const inFolder = await project.run(['graph', 'money.ts', '--why=cart.test.ts'], {
      cwd: 'src',
      records: false,
    });
    expect(inFolder.stdout).toBe(way);
  });

  test('gives data to programs', async () => {
    using project = createProject(files);
    const { stdout } = await graph(project, 'src/price.ts', '--json');
    expect(JSON.parse(stdout)).toEqual({
      version: 1,
      subject: 'src/price.ts',
      isTest: false,
      direction: 'dependants',
      entries: [
        {
          name: 'src/cart.ts',
          kind: 'module',
          path: [
            {
              from: 'src/cart.ts',
              to: 'src/price.ts',
              kind: 're-export',
              specifier: './price.ts',
              line: 3,
            },
          ],
        },
        {
          name: 'src/cart.test.ts',
          kind: 'test',
          path: [
            {
              from: 'src/cart.test.ts',
              to: 'src/cart.ts',
              kind: 'static',
              specifier: './cart.ts',
              line: 2,
            },
            {
              from: 'src/cart.ts',
              to: 'src/price.ts',
              kind: 're-export',
              specifier: './price.ts',
              line: 3,
            },
          ],
        },
      ],
      unresolved: [],
      cycles: [],
    });
  });

  test('shows who uses a package', async () => {
    using project = createProject({
      ...files,
      'src/alone.ts': "import 'left-pad';",
      'src/pad.test.ts': "import './alone.ts';",
      'node_modules/left-pad/package.json': '{ "name": "left-pad" }',
      'node_modules/left-pad/index.js': '',
    });
    expect((await graph(project, 'left-pad')).stdout).toContain(
      'src/pad.test.ts -> src/alone.ts -> left-pad',
    );
  });

  test('shows import cycles', async () => {
    using project = createProject({
      'a.test.ts': "import './b.ts';",
      'b.ts': "import './c.ts';",
      'c.ts': "import './b.ts';",
    });
    expect((await graph(project, 'a.test.ts')).stdout).toContain(
      'Import cycles (1):\n  b.ts -> c.ts -> b.ts\n',
    );
  });

  test('sees the files as they are when it is asked again', async () => {
    using project = createProject(files);
    await graph(project, 'src/alone.ts');
    project.write({ 'src/money.ts': "import './alone.ts';\n" });
    expect((await graph(project, 'src/alone.ts')).stdout).toContain(
      'src/cart.test.ts -> src/cart.ts',
    );
  });

  test('says what is wrong with the question, and what to ask instead', async () => {
    using project = createProject(files);
    const ask = async (...args: readonly string[]) => {
      const { exitCode, stdout, stderr } = await graph(project, ...args);
      return [exitCode, stdout, stderr];
    };
    expect(await ask()).toEqual([
      2,
      '',
      expect.stringMatching(/ZT1013: ztest graph needs a file\.[^]*ztest graph src/),
    ]);
    expect(await ask('a.ts', 'b.ts')).toEqual([
      2,
      '',
      expect.stringContaining('ZT1013: ztest graph takes one file.'),
    ]);
    expect(await ask('src/mony.ts')).toEqual([
      2,
      '',
      expect.stringMatching(
        /ZT1016: There is no file src\/mony\.ts[^]*Did you mean: ztest graph src\/money\.ts/,
      ),
    ]);
    expect(await ask('cart.test.ts')).toEqual([
      2,
      '',
      expect.stringContaining('Did you mean: ztest graph src/cart.test.ts'),
    ]);
    expect(await ask('src')).toEqual([2, '', expect.stringContaining('ZT1016')]);
    expect(await ask('src/alone.ts', '--why', 'src/money.ts')).toEqual([
      3,
      '',
      expect.stringContaining('ZT1017: src/alone.ts and src/money.ts do not reach each other.'),
    ]);
    expect(await ask('src/alone.ts', '--bail')).toEqual([2, '', expect.stringContaining('ZT1005')]);
  });
});
