import { expect, test } from 'ztest';
import { createDiscovery } from '../../../server/discovery/discovery-chunk.ts';
import { openProjectGraph } from '../../../server/graph/graph-chunk.ts';
import { GraphService } from '../../../server/graph/graph-service.ts';
import type { ModuleGraph } from '../../../server/graph/module-graph.ts';
import { diskFiles } from '../../../server/workspace/disk-files.ts';
import { Workspace } from '../../../server/workspace/workspace.ts';
import { createProject, type ProjectFiles } from '../../support/run-project.ts';

const cart =
  'export function add() { return total(); }\nexport function print() {}\nfunction total() {}\n';
const files = {
  'a.test.ts': "import { add } from './cart.ts'; add();",
  'b.test.ts':
    "import { print } from './cart.ts'; import './gone.ts'; import type {} from './types.ts'; print();",
  'c.test.ts': '',
  'cart.ts': cart,
};

function open(
  given: ProjectFiles,
  testFiles: () => readonly string[] = () => ['a.test.ts', 'b.test.ts', 'c.test.ts'],
) {
  const project = createProject(given);
  const rootDir = project.directory;
  const discovery = createDiscovery({ rootDir, useCache: false });
  const workspace = new Workspace(diskFiles);
  let graph: ModuleGraph | undefined;
  const parsed: string[] = [];
  const service = new GraphService({
    rootDir,
    workspace,
    trees: () => testFiles().map((file) => ({ file, nodes: [] })),
    open: async (tests) => {
      const opened = openProjectGraph({
        rootDir,
        tests,
        setupFiles: [],
        useCache: false,
        workspace,
        parse: async (sources, asked) => {
          parsed.push(...sources.map((source) => source.path.slice(rootDir.length + 1)));
          return await discovery.parseModules(sources, asked);
        },
      });
      ({ graph } = opened);
      return await Promise.resolve(opened);
    },
  });
  return {
    service,
    at: (file: string) => `${rootDir}/${file}`,
    write: project.write,
    reads: () => graph?.cost.reads,
    parsed: () => parsed,
    [Symbol.dispose]: project.dispose,
  };
}
const { signal } = new AbortController();

test('tests of a file come with the way there', async () => {
  using opened = open(files);
  expect(await opened.service.testsOf({ path: opened.at('cart.ts') }, signal)).toEqual([
    { file: 'a.test.ts', why: ['a.test.ts loads cart.ts'] },
    { file: 'b.test.ts', why: ['b.test.ts loads cart.ts'] },
  ]);
  expect(await opened.service.testsOf({ path: opened.at('c.test.ts') }, signal)).toEqual([
    { file: 'c.test.ts', why: [] },
  ]);
});

test('tests of a symbol are fewer', async () => {
  using opened = open(files);
  const subject = { path: opened.at('cart.ts'), offset: cart.indexOf('function total') };
  expect(await opened.service.testsOf(subject, signal)).toEqual([
    { file: 'a.test.ts', why: ['a.test.ts uses add', 'add of cart.ts uses total'] },
  ]);
});

test('a symbol may be asked about where it is named', async () => {
  const user = "import { print as show } from './cart.ts';\nexport const user = () => show();\n";
  using opened = open({ ...files, 'user.ts': user });
  const found = async (file: string, offset: number) =>
    (await opened.service.testsOf({ path: opened.at(file), offset }, signal)).map(
      (one) => one.file,
    );
  expect(await found('user.ts', user.indexOf('show();') + 2)).toEqual(['b.test.ts']);
  expect(await found('user.ts', user.indexOf('user'))).toEqual([]);
  expect(await found('a.test.ts', files['a.test.ts'].indexOf('add()'))).toEqual(['a.test.ts']);
  expect(await found('b.test.ts', files['b.test.ts'].indexOf('print'))).toEqual(['b.test.ts']);
  expect(await found('b.test.ts', files['b.test.ts'].indexOf('import'))).toEqual(['b.test.ts']);
});

test('what a test imports is known without reading the other tests', async () => {
  using opened = open(files);
  const sources = await opened.service.sourceOf({ path: opened.at('a.test.ts') }, signal);
  expect(sources).toEqual([{ path: opened.at('cart.ts') }]);
  expect(opened.reads()).toBe(2);
});

test('documents count before they are saved, also those that were open from the start', async () => {
  using opened = open(files);
  const { service, at } = opened;
  service.change([{ kind: 'document', path: at('c.test.ts'), text: "import './cart.ts';" }]);
  const reached = async () =>
    (await service.testsOf({ path: at('cart.ts') }, signal)).map(({ file }) => file).toSorted();
  expect(await reached()).toEqual(['a.test.ts', 'b.test.ts', 'c.test.ts']);
  service.change([{ kind: 'document', path: at('a.test.ts'), text: 'impor' }]);
  expect(await reached()).toEqual(['b.test.ts', 'c.test.ts']);
  service.change([{ kind: 'document-closed', path: at('a.test.ts') }]);
  expect(await reached()).toEqual(['a.test.ts', 'b.test.ts', 'c.test.ts']);
});

