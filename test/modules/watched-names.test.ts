/** A module that could change a builtin must be told apart from one that only uses it. */
import { expect, suite, test } from 'ztest';
import { watchedNamesIn } from '../../modules/watched-names.ts';

const reached = (code: string): string => watchedNamesIn(code, { isStrict: true }).join(' ');

suite('what changes a builtin is seen:', () => {
  test.each([
    ['Map.prototype.get = () => 1', 'Map'],
    ['Math.random = () => 0.5', 'Math'],
    ['delete Math.random', 'Math'],
    ['[JSON.parse] = [fake]', 'JSON'],
    ['const P = URL.prototype', 'URL'],
    ['const { prototype } = Set', 'Set'],
    ['Object.assign(JSON, { parse })', 'JSON'],
    ["mock.spyOn(Date, 'now')", 'Date'],
    ["Object.defineProperty(RegExp.prototype, 'x', {})", 'defineProperty RegExp'],
    ['node_url.URL.prototype.x = 1', 'URL'],
    ['Symbol.x = 1', 'Symbol'],
    ['Math.TAU = 6.28', 'Math'],
    ["console.group('a')", 'console'],
    ['process.setMaxListeners(3)', 'process'],
    ['Headers', 'Headers'],
  ])('%s', (code, name) => {
    expect(reached(code)).toBe(name);
  });

  test.each([
    'globalThis[name] = 1',
    '[].constructor.prototype.x = 1',
    'const { constructor } = new Map()',
    'Object.getPrototypeOf(iterator).next = f',
    'merge({}, JSON.parse(\'{"__proto__": 1}\'))',
    "new Function('return this')()",
    "import vm from 'node:vm'",
  ])('%s can change anything', (code) => {
    expect(reached(code)).toBe('*');
  });

  test('sloppy code has the global object in `this`', () => {
    expect(watchedNamesIn('(function () { return this; })()', { isStrict: false })).toEqual(['*']);
  });
});

suite('what only uses it is not:', () => {
  test.each([
    'new Map([[1, 2]])',
    'value instanceof RegExp',
    'class Key extends Map { constructor() { super(); } }',
    'Math.max(1, Math.PI)',
    '[Symbol.iterator]() {}',
    'Date.now() - new Date().getTime()',
    'JSON.parse(JSON.stringify(x))',
    'typeof Blob',
    'Symbol("a") === Symbol.for("b")',
    'Number.MAX_SAFE_INTEGER + Math.LN2',
  ])('%s', (code) => {
    expect(reached(code)).toBe('');
  });
});
