import fs from 'node:fs';
import { expect, suite, test } from 'ztest';
import { closureOf, dependantsOf, findCycles, findPath } from '../../../server/graph/queries.ts';
import { createGraphProject } from './graph-project.ts';

suite('edges', () => {
  test('are of every way to load or read another file', async () => {
    using project = await createGraphProject(
      {
        'a.test.ts': `
        import { readFileSync } from 'node:fs';
        import { test, vi } from 'vitest';
        import { cart } from './cart.js';
        import type { Order } from './order.ts';
        import data from './data.json';
        import react from 'react/jsx-runtime';
        export * from './all';
        const { util } = require('./util');
        const text = readFileSync(new URL('./a.txt', import.meta.url), 'utf8');
        const more = readFileSync('fixtures/b.txt');
        jest.mock('./db');
        jest.mock('nodemailer');
        const late = await import('./late.ts');
        import './gone.ts';
      `,
        '__snapshots__/a.test.ts.snap': '',
        '__mocks__/nodemailer.ts': '',
        '__mocks__/db.ts': "import './memory.ts';",
        '__mocks__/memory.ts': '',
        'cart.ts': '',
        'order.ts': '',
        'data.json': '{}',
        'all/index.ts': '',
        'util.cts': '',
        'util.js': '',
        'a.txt': '',
        'fixtures/b.txt': '',
        'db.ts': '',
        'late.ts': '',
        'setup.ts': '',
        'node_modules/react/package.json':
          '{ "name": "react", "exports": { "./jsx-runtime": "./jsx.js" } }',
        'node_modules/react/jsx.js': '',
      },
      { setupFiles: ['setup.ts'] },
    );
    expect(project.edges('a.test.ts').toSorted()).toEqual([
      'data ./a.txt -> a.txt',
      'data fixtures/b.txt -> fixtures/b.txt',
      'dynamic ./late.ts -> late.ts',
      'manual-mock ./db -> __mocks__/db.ts',
      'manual-mock nodemailer -> __mocks__/nodemailer.ts',
      'mock ./db -> db.ts',
      'mock nodemailer -> ?',
      're-export ./all -> all/index.ts',
      'require ./util -> util.cts',
      `setup ${project.at('setup.ts')} -> setup.ts`,
      'snapshot ./__snapshots__/a.test.ts.snap -> __snapshots__/a.test.ts.snap',
      'static ./cart.js -> cart.ts',
      'static ./data.json -> data.json',
      'static ./gone.ts -> ?',
      'static node:fs -> node:fs',
      'static react/jsx-runtime -> npm:react',
      'static vitest -> npm:vitest',
      'type ./order.ts -> order.ts',
    ]);
  });

  test('follow the paths of tsconfig and the packages of a workspace', async () => {
    using project = await createGraphProject({
      'tsconfig.json': '{ "compilerOptions": { "paths": { "@/*": ["./src/*"] } } }',
      'a.test.ts': "import '@/cart'; import 'shop'; import '#own';",
      'package.json': '{ "name": "p", "type": "module", "imports": { "#own": "./own.ts" } }',
      'own.ts': '',
      'src/cart.ts': '',
      'node_modules/shop/package.json': '{ "name": "shop", "main": "main.ts" }',
      'node_modules/shop/main.ts': '',
    });
    expect(project.edges('a.test.ts')).toEqual([
      'static @/cart -> src/cart.ts',
      'static shop -> node_modules/shop/main.ts',
      'static #own -> own.ts',
    ]);
  });
});

test('an import of types alone is left as one of the module where tsconfig says so', async () => {
  const files = {
    'a.test.ts': "import { type A } from './a.ts'; import type { B } from './b.ts';",
    'a.ts': '',
    'b.ts': '',
  };
  using project = await createGraphProject(files);
  expect(project.edges('a.test.ts')).toEqual(['type ./a.ts -> a.ts', 'type ./b.ts -> b.ts']);
  using verbatim = await createGraphProject({
    ...files,
    'tsconfig.json': '{ "compilerOptions": { "verbatimModuleSyntax": true } }',
  });
  expect(verbatim.edges('a.test.ts')).toEqual(['static ./a.ts -> a.ts', 'type ./b.ts -> b.ts']);
});