test('new test files are asked too', async () => {
  const tests = ['a.test.ts'];
  using opened = open(files, () => tests);
  const { service, at, write } = opened;
  expect(await service.testsOf({ path: at('cart.ts') }, signal)).toHaveLength(1);
  write({ 'd.test.ts': "import './cart.ts';" });
  tests.push('d.test.ts');
  service.change([{ kind: 'created', path: at('d.test.ts') }]);
  expect(await service.testsOf({ path: at('cart.ts') }, signal)).toHaveLength(2);
});

test('only files on the way to a symbol are parsed, and none twice', async () => {
  using opened = open(files);
  const { service, at } = opened;
  const subject = { path: at('cart.ts'), offset: cart.indexOf('function total') };
  await service.testsOf(subject, signal);
  expect(opened.parsed()).toEqual(['cart.ts', 'a.test.ts']);
  service.change([
    { kind: 'document', path: at('cart.ts'), text: cart },
    { kind: 'document', path: at('b.test.ts'), text: files['b.test.ts'] },
  ]);
  expect(await service.testsOf(subject, signal)).toHaveLength(1);
  service.change([{ kind: 'document', path: at('cart.ts'), text: `${cart}\n` }]);
  expect(await service.testsOf(subject, signal)).toHaveLength(1);
  expect(opened.parsed()).toEqual(['cart.ts', 'a.test.ts', 'cart.ts']);
});

test('two questions at once have the answers of one after the other', async () => {
  using one = open(files);
  using other = open(files);
  const cart = { path: one.at('cart.ts'), offset: files['cart.ts'].indexOf('add') };
  const ask = async ({ service, at }: typeof one) => [
    await service.testsOf({ ...cart, path: at('cart.ts') }, signal),
    await service.testsOf({ path: at('cart.ts') }, signal),
    await service.sourceOf({ path: at('b.test.ts') }, signal),
  ];
  const together = await Promise.all([ask(one), ask(one), ask(one)]);
  const alone = await ask(other);
  const relative = (answers: unknown, root: string): unknown =>
    JSON.parse(JSON.stringify(answers).replaceAll(root, ''));
  for (const answers of together) {
    expect(relative(answers, one.at(''))).toEqual(relative(alone, other.at('')));
  }
});

test('a question is about one state of the files, however fast somebody types', async () => {
  const names = [...Array(60).keys()];
  const moduleOf = (round: number, i: number): string =>
    `import { f as next } from './m${i + 1}.ts';\nexport function f() { ${round % 2 === 0 ? 'next();' : ''} }\n`;
  using opened = open({
    'a.test.ts': "import { f } from './m0.ts'; f();",
    'm60.ts': 'export function f() {}',
    ...Object.fromEntries(names.map((i) => [`m${i}.ts`, moduleOf(0, i)])),
  });
  const { service, at } = opened;
  const subject = { path: at('m60.ts'), offset: 'export function f'.length };
  let round = 0;
  const type = (): void => {
    round += 1;
    // All modules hand on, or none: half of it would be a state that never was.
    service.change(
      names.map((i) => ({ kind: 'document', path: at(`m${i}.ts`), text: moduleOf(round, i) })),
    );
  };
  for (let questions = 0; questions < 20; questions++) {
    const before = round % 2 === 0 ? 1 : 0;
    const answer = service.testsOf(subject, signal);
    type();
    await Promise.resolve();
    type();
    type();
    expect(await answer).toHaveLength(before);
  }
});

test('a question that is cancelled ends at once, and the next one goes on', async () => {
  const names = [...Array(300).keys()];
  const text = 'export function f() { mock(); }\n'.repeat(200);
  using opened = open({
    'a.test.ts': names.map((i) => `import './m${i}.ts';`).join('\n'),
    ...Object.fromEntries(names.map((i) => [`m${i}.ts`, text])),
  });
  const { service, at } = opened;
  const controller = new AbortController();
  const question = service.testsOf({ path: at('m7.ts') }, controller.signal);
  await new Promise((resume) => setImmediate(resume));
  controller.abort();
  await expect(question).rejects.toThrow('aborted');
  expect(opened.reads()).toBeLessThan(300);
  expect(await service.testsOf({ path: at('m7.ts') }, signal)).toHaveLength(1);
});

test('a question that nobody waits for any longer ends', async () => {
  using opened = open(files);
  await expect(
    opened.service.sourceOf({ path: opened.at('a.test.ts') }, AbortSignal.abort()),
  ).rejects.toThrow('aborted');
});
