import { expect, suite, test } from 'ztest';
import { runProject } from '../../support/run-project.ts';
import { testOutcomes } from '../../support/outcomes.ts';
import { expectMessage, failureOf, rejectionOf } from './failures.ts';

declare module 'ztest' {
  interface Matchers<R, T> {
    toBeDivisibleBy(divisor: number): R;
    toBeLoaded(value?: T): R;
    toTellItsContext(): R;
  }
  interface AsymmetricMatchers {
    toBeDivisibleBy(divisor: number): never;
  }
}

expect.extend({
  toBeDivisibleBy(received: number, divisor: number) {
    const pass = received % divisor === 0;
    return {
      pass,
      message: () => `${received} ${this.isNot ? 'is' : 'is not'} divisible by ${divisor}`,
    };
  },
  async toBeLoaded(received) {
    return { pass: (await received) === 'loaded', message: () => 'is not loaded' };
  },
  toTellItsContext() {
    const { isNot, promise, equals, utils, currentTestName, customTesters } = { ...this };
    const facts = [
      isNot,
      promise,
      equals({ a: 1 }, { a: 1 }),
      utils.stringify([1]),
      currentTestName,
      customTesters,
    ];
    return { pass: false, message: () => JSON.stringify(facts) };
  },
});

suite('a matcher of the file', () => {
  test('is called like a built-in one', async () => {
    expect(10).toBeDivisibleBy(5);
    expect(10).not.toBeDivisibleBy(3);
    await expect(Promise.resolve(10)).resolves.toBeDivisibleBy(2);
    expectMessage(
      failureOf(() => expect(10).toBeDivisibleBy(3)),
      '10 is not divisible by 3',
    );
    expectMessage(
      failureOf(() => expect(10).not.toBeDivisibleBy(5)),
      '10 is divisible by 5',
    );
  });

  test('is an asymmetric one too', () => {
    expect({ n: 4 }).toEqual({ n: expect.toBeDivisibleBy(2) });
    expect({ n: 5 }).toEqual({ n: expect.not.toBeDivisibleBy(2) });
    const failure = failureOf(() => expect({ n: 5 }).toEqual({ n: expect.toBeDivisibleBy(2) }));
    expect(failure.message).toContain('"n": toBeDivisibleBy<2>');
  });

  test('may be asynchronous', async () => {
    // oxlint-disable-next-line typescript/await-thenable -- the type says what a built-in one would return
    await expect(Promise.resolve('loaded')).toBeLoaded();
    const failure = await rejectionOf(async () => expect('no').toBeLoaded());
    expectMessage(failure, 'is not loaded');
    expect(failure.stack).toContain('own-matchers.test.ts');
  });

  test('has the context that Jest gives', async () => {
    const message = failureOf(() => expect(1).toTellItsContext()).message;
    const name = 'a matcher of the file has the context that Jest gives';
    expect(JSON.parse(message)).toEqual([false, '', true, '[1]', name, []]);
    const later = await rejectionOf(async () =>
      expect(Promise.reject(new Error('x'))).rejects.toTellItsContext(),
    );
    expect(later.message).toContain('rejects');
  });

  test('must be a function, and must answer with a result', () => {
    expect(() => expect.extend({ toBeOdd: 42 as never })).toThrow(
      'expect.extend: `toBeOdd` is not a valid matcher. Must be a function, is "number"',
    );
    expect.extend({ toAnswerNothing: () => undefined as never });
    const assertion: Record<string, () => void> = expect(1) as never;
    expect(() => assertion['toAnswerNothing']?.()).toThrow(
      'Unexpected return from a matcher function.',
    );
  });

  test('belongs to its file, as rules of equality and replaced members of expect do', async () => {
    const change = `
      import { test, expect } from 'ztest';
      expect.extend({ toBeOdd: (n) => ({ pass: n % 2 === 1 }), toBe: (a, b) => ({ pass: a == b }) });
      expect.addEqualityTesters([(a, b) => (typeof a === 'number' && typeof b === 'number') || undefined]);
      expect.any = () => 'replaced';
      test('changed', () => {
        expect(1).toBeOdd();
        expect('1').toBe(1);
        expect([1]).toEqual([2]);
        if (expect.any(String) !== 'replaced') throw new Error('not replaced');
      });`;
    const look = `
      import { test, expect } from 'ztest';
      test('unchanged', () => {
        if ('toBeOdd' in expect(1) || 'toBeOdd' in expect) throw new Error('toBeOdd is here');
        expect(() => expect('1').toBe(1)).toThrow();
        expect([1]).not.toEqual([2]);
        expect('a').toEqual(expect.any(String));
      });`;
    using run = await runProject({ 'a.test.js': change, 'b.test.js': look, 'c.test.js': change }, [
      '--workers',
      '1',
    ]);
    expect(testOutcomes(run.events)).toEqual({ changed: 'passed', unchanged: 'passed' });
  });
});