test('paths that are built from the folder of the file are data', async () => {
  using project = await createGraphProject({
    'src/a.test.ts': `
      const a = join(__dirname, 'data', 'a.txt');
      const b = path.resolve(import.meta.dirname, '../b.txt');
      const c = \`\${import.meta.dirname}/c.txt\`;
      const d = __dirname + '/d.txt';
      const later = join(__dirname, 'later.txt');
      const computed = join(__dirname, name, 'a.txt');
      const text = ['a', 'b'].join(',');
    `,
    'src/data/a.txt': '',
    'b.txt': '',
    'src/c.txt': '',
    'src/d.txt': '',
  });
  expect(project.edges('src/a.test.ts')).toEqual([
    'data ./data/a.txt -> src/data/a.txt',
    'data ./../b.txt -> b.txt',
    'data ./c.txt -> src/c.txt',
    'data ./d.txt -> src/d.txt',
  ]);
});

test('a computed path leads to all that it may name', async () => {
  using project = await createGraphProject({
    'src/a.test.ts': `
      const a = await import(\`./locales/\${language}.ts\`);
      const b = require('./more/' + name);
      const c = readFileSync(join(__dirname, 'data', \`\${name}.txt\`));
      const d = readFileSync(\`\${import.meta.dirname}/\${name}\`);
      const e = import.meta.resolve('./e.ts');
      const f = await import(name);
      const g = await import(\`\${name}/x.ts\`);
    `,
    'src/locales/de.ts': '',
    'src/locales/north/en.ts': '',
    'src/locales/de.json': '',
    'src/more/one.js': '',
    'src/data/one.txt': '',
    'src/data/one.md': '',
    'src/e.ts': '',
    'src/.hidden/x.ts': '',
  });
  const edges = [
    'dynamic ./locales/*.ts -> src/locales/de.ts',
    'dynamic ./locales/*.ts -> src/locales/north/en.ts',
    'require ./more/* -> src/more/one.js',
    'data ./data/*.txt -> src/data/one.txt',
    'dynamic ./e.ts -> src/e.ts',
  ];
  expect(project.edges('src/a.test.ts')).toEqual(edges);
  project.write({ 'src/locales/fr.ts': '', 'src/other/fr.ts': '' });
  project.remove('src/locales/north');
  await project.update({ moved: ['src/locales/fr.ts', 'src/locales/north', 'src/other'] });
  expect(project.edges('src/a.test.ts')).toEqual(
    edges.with(1, 'dynamic ./locales/*.ts -> src/locales/fr.ts'),
  );
  project.write({ 'src/more/deep/two.js': '' });
  await project.update({ moved: ['src/more/deep'] });
  expect(project.edges('src/a.test.ts')).toContain('require ./more/* -> src/more/deep/two.js');
});

