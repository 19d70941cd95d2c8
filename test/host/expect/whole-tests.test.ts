import { expect, suite, test } from 'ztest';
import type { RunMessage } from '../../../test-host/protocol.ts';
import { testOutcomes } from '../../support/outcomes.ts';
import { runProject } from '../../support/run-project.ts';

suite('at its end, a test answers', () => {
  test('for assertions that nobody awaited', async () => {
    const source = `
      import { test, expect } from 'ztest';
      const one = () => expect(Promise.resolve(1)).resolves.toBe(1);
      expect.extend({ async toSettle() { return { pass: true } } });
      test('forgets', () => { one() });
      test('forgets a failing one', async () => { expect(Promise.resolve(1)).resolves.toBe(2); await 0; await 0; await 0; await 0; await 0; await 0 });
      test('forgets a poll', () => { expect.poll(() => 1).toBe(1) });
      test('forgets an own one', () => { expect(1).toSettle() });
      test('awaits', async () => { await one() });
      test('returns', () => one());
      test('awaits all', () => Promise.all([one(), one()]));
      test('chains', () => one().then(() => {}));
      test('awaits late', async () => { const promise = one(); await 0; await promise });`;
    using run = await runProject({ 'a.test.js': source });
    expect(testOutcomes(run.events)).toEqual({
      forgets: 'failed',
      'forgets a failing one': 'failed',
      'forgets a poll': 'failed',
      'forgets an own one': 'failed',
      awaits: 'passed',
      returns: 'passed',
      'awaits all': 'passed',
      chains: 'passed',
      'awaits late': 'passed',
    });
    const [forgotten, failing] = errorsOf(run.events);
    expect(forgotten).toMatchObject([
      { code: 'ZT1402', stack: [{ file: 'a.test.js', line: 3 }, expect.anything()] },
    ]);
    expect(failing?.[0]?.cause?.message).toContain('Expected: 2');
  });

  test('for soft failures, all of them, and for the count of its assertions', async () => {
    const source = `
      import { test, expect } from 'ztest';
      test('soft', async () => {
        expect.soft(1).toBe(2);
        await expect.soft(Promise.resolve('a')).resolves.toBe('b');
        expect.soft(3).toBe(3);
        throw new Error('and this');
      });
      test('bound', (t) => { t.expect.soft(1).toBe(2); t.expect.assertions(2) });
      test('too few', () => { expect.assertions(2); expect(1).toBe(1) });
      test('none', () => { expect.hasAssertions() });
      test('enough', async () => { expect.assertions(1); await expect(Promise.resolve(1)).resolves.toBe(1) });`;
    using run = await runProject({ 'a.test.js': source });
    const messages = errorsOf(run.events).map((errors) =>
      errors.map(({ message }) => message.split('\n').at(-1)),
    );
    expect(messages).toEqual([
      expect.arrayContaining(['and this', 'Received: 1', 'Received: "a"']),
      ['Received: 1', 'Expected two assertions to be called but received one assertion call.'],
      ['Expected two assertions to be called but received one assertion call.'],
      ['Expected at least one assertion to be called but received none.'],
      [],
    ]);
  });

  test("without loading Jest's expect, when all is well", async () => {
    const source = `
      import { test, expect, mock } from 'ztest';
      import module from 'node:module';
      test('passes', async () => {
        const fn = mock.fn(() => 1);
        fn('a', { b: [1] });
        expect(fn).toHaveBeenCalledWith('a', expect.objectContaining({ b: [expect.any(Number)] }));
        expect(fn).toHaveReturnedWith(1);
        expect([new Map([[1, { a: new Date(0) }]]), new Set([{ b: 1 }])]).toEqual([new Map([[1, { a: new Date(0) }]]), new Set([{ b: 1 }])]);
        expect({ a: { b: 1 }, c: 2 }).toMatchObject({ a: { b: 1 } });
        expect({ a: { b: 1 } }).toHaveProperty('a.b', 1);
        expect({ a: 1 }).not.toEqual({ a: 2 });
        expect(() => { throw new TypeError('bad') }).toThrow(/bad/);
        await expect(Promise.reject(new Error('x'))).rejects.toThrow('x');
        let n = 0;
        await expect.poll(() => ++n, { interval: 1 }).toBe(3);
        const chunks = Object.keys(module._cache).filter((file) => file.includes('jest-expect'));
        if (chunks.length > 0) throw new Error('loaded ' + chunks);
      });`;
    using run = await runProject({ 'a.test.js': source });
    expect(testOutcomes(run.events)).toEqual({ passes: 'passed' });
  });
});

type Errors = Extract<RunMessage, { type: 'test-finished' }>['errors'];

function errorsOf(events: readonly RunMessage[]): Errors[] {
  return events.flatMap((event) => (event.type === 'test-finished' ? [event.errors] : []));
}
