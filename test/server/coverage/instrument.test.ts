/** What is counted, and where: as Istanbul's instrumenter says it of the same text, but for what is said here. */
import { expect, suite, test } from 'ztest';
import { instrument } from '../../../server/coverage/instrumenter/instrument.ts';
import type { ProbeOptions } from '../../../modules/code-map.ts';
import { createSource } from '../../../server/parsing/create-source.ts';

const plain: ProbeOptions = { counts: false, conditions: false, optionalChaining: false };

/** The texts that are counted, `kind: text`, in the order of the probes; of those with one probe, the longest first. */
function counted(text: string, options: Partial<ProbeOptions> = {}): readonly string[] {
  const lines = text.split('\n');
  const at = (line: number, column: number): number =>
    lines.slice(0, line - 1).reduce((sum, { length }) => sum + length + 1, column);
  const codeMap = instrument(createSource('a.ts', text), { ...plain, ...options })?.codeMap;
  if (codeMap === undefined) return [];
  const textOf = ([l, c, endLine, endColumn]: readonly [number, number, number, number]): string =>
    text.slice(at(l, c), at(endLine, endColumn));
  const { statements, functions, branches } = codeMap;
  return [
    ...functions.map(({ probe, name: called, body }) => ({
      probe,
      what: `function ${called}`,
      of: textOf(body),
    })),
    ...branches.flatMap(({ type, paths }) =>
      paths.map(({ probe, range, label }) => ({
        probe,
        what: [type, label].join(' ').trim(),
        of: range === undefined ? '(not written)' : textOf(range),
      })),
    ),
    ...statements.map(({ probe, range }) => ({ probe, what: 'statement', of: textOf(range) })),
  ]
    .toSorted((a, b) => a.probe - b.probe || b.of.length - a.of.length)
    .map(({ what, of }) => `${what}: ${of}`);
}

test('values of declarations, not declarations; expressions of arrow functions', () => {
  expect(counted('let a;\nconst b = 1, f = (x = 2) => x;')).toEqual([
    'statement: 1',
    'statement: (x = 2) => x',
    'function f: x',
    'statement: x',
    'default-arg: 2',
  ]);
});

test('what begins at the same moment has one probe', () => {
  const probesIn = (text: string): number | undefined =>
    instrument(createSource('a.ts', text), plain)?.codeMap.probeCount;
  expect(probesIn('function f() { const x = (a || b) as c; }')).toBe(2); // f, its statement, a; b
  expect(probesIn('f = (x = a ?? b) => x ? 1 : 2;')).toBe(6); // f =; its default, a; b; f, x; 1; 2
  expect(probesIn('if (a) { b(); } else if (c && d) e(); else throw f || g;')).toBe(7);
  expect(probesIn('switch (a || b) { case c: d(); }')).toBe(3);
  expect(probesIn('try { a(); } catch {}')).toBe(1);
  // What another turn of the loop runs again, or what comes behind a call that may throw, has its own.
  expect(probesIn('while (a && b) c();')).toBe(4);
  expect(probesIn('a(); b(); x = c || d; const y = e(), g = () => {};')).toBe(8);
});

test('ways of an if, written or not', () => {
  expect(counted('if (a) b(); else if (c) { d(); }')).toEqual([
    'statement: if (a) b(); else if (c) { d(); }',
    'if: if (a) b(); else if (c) { d(); }',
    'statement: b();',
    'if: if (c) { d(); }',
    'statement: if (c) { d(); }',
    'if: if (c) { d(); }',
    'statement: d();',
    'if: (not written)',
  ]);
});

test('operands of logical expressions, through parentheses; of assignments with one, too', () => {
  expect(counted('f(a && (b || c));\nd ??= e;')).toEqual([
    'statement: f(a && (b || c));',
    'binary-expr: a',
    'binary-expr: b',
    'binary-expr: c',
    'statement: d ??= e;',
    'binary-expr: d',
    'binary-expr: e',
  ]);
});

test('conditions: operands that decide, not those that the text decides', () => {
  const conditionsIn = (text: string): readonly string[] =>
    counted(text, { conditions: true }).flatMap((one) =>
      one.startsWith('condition') ? one.replace('condition ', '') : [],
    );
  expect(conditionsIn('if (!(a && (b || !c))) d();')).toEqual(
    'true: a, false: a, true: b, false: b, true: !c, false: !c'.split(', '),
  );
  expect(conditionsIn('while (true) { do x = a ? b : c; while (d) } for (;e;);')).toEqual(
    'true: a, false: a, true: d, false: d, true: e, false: e'.split(', '),
  );
  expect(conditionsIn('x = (a && b) ?? c; y = d || {}; z = e || undefined;')).toEqual(
    'true: a, false: a, has a value: b, is nullish: b, true: d, false: d, true: e, false: e'.split(
      ', ',
    ),
  );
  expect(conditionsIn('if (a ?? b) c();')).toEqual(
    'has a value: a, is nullish: a, true: b, false: b'.split(', '),
  );
});

test('optional chains: each link', () => {
  const text = 'f(a?.b.c?.(d?.[e]));';
  expect(counted(text, { optionalChaining: true })).toEqual([
    `statement: ${text}`,
    'optional-chain has a value: ?.b',
    'optional-chain is nullish: (not written)',
    'optional-chain has a value: ?.(d?.[e])',
    'optional-chain is nullish: (not written)',
    'optional-chain has a value: ?.[e]',
    'optional-chain is nullish: (not written)',
  ]);
  expect(counted('(a.b)?.(); a[await b]?.();', { optionalChaining: true })).toHaveLength(2);
});

