/** Types of titles, options and the context argument. Nothing in this folder runs. */
import { afterAll, beforeAll, beforeEach, suite, test, type TestContext } from 'ztest';
import { defineConfig } from 'ztest/config';
import { same } from './same.ts';

class Cart {}

export function declarations(): void {
  test('title', () => {});
  test(Cart, () => {});
  test(suites, async () => {});
  test('to be written');
  test.todo('to be written');
  test(
    'options',
    { timeout: '5s', tags: ['db'], retry: { count: 2, delay: '100ms', when: /X/ } },
    (t) => {
      same<typeof t, TestContext>(true);
      same<typeof t.signal, AbortSignal>(true);
    },
  );
  test('options behind', () => {}, { timeout: 100 });
  test('done', (done) => {
    setTimeout(done, 1);
  });
  test('done of another kind', (done: (error?: Error) => void) => done());
  test('skips', (t) => t.skip('later'));
}

export function suites(): void {
  suite('cart', { mode: 'concurrent', locks: 'db' }, () => {
    beforeAll(async (t) => same<typeof t.name, string>(true));
    afterAll((done) => done());
    beforeEach((t) => same<typeof t, TestContext>(true), '1s');
  });
}

export function mistakes(): void {
  // @ts-expect-error no such unit
  test('unit', { timeout: '5 sec' }, () => {});
  // @ts-expect-error no such option
  test('option', { timout: 5 }, () => {});
  // @ts-expect-error a suite cannot be expected to fail
  suite('fails', { fails: true }, () => {});
  // @ts-expect-error a test returns nothing or a promise
  test('number', () => 5);
  // @ts-expect-error no such modifier
  test.onyl('typo', () => {});
  // @ts-expect-error the callback of a suite must not be async
  suite('async', async () => {});
  // @ts-expect-error no such level
  void defineConfig({ isolation: 'half' });
  // @ts-expect-error no such key
  void defineConfig({ worker: 1 });
}
