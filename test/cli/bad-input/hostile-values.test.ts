import { expect, test } from 'ztest';
import { testOutcomes } from '../../support/outcomes.ts';
import { run } from '../run.ts';

const cases: Readonly<Record<string, string>> = {
  cyclic: `const a: any = { n: 1 }; a.self = a; const b: any = { n: 2 }; b.self = b; expect(a).toEqual(b);`,
  'a proxy that throws': `const no = () => { throw new Error('trap'); }; expect(new Proxy({}, { get: no, has: no, ownKeys: no, getPrototypeOf: no, getOwnPropertyDescriptor: no })).toEqual({ a: 1 });`,
  'a revoked proxy': `const { proxy, revoke } = Proxy.revocable({}, {}); revoke(); expect(proxy).toBe(1);`,
  'a getter that throws': `expect({ get bad(): never { throw new Error('getter'); }, a: 1 }).toEqual({ a: 2 });`,
  'toString that throws': `expect({ toString() { throw new Error('a'); }, toJSON() { throw new Error('b'); } }).toBe(3);`,
  'a thrown proxy': `throw new Proxy(new Error('x'), { get() { throw new Error('trap'); } });`,
  'a thrown revoked proxy': `const { proxy, revoke } = Proxy.revocable({}, {}); revoke(); throw proxy;`,
  'a revoked proxy in a rejection': `const { proxy, revoke } = Proxy.revocable({}, {}); revoke(); return Promise.reject(proxy);`,
  'a returned revoked proxy': `const { proxy, revoke } = Proxy.revocable({}, {}); revoke(); return proxy;`,
  'an error with throwing getters': `const e = new Error('x'); for (const key of ['message', 'stack', 'name']) Object.defineProperty(e, key, { get() { throw new Error(key); } }); throw e;`,
  'an endless generator': `function* g() { for (let i = 0; ; i++) yield i; } expect(g()).toEqual([1]);`,
  'very deep': `let a: any = {}; let b: any = { x: 1 }; for (let i = 0; i < 20_000; i++) { a = { a }; b = { a: b }; } expect(a).toEqual(b);`,
  'very large': `const a = Array.from({ length: 200_000 }, (_, i) => ({ i })); const b = a.map((x) => ({ ...x })); b[5] = { i: -1 }; expect(a).toEqual(b);`,
  'a long text': `expect('a'.repeat(1_000_000)).toBe('a'.repeat(999_999) + 'b');`,
};

test('assertions on values that do not want to be looked at fail as such, and fast', async () => {
  const tests = Object.entries(cases).map(
    ([title, body]) => `test(${JSON.stringify(title)}, () => { ${body} });`,
  );
  using ended = await run({
    'a.test.ts': [
      `import { expect, test } from 'ztest';`,
      ...tests,
      `test('last', () => {});`,
      '',
    ].join('\n'),
  });
  expect(ended.exitCode).toBe(1);
  expect(testOutcomes(ended.events)).toEqual({
    ...Object.fromEntries(Object.keys(cases).map((title) => [title, 'failed'])),
    last: 'passed',
  });
  const end = ended.events.find((event) => event.type === 'run-finished');
  expect(end).toMatchObject({ duration: expect.closeTo(0, -4) });
  expect(ended.output.length).toBeLessThan(100_000);
  expect(ended.output).toContain('"self": [Circular]');
  expect(ended.output).toContain('They first differ at [5].i:');
});

test('what JavaScript hands in besides texts costs no other test its result', async () => {
  using ended = await run({
    'a.test.js': [
      `import { test } from 'ztest';`,
      `const cyclic = { n: 1 }; cyclic.self = cyclic;`,
      `const { proxy, revoke } = Proxy.revocable({}, {}); revoke();`,
      `const hostile = { toString() { throw new Error('no'); }, get $$typeof() { throw new Error('no'); } };`,
      `test('skips', (t) => t.skip(cyclic));`,
      `test('annotates', (t) => { t.annotate(proxy, cyclic); t.attach(proxy, { a: 1 }); });`,
      `test.each([[proxy], [hostile]])('%p or %s', () => {});`,
      `test.each([{ it: proxy }, { it: hostile }])('named $it', () => {});`,
      `test('last', () => {});`,
      '',
    ].join('\n'),
  });
  expect(ended.exitCode).toBe(0);
  expect(testOutcomes(ended.events)).toMatchObject({
    skips: 'skipped skip',
    annotates: 'passed',
    '<Revoked Proxy> or %s': 'passed',
    'named <Revoked Proxy>': 'passed',
    last: 'passed',
  });
  expect(Object.keys(testOutcomes(ended.events))).toHaveLength(7);
});

test('what a test mocks of the language does not decide what its assertions say, nor where they stand', async () => {
  const mocks = [
    `mock.spyOn(Object, 'keys').mockReturnValue(['x']);`,
    `mock.spyOn(Object, 'is').mockReturnValue(true);`,
    `mock.spyOn(Object, 'getPrototypeOf').mockReturnValue(null);`,
    `mock.spyOn(Object, 'hasOwn').mockReturnValue(true);`,
    `mock.spyOn(Array, 'isArray').mockReturnValue(true);`,
    `mock.spyOn(JSON, 'parse').mockReturnValue(5);`,
  ];
  const tests = mocks.flatMap((text, i) => [
    `test('objects ${i}', () => { ${text} expect({ a: [1] }).toEqual({ a: [2] }); });`,
    `test('values ${i}', () => { ${text} expect(1).toBe(2); });`,
    `test('parts ${i}', () => { ${text} expect({ a: { b: 1 } }).toMatchObject({ a: { b: 2 } }); });`,
  ]);
  using ended = await run({
    'a.test.ts': `import { expect, mock, test } from 'ztest';\ninterface Unused { a: 1 }\nJSON.parse = (() => 5) as never;\n${tests.join('\n')}\n`,
  });
  expect(ended.exitCode).toBe(1);
  expect(Object.values(testOutcomes(ended.events))).toEqual(tests.map(() => 'failed'));
  expect(ended.output).toMatch(/at a\.test\.ts:4:\d+/);
});

test.each(['delete globalThis.process;', 'globalThis.process = { env: {} };'])(
  'a file that takes the process away with "%s" runs',
  async (text) => {
    using ended = await run({
      'a.test.ts': `import { test } from 'ztest';\n// @ts-expect-error\n${text}\ntest('runs', () => {});\n`,
    });
    expect(testOutcomes(ended.events)).toEqual({ runs: 'passed' });
  },
);
