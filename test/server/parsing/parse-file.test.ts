import fs from 'node:fs';
import path from 'node:path';
import { expect, suite, test } from 'ztest';
import { parseFile } from '../../../server/parsing/parse-file.ts';
import { staticTree } from '../discovery/static-tree.ts';

suite('half-typed code', () => {
  const own = ['test/host/runner/selection.test.ts', 'test/host/api/row-titles.test.ts'];
  const read = (file: string): string =>
    fs.readFileSync(path.join(import.meta.dirname, '../../..', file), 'utf8');

  test.each(own)('every prefix of %s has the tests that stand whole in it', (file) => {
    const text = read(file);
    const whole = staticTree(file, { [file]: text }).nodes;
    for (let end = 0; end < text.length; end += 13) {
      const prefix = text.slice(0, end);
      const { nodes } = staticTree(file, { [file]: prefix });
      expect(nodes.length).toBeLessThanOrEqual(whole.length + 1);
      const found = new Set(nodes.map(({ id }) => id));
      const lines = prefix.split('\n').length;
      const lost = whole.filter(({ id, range }) => range.end.line < lines && !found.has(id));
      expect({ end, lost }).toEqual({ end, lost: [] });
    }
  });

  test.each(own)('tests before what is deleted, doubled or swapped in %s stay', (file) => {
    const text = read(file);
    const whole = staticTree(file, { [file]: text }).nodes;
    const lines = text.split('\n');
    const firstTest = whole[0]?.location.line ?? 0;
    let state = 7;
    const below = (limit: number): number => {
      state = (state * 48_271) % 2_147_483_647;
      return state % limit;
    };
    for (let round = 0; round < 150; round += 1) {
      const at = firstTest + below(lines.length - firstTest);
      const line = lines[at] ?? '';
      const tokens = line.split(/\b/);
      const token = below(tokens.length);
      const other = lines[below(lines.length)] ?? '';
      const changed = [
        tokens.toSpliced(token, 1).join(''),
        tokens.toSpliced(token, 0, tokens[token] ?? '').join(''),
        tokens.with(token, other.split(/\b/).at(-1) ?? '').join(''),
        '',
        `${line}\n${line}`,
        other,
      ][round % 6];
      const mutated = lines.with(at, changed ?? '').join('\n');
      const found = new Set(staticTree(file, { [file]: mutated }).nodes.map(({ id }) => id));
      const lost = whole.filter(({ id, range }) => range.end.line < at && !found.has(id));
      expect({ at, changed, lost }).toEqual({ at, changed, lost: [] });
    }
  });

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

  test.each([
    ['a test', `  test('new', () => {`],
    ['a test with code in it', `  test('new', () => {\n    expect(1`],
    ['a suite', `  suite('new', () => {`],
    ['a suite at the top', `});\nsuite('new', () => {`],
  ])('%s that is not closed yet swallows nothing', (_, typed) => {
    const text = `import { suite, test } from 'ztest';
suite('s', () => {
  test('a', () => {});
${typed}
  test('b', () => {
    if (a) {
      b();
    }
  });
});

suite('t', () => {
  test('c', () => {});
});
`;
    const { nodes } = staticTree('a.test.ts', { 'a.test.ts': text });
    const ids = nodes.map(({ id }) => id.slice(id.indexOf('#') + 1));
    const isAtTop = typed.startsWith('}');
    expect(ids).toEqual(
      expect.arrayContaining(['s', 's>a', 't', 't>c', isAtTop ? 'new' : 's>new']),
    );
    expect(ids).toContain(isAtTop ? 'new>b' : 's>b');
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
