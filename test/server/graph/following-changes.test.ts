import fs from 'node:fs';
import { expect, suite, test } from 'ztest';
import type { ModuleGraph } from '../../../server/graph/module-graph.ts';
import { createGraphProject, openGraph, type GraphProject } from './graph-project.ts';

suite('the graph follows', () => {
  test('an edit, by reading that file alone and resolving what is new in it', async () => {
    using project = await createGraphProject({
      'a.test.ts': "import './b.ts';",
      'b.ts': "import './c.ts';",
      'c.ts': '',
      'd.ts': '',
    });
    const before = { ...project.graph.cost };
    project.write({ 'b.ts': "import './c.ts'; import './d.ts';" });
    await project.update({ edited: ['b.ts'] });
    expect(project.edges('b.ts')).toEqual(['static ./c.ts -> c.ts', 'static ./d.ts -> d.ts']);
    expect(project.graph.cost).toEqual({
      reads: before.reads + 2, // b.ts, and d.ts that nobody knew
      resolutions: before.resolutions + 1,
    });
  });

  test('a file that nothing changed in', async () => {
    using project = await createGraphProject({ 'a.test.ts': "import './b.ts';", 'b.ts': '' });
    const { version } = project.graph;
    await project.update({ edited: ['b.ts'] });
    expect(project.graph.version).toBe(version);
  });

  test('a file that comes to be where an import looked for it', async () => {
    using project = await createGraphProject({
      'tsconfig.json': '{ "compilerOptions": { "paths": { "@/*": ["./src/*"] } } }',
      'a.test.ts': "import './b'; import '@/c'; import './data'; import pkg from 'pkg';",
      'other.test.ts': "import './there.ts';",
      'there.ts': '',
    });
    const before = project.graph.cost.reads;
    project.write({ 'b/index.ts': '', 'src/c.tsx': '', 'data.json': '{}' });
    await project.update({ moved: ['b/index.ts', 'src/c.tsx', 'data.json'] });
    expect(project.edges('a.test.ts')).toEqual([
      'static ./b -> b/index.ts',
      'static @/c -> src/c.tsx',
      'static ./data -> data.json',
      'static pkg -> ?',
    ]);
    expect(project.graph.cost.reads - before).toBe(3); // the test, and the two modules
  });

  test('a file that stands before the one that was imported', async () => {
    using project = await createGraphProject({ 'a.test.ts': "import './b.js';", 'b.ts': '' });
    expect(project.edges('a.test.ts')).toEqual(['static ./b.js -> b.ts']);
    project.write({ 'b.js': '' });
    await project.update({ moved: ['b.js'] });
    expect(project.edges('a.test.ts')).toEqual(['static ./b.js -> b.js']);
    project.remove('b.js');
    await project.update({ moved: ['b.js'] });
    expect(project.edges('a.test.ts')).toEqual(['static ./b.js -> b.ts']);
  });

  test('folders that come and go', async () => {
    using project = await createGraphProject({
      'a.test.ts': "import './lib/x'; import './lib/deep/y.ts';",
      'lib/x.ts': '',
      'lib/deep/y.ts': "import '../x.ts';",
    });
    project.remove('lib');
    await project.update({ moved: ['lib'] });
    expect(project.edges('a.test.ts')).toEqual([
      'static ./lib/x -> ?',
      'static ./lib/deep/y.ts -> ?',
    ]);
    expect([...project.graph.files()].map(project.name)).toEqual(['a.test.ts']);
    project.write({ 'lib/x.ts': '', 'lib/deep/y.ts': '' });
    await project.update({ moved: ['lib'] });
    expect(project.edges('a.test.ts')).toEqual([
      'static ./lib/x -> lib/x.ts',
      'static ./lib/deep/y.ts -> lib/deep/y.ts',
    ]);
  });

  test('snapshots, mocks and data files that are written later', async () => {
    using project = await createGraphProject({
      'a.test.ts': "jest.mock('./b'); readFileSync('./late.txt');",
      'b.ts': '',
    });
    expect(project.edges('a.test.ts')).toEqual(['mock ./b -> b.ts']);
    const late = ['__snapshots__/a.test.ts.snap', '__mocks__/b.ts', 'late.txt'];
    project.write(Object.fromEntries(late.map((file) => [file, ''])));
    await project.update({ moved: late });
    expect(project.edges('a.test.ts').toSorted()).toEqual([
      'data ./late.txt -> late.txt',
      'manual-mock ./b -> __mocks__/b.ts',
      'mock ./b -> b.ts',
      'snapshot ./__snapshots__/a.test.ts.snap -> __snapshots__/a.test.ts.snap',
    ]);
  });

  test('a document that is edited before it is saved', async () => {
    using project = await createGraphProject({
      'a.test.ts': "import './b.ts';",
      'b.ts': '',
      'c.ts': '',
    });
    project.workspace.setDocument(project.at('b.ts'), "import './c.ts';");
    await project.update({ edited: ['b.ts'] });
    expect(project.edges('b.ts')).toEqual(['static ./c.ts -> c.ts']);
    project.workspace.closeDocument(project.at('b.ts'));
    await project.update({ edited: ['b.ts'] });
    expect(project.edges('b.ts')).toEqual([]);
  });

  test('a tsconfig and a package.json that lead elsewhere', async () => {
    using project = await createGraphProject({
      'a.test.ts': "import '#x'; import '@/y';",
      'one.ts': '',
      'two.ts': '',
      'src/y.ts': '',
    });
    project.write({
      'package.json': '{ "name": "p", "imports": { "#x": "./two.ts" } }',
      'tsconfig.json': '{ "compilerOptions": { "paths": { "@/*": ["./src/*"] } } }',
    });
    await project.update({ edited: ['package.json'], moved: ['tsconfig.json'] });
    expect(project.edges('a.test.ts')).toEqual(['static #x -> two.ts', 'static @/y -> src/y.ts']);
  });

  test('a cancelled question goes on where it stopped', async () => {
    using project = await createGraphProject({ 'a.test.ts': '' });
    const imports = Array.from({ length: 300 }, (_, i) => `import './m${i}.ts';`);
    project.write({
      'a.test.ts': imports.join('\n'),
      ...Object.fromEntries(
        imports.map((_, i) => [`m${i}.ts`, `export const m = ${i};\n`.repeat(30)]),
      ),
    });
    project.graph.update({ moved: [], edited: [project.at('a.test.ts')] });
    expect(await project.graph.complete(AbortSignal.abort())).toBe('cancelled');
    expect(await project.graph.complete()).toBe('complete');
    expect(project.graph.edgesOf(project.at('a.test.ts'))).toHaveLength(300);
  });

  test.each([1, 2, 3, 4, 5, 6])('any changes as a new graph would see them (%i)', async (seed) => {
    using project = await createGraphProject({ 'f0.test.ts': '', 'f1.test.ts': '' });
    fs.mkdirSync(project.at('node_modules'));
    fs.symlinkSync('../packages/shop', project.at('node_modules/shop'));
    const random = randomFrom(seed);
    for (let round = 0; round < 40; round++) {
      const changes = [...Array(1 + random(3))].map(() => changeSomething(project, random));
      await project.update({
        moved: changes.flatMap(({ moved }) => moved),
        edited: changes.flatMap(({ edited }) => edited),
      });
      const { graph: fresh } = await openGraph(project.directory);
      for (const file of fresh.files()) {
        expect([project.name(file), project.graph.edgesOf(file)]).toEqual([
          project.name(file),
          fresh.edgesOf(file),
        ]);
      }
      expect(tracedBack(project.graph, fresh)).toEqual(tracedBack(fresh, fresh));
    }
  });
});

