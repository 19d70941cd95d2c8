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
