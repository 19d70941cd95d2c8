import fs from 'node:fs';
import path from 'node:path';
import { expect, suite, test } from 'ztest';
import { parseFile } from '../../../server/parsing/parse-file.ts';
import { staticTree } from '../discovery/static-tree.ts';

suite('half-typed code', () => {
  test.each(['test/host/runner/selection.test.ts', 'test/host/api/row-titles.test.ts'])(
    'every prefix of %s has a tree',
    (file) => {
      const text = fs.readFileSync(path.join(import.meta.dirname, '../../..', file), 'utf8');
      const whole = staticTree(file, { [file]: text }).nodes.length;
      for (let end = 0; end < text.length; end += 7) {
        const { nodes } = staticTree(file, { [file]: text.slice(0, end) });
        expect(nodes.length).toBeLessThanOrEqual(whole + 1);
      }
    },
  );

  test.each([
    [`test('b', () => { expect(`, ['a', 'b']],
    [`test('b', () => { const x = ; }); test('c', () => {});`, ['a', 'b', 'c']],
    [`test('b', { tags: [ }, () => {}); test('c', () => {});`, ['a', 'b', 'c']],
    [`test.; test('c', () => {});`, ['a', 'c']],
    [`test.each([[1, 2)('%i', () => {}); test('c', () => {});`, ['a', 'c']],
    [`test(\`unfinished; test('c', () => {});`, ['a']],
    [`suite('s', () => { test('b', () => {});`, ['a', 's', 'b']],
    [`import { x from './x'; test('c', () => {});`, ['a', 'c']],
  ])('what stands around %j is still there', (broken, titles) => {
    const text = `import { suite, test } from 'ztest'; test('a', () => {});\n${broken}`;
    const { nodes } = staticTree('a.test.ts', { 'a.test.ts': text });
    expect(nodes.map(({ title }) => title)).toEqual(expect.arrayContaining(titles));
  });

  test('is a problem with its place', () => {
    const { problems } = parseFile('a.test.ts', `test('a', () => {\n`);
    expect(problems).toEqual([{ kind: 'syntax', text: "'}' expected.", start: 18, end: 18 }]);
  });
});

suite('text that is no code', () => {
  test.each([
    ['nothing', ''],
    ['bytes', '\0\uFFFD\uD800\u2028'],
    ['brackets', '('.repeat(50_000)],
    ['deep lists', `x = ${'['.repeat(20_000)}`],
    ['deep calls', `import { test } from 'ztest'; ${'test('.repeat(5_000)}`],
    ['a long sum', `import { test } from 'ztest'; test(${'1 + '.repeat(20_000)}1, () => {});`],
    ['JSON in a test file', '{ "a": [1, 2, }'],
  ])('%s has no tree, and does not throw', (_, text) => {
    expect(staticTree('a.test.ts', { 'a.test.ts': text }).nodes.length).toBeLessThan(2);
  });

  test('JSON that cannot be read is a problem', () => {
    expect(parseFile('rows.json', '{ "a": }').problems[0]?.kind).toBe('syntax');
  });
});

suite('edges', () => {
  test('are named with what they are', () => {
    const { imports } = parseFile(
      'a.ts',
      `import one, { two as zwei, type Three } from './static.ts';
       import * as all from './namespace.ts';
       import './effect.ts';
       import type { T } from './type.ts';
       import { type U } from './types.ts';
       export { a as b } from './re-export.ts';
       export * from './star.ts';
       export type { V } from './type-export.ts';
       import old = require('./equals.cjs');
       const later = await import('./dynamic.ts');
       const legacy = require('./required.cjs');
       jest.mock('./mocked.ts'); vi.mock(import('./mocked-by-import.ts'));
       mock.module('./module.ts', () => ({}));
       type W = import('./import-type.ts').W;
       readFileSync('./data.txt'); new URL('./asset.png', import.meta.url);
       import(computed); require(computed);`,
    );
    expect(imports.map(({ kind, specifier }) => `${kind} ${specifier}`)).toEqual([
      'static ./static.ts',
      'static ./namespace.ts',
      'static ./effect.ts',
      'type ./type.ts',
      'type ./types.ts',
      're-export ./re-export.ts',
      're-export ./star.ts',
      'type ./type-export.ts',
      'require ./equals.cjs',
      'dynamic ./dynamic.ts',
      'require ./required.cjs',
      'mock ./mocked.ts',
      'mock ./mocked-by-import.ts',
      'mock ./module.ts',
      'type ./import-type.ts',
      'data ./data.txt',
      'data ./asset.png',
    ]);
    expect(imports[0]?.names).toEqual([
      { imported: 'default', local: 'one' },
      { imported: 'two', local: 'zwei' },
      { imported: 'Three', local: 'Three' },
    ]);
  });
});