/** Who imports what, of the files that a graph from scratch would know. */
function tracedBack(graph: ModuleGraph, known: ModuleGraph): readonly unknown[] {
  const files = new Set(known.files());
  return [...files]
    .toSorted()
    .map((file) => [file, [...graph.importersOf(file)].filter((one) => files.has(one)).toSorted()]);
}

const names = [
  'a.ts',
  'a.js',
  'a/index.ts',
  'b.tsx',
  'b.json',
  'lib/a.ts',
  'lib/c.ts',
  'lib/index.ts',
  '__mocks__/a.ts',
  'f0.test.ts',
  'f1.test.ts',
  'lib/f2.test.ts',
  '__snapshots__/f0.test.ts.snap',
  'tsconfig.json',
  'package.json',
  'packages/shop/package.json',
  'packages/shop/main.ts',
  'packages/shop/main/index.ts',
  'packages/shop/index.js',
];
const specifiers = [
  './a',
  './a.js',
  './a.ts',
  './b',
  './b.json',
  './lib',
  './lib/a',
  './lib/c.js',
  '../a',
  '@/c',
  '@/a',
  '.',
  './',
  'shop',
  'shop/main',
  '#own',
];

function changeSomething(
  project: GraphProject,
  random: (limit: number) => number,
): { readonly moved: readonly string[]; readonly edited: readonly string[] } {
  const pick = <T>(list: readonly T[]): T => list[random(list.length)] as T;
  const name = pick(names);
  if (hasFile(project, name) && random(3) === 0) {
    const target = name.includes('/') && random(2) === 0 ? (name.split('/')[0] ?? name) : name;
    project.remove(target);
    return { moved: [target], edited: [] };
  }
  const imports = [...Array(random(4))].map(() => {
    const specifier = pick(specifiers);
    return pick([
      `import '${specifier}';`,
      `export * from '${specifier}';`,
      `jest.mock('${specifier}');`,
      `import type {} from '${specifier}';`,
      `const a = require('${specifier}');`,
      `const b = await import(\`./\${name}\`);`,
      'const c = require(`./lib/${name}.ts`);',
      "const d = readFileSync(join(__dirname, 'lib', name));",
      "const e = readFileSync('b.json');",
    ]);
  });
  const text =
    {
      'tsconfig.json': `{ "compilerOptions": { "paths": { "@/*": ["${pick(['./lib/*', './*'])}"] } } }`,
      'package.json': `{ "imports": { "#own": "${pick(['./a.ts', './lib/index.ts'])}" } }`,
      'packages/shop/package.json': `{ "main": "${pick(['main', 'main.js', 'gone'])}" }`,
    }[name] ?? imports.join('\n');
  const isNew = !hasFile(project, name);
  project.write({ [name]: text + ' '.repeat(random(50)) });
  return isNew ? { moved: [name], edited: [] } : { moved: [], edited: [name] };
}

function hasFile({ at }: GraphProject, name: string): boolean {
  return fs.existsSync(at(name));
}

function randomFrom(seed: number): (limit: number) => number {
  let state = seed * 7919;
  return (limit) => {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
    return Math.floor((state / 2_147_483_648) * limit);
  };
}