suite('queries', () => {
  const files = {
    'a.test.ts': "import './b.ts'; import type {} from './types.ts';",
    'other.test.ts': "import './c.ts';",
    'b.ts': "import './c.ts'; import './d.ts';",
    'c.ts': "import './d.ts'; import 'node:fs';",
    'd.ts': "export * from './b.ts';",
    'types.ts': "import './only-types.ts';",
    'only-types.ts': '',
    'alone.ts': "import './alone.ts';",
  };

  test('a closure is what can run, nearest first, with the edge that leads there', async () => {
    using project = await createGraphProject(files);
    const answers = closureOf(project.graph, project.at('a.test.ts'));
    expect(
      answers.map(({ target, distance, step }) => [
        project.name(target),
        distance,
        project.name(step.from),
      ]),
    ).toEqual([
      ['b.ts', 1, 'a.test.ts'],
      ['c.ts', 2, 'b.ts'],
      ['d.ts', 2, 'b.ts'],
      ['node:fs', 3, 'c.ts'],
    ]);
  });

  test('dependants do not count imports of types', async () => {
    using project = await createGraphProject(files);
    const reach = (file: string): readonly string[] =>
      dependantsOf(project.graph, [project.at(file)])
        .map(({ target }) => project.name(target))
        .toSorted();
    expect(reach('d.ts')).toEqual(['a.test.ts', 'b.ts', 'c.ts', 'other.test.ts']);
    expect(reach('types.ts')).toEqual([]);
    expect(reach('only-types.ts')).toEqual(['types.ts']);
  });

  test('a path is a shortest one, with the specifier of each edge', async () => {
    using project = await createGraphProject(files);
    const path = findPath(project.graph, project.at('a.test.ts'), project.at('d.ts'));
    expect(
      path?.map(({ from, specifier, to }) => [project.name(from), specifier, project.name(to)]),
    ).toEqual([
      ['a.test.ts', './b.ts', 'b.ts'],
      ['b.ts', './d.ts', 'd.ts'],
    ]);
    expect(findPath(project.graph, project.at('d.ts'), project.at('a.test.ts'))).toBeUndefined();
    expect(findPath(project.graph, project.at('d.ts'), project.at('d.ts'))).toEqual([]);
  });

  test('cycles are found once each, the shortest way round', async () => {
    using project = await createGraphProject(files);
    project.graph.add(project.at('alone.ts'));
    await project.graph.complete();
    const cycles = findCycles(project.graph, project.graph.files());
    const shown = cycles.map((steps) => steps.map(({ to }) => project.name(to)).join(' '));
    expect(shown.toSorted()).toEqual(['alone.ts', 'd.ts b.ts']);
  });

  test('an import chain of 20,000 files does not overflow', async () => {
    const count = 20_000;
    const graph = {
      edgesOf: (file: string) =>
        Number(file) < count
          ? [{ kind: 'static' as const, specifier: '', to: String(Number(file) + 1) }]
          : [{ kind: 'static' as const, specifier: '', to: '0' }],
      importersOf: () => [],
    };
    expect(closureOf(graph, '0')).toHaveLength(count);
    expect(findCycles(graph, ['0'])[0]).toHaveLength(count + 1);
  });
});

test('no specifier is too strange', async () => {
  const specifiers = [
    'file:',
    'file:///%E0%A4%A',
    'file://host/x',
    'data:text/javascript,1',
    'http://x/y.js',
    './a\\0b',
    './a\\0/b',
    '#',
    '#/',
    '@',
    '@/',
    '/',
    '//',
    '..',
    '?',
    './?',
    'node:',
    'node:none',
    'a'.repeat(5000),
    './'.repeat(500),
    '../'.repeat(500),
    '__proto__',
    'constructor',
    '\\uD800',
  ];
  using project = await createGraphProject({
    'a.test.ts': specifiers
      .flatMap((text) => [`import '${text}';`, `jest.mock('${text}');`, `readFileSync('${text}');`])
      .join('\n'),
  });
  const { graph, at } = project;
  expect(graph.edgesOf(at('a.test.ts')).length).toBeGreaterThanOrEqual(specifiers.length * 2);
  await project.update({ moved: ['__proto__', 'a', '..'] });
  expect(closureOf(graph, at('a.test.ts')).length).toBeLessThan(5);
});

test('files that are no text, folders called like files, and links in a circle are leaves', async () => {
  using project = await createGraphProject({
    'a.test.ts':
      "import './binary.ts'; import './folder.ts'; import './circle.ts'; import './half.ts';",
    'folder.ts/x': '',
    'half.ts': "import { a } from './binary.ts'; export const b = `${",
  });
  fs.writeFileSync(project.at('binary.ts'), Buffer.from([0, 255, 254, 10, 0xc3, 0x28]));
  fs.symlinkSync('circle.ts', project.at('circle.ts'));
  await project.update({ moved: ['binary.ts', 'circle.ts'] });
  expect(project.edges('a.test.ts')).toEqual([
    'static ./binary.ts -> binary.ts',
    'static ./folder.ts -> ?',
    'static ./circle.ts -> ?',
    'static ./half.ts -> half.ts',
  ]);
});