test('private methods, fields and static blocks', () => {
  expect(counted('class A { #m() {} x = 1; static { f(); } y; }')).toEqual([
    'function #m: {}',
    'statement: 1',
    'statement: f();',
  ]);
});

test('what only the compiler sees is not counted', () => {
  const types = `import type { A } from './a.ts';
interface B { m(): void }
type C = A | B;
declare const d: C;
declare function f(): void;
export type { C };
`;
  expect(counted(types)).toEqual([]);
  expect(
    counted('abstract class A { abstract m(): void; declare x: 1; f(): void; f() {} }'),
  ).toEqual(['function f: {}']);
  expect(counted('enum E { A = 1 || 2 }')).toEqual([]);
});

suite('comments leave code out', () => {
  test.each(['ztest', 'istanbul', 'v8', 'c8'])('%s ignore next', (who) => {
    expect(counted(`/* ${who} ignore next */\nif (a) b();\nc();`)).toEqual(['statement: c();']);
    expect(counted(`// ${who} ignore next -- why\nfunction f() { a(); }\nc();`)).toEqual([
      'statement: c();',
    ]);
  });
  test('in the line of what stands before', () => {
    expect(counted('x = a || /* istanbul ignore next */ b;')).toEqual([
      'statement: x = a || /* istanbul ignore next */ b;',
      'binary-expr: a',
    ]);
    expect(counted('try { a(); } catch /* istanbul ignore next */ { b(); }')).toEqual([
      'statement: try { a(); } catch /* istanbul ignore next */ { b(); }',
      'statement: a();',
    ]);
    expect(counted('if (a) b();\nelse /* istanbul ignore if */ if (c) d();')).not.toContain(
      'statement: d();',
    );
  });
  test.each(['ztest', 'istanbul', 'v8', 'c8'])('%s ignore if, else', (who) => {
    const text = 'if (a) b(); else c();';
    expect(counted(`/* ${who} ignore if -- why */\n${text}`)).not.toContain('statement: b();');
    expect(counted(`/* ${who} ignore else */\n${text}`)).not.toContain('statement: c();');
  });
  test.each(['ztest', 'v8', 'c8'])('%s ignore start, stop and next 2', (who) => {
    const text = `function f() {\n  a();\n  /* ${who} ignore start: why */\n  if (x) b();\n  // ${who} ignore stop\n  c();\n}`;
    expect(counted(text)).toEqual([
      `function f: ${text.slice(13)}`,
      'statement: a();',
      'statement: c();',
    ]);
    expect(counted(`a();\n/* ${who} ignore start */\nb();\nc();`)).toEqual(['statement: a();']);
    expect(counted(`/* ${who} ignore next 2 */\na();\nb();\nc();`)).toEqual(['statement: c();']);
  });
  test('a word of an option leaves out what the option counts', () => {
    const all = { conditions: true, optionalChaining: true };
    expect(counted('/* istanbul ignore next */\nif (a && b?.c) d();', all)).toEqual([]);
    expect(counted('x = a && /* v8 ignore next */ b?.c;', all)).toEqual([
      'statement: x = a && /* v8 ignore next */ b?.c;',
      'binary-expr: a',
      'condition true: a',
      'condition false: a',
    ]);
  });
  test('if and else', () => {
    expect(counted('/* istanbul ignore else */\nif (a) b();')).toEqual([
      'statement: if (a) b();',
      'if: if (a) b();',
      'statement: b();',
    ]);
    expect(counted('/* ztest ignore if */\nif (a) b(); else c();')).toEqual([
      'statement: if (a) b(); else c();',
      'if: c();',
      'statement: c();',
    ]);
  });
  test('start, stop, a number of lines', () => {
    expect(counted('/* v8 ignore start */\na();\n/* v8 ignore stop */\nb();')).toEqual([
      'statement: b();',
    ]);
    expect(counted('/* c8 ignore next 2 */\na();\nb();\nc();')).toEqual(['statement: c();']);
    expect(counted('/* node:coverage disable */\na();\n/* node:coverage enable */\nb();')).toEqual([
      'statement: b();',
    ]);
  });
  test('a whole file', () => {
    expect(counted('/* ztest ignore file */\na();')).toEqual([]);
  });
});

test('names of functions are those that a reader would give', () => {
  const text = `const a = { b() {}, c: () => {}, get d() { return 1; } };
class E { constructor() {} f = () => {}; }
g = function () {};
h(() => {});
export default function () {}`;
  const functions = counted(text).filter((one) => one.startsWith('function'));
  expect(functions.map((one) => one.slice(9, one.indexOf(':')))).toEqual([
    'b',
    'c',
    'd',
    'constructor',
    'f',
    'g',
    '(anonymous_6)',
    '(anonymous_7)',
  ]);
});

test('a chain of thousands of operands is no problem', () => {
  expect(counted(`x = ${'a + '.repeat(20_000)}b;`)).toHaveLength(1);
  expect(counted(`x = ${'a || '.repeat(5000)}b;`)).toHaveLength(5002);
});

test('the name of the counters is one that the source does not have', () => {
  const source = createSource('a.ts', 'const __zt = 1; const __zt_ = 2;');
  expect(instrument(source, plain)?.counters).toBe('__zt__');
});
