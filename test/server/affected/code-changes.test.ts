import { expect, test } from 'ztest';
import { diffCode, functionTitle } from '../../../server/affected/code-changes.ts';
import { findCode } from '../../../server/parsing/code-units.ts';

/** What changed in words: the functions, or the module. */
function changesOf(before: string, after: string, name = 'a.ts'): string {
  const [old, now] = [before, after].map((text) => findCode(name, text));
  if (old === undefined || now === undefined) return 'too deep';
  const { isOfModule, functions } = diffCode(old, now);
  return isOfModule ? 'module level' : functions.map(functionTitle).join(', ');
}

const CODE = `import { a } from './a.ts';
export const limit: number = 3;
export function parse(text: string, most = limit): number {
  const inner = () => text.length;
  return inner() + most;
}
export class Lexer extends Base<string> {
  #at = 0;
  constructor(readonly text: string) { super(); }
  next(): string { return this.text; }
  get rest() { return 1; }
  static of = (text: string) => new Lexer(text);
}
export const tools = { trim: (text: string) => text.trim(), async wait() { await 1; } };
register(() => 5);
`;

test.each([
  ['comments', '  return inner', '  // More.\n  return inner', ''],
  ['formatting', '{ return this.text; }', '{\n    return this.text\n  }', ''],
  ['quotes', "'./a.ts'", '"./a.ts"', ''],
  ['annotations of types', 'text: string, most', 'text: string | null, most', ''],
  ['a type argument', 'Base<string>', 'Base<number>', ''],
  ['a cast', 'return inner()', 'return (inner as () => number)()', 'parse()'],
  ['an interface', 'register(', 'interface I {}\nregister(', ''],
  ['a body', 'inner() + most', 'inner() - most', 'parse()'],
  ['a body within another', 'text.length', 'text.length + 1', 'inner()'],
  ['a method', 'return this.text', 'return this.text + 1', 'Lexer.next()'],
  ['a getter', 'return 1', 'return 2', 'Lexer.rest()'],
  ['a constructor', 'super();', 'super(1);', 'Lexer()'],
  ['a function of a static field', 'new Lexer(text)', 'new Lexer(text, 1)', 'Lexer.of()'],
  ['a function of an object', 'text.trim()', 'text', 'tools.trim()'],
  ['a method of an object', 'await 1', 'await 2', 'tools.wait()'],
  ['a callback', '() => 5', '() => 6', 'the function in line 15'],
  ['a default', 'most = limit', 'most = 2', 'module level'],
  ['a parameter', 'text: string, most', 'most', 'module level'],
  ['async', 'next(): string', 'async next(): string', 'module level'],
  ['a value', 'number = 3', 'number = 4', 'module level'],
  ['a field', '#at = 0', '#at = 1', 'module level'],
  ['a base class', 'extends Base', 'extends Other', 'module level'],
  ['an import', './a.ts', './b.ts', 'module level'],
  ['a function more', 'register(', 'function more() {}\nregister(', 'module level'],
  ['a pragma', 'import { a }', '/** @jsx h */\nimport { a }', 'module level'],
  ['a directive in a body', 'return this.text', '"use strict"; return this.text', 'Lexer.next()'],
])('%s', (_what, from, to, changed) => {
  expect(CODE).toContain(from);
  expect(
    changesOf(
      CODE,
      CODE.replace(from, () => to),
    ),
  ).toBe(changed);
});

test('a module that has its format in its name, or asks for its own place, is code like others', () => {
  for (const file of ['a.mjs', 'a.cjs', 'a.mts', 'a.cts', 'a.ts']) {
    const [old, now] = ['1', '2'].map((value) =>
      findCode(
        file,
        `export const here = import.meta.url; export function one() { return ${value}; }`,
      ),
    );
    expect(old && now && diffCode(old, now).functions.map(functionTitle)).toEqual(['one()']);
  }
});

test('what is put away at the end of a block is not what stays', () => {
  const code = 'function one() { using a = make(); }';
  expect(changesOf(code, code.replace('using', 'var'))).toBe('one()');
  const later = code.replace('function', 'async function').replace('using', 'await using');
  expect(changesOf(later, later.replace('await using', 'const'))).toBe('one()');
});

test('types count where decorators may ask for them', () => {
  const code = `@injectable() export class A { constructor(readonly b: B) {} }`;
  expect(changesOf(code, code.replace('b: B', 'b: C'))).toBe('module level');
});

test.each([
  ['an error of syntax', 'return inner(', 'return inner(('],
  ['a name twice', 'const inner', 'let inner; const inner'],
  ['a wrong regular expression', 'return 1', 'return /(/'],
  ['await where it cannot be', 'return 1', 'return await 1'],
])('%s in a body is one of the whole file', (_what, from, to) => {
  expect(findCode('a.ts', CODE)).toBeDefined();
  expect(
    findCode(
      'a.ts',
      CODE.replace(from, () => to),
    ),
  ).toBeUndefined();
});

test('whatever the text is, there is an answer', () => {
  for (let end = 0; end <= CODE.length; end += 7) findCode('a.tsx', CODE.slice(0, end));
  expect(findCode('a.ts', `x = ${'['.repeat(20_000)}`)).toBeUndefined();
});
