import { expect, test } from 'ztest';
import { enableRemovedAliases } from '../../../test-host/expect/built-in-matchers.ts';
// A copy of its own: once enabled, they are there for the whole process.
import { expect as copy } from '../../../test-host/expect/expect.ts';
import { failureOf, plain } from './failures.ts';
import { mockFunction } from './odd-values.ts';

type Loose = Record<string, (...args: unknown[]) => unknown>;

test('the aliases of Jest 29 work and are named in messages, once they are enabled', async () => {
  enableRemovedAliases();
  const called: Loose = copy(mockFunction([[1], [2]])) as never;
  called['toBeCalled']?.();
  called['toBeCalledTimes']?.(2);
  called['lastCalledWith']?.(2);
  called['nthCalledWith']?.(1, 1);
  called['toReturnTimes']?.(1);
  await (copy(Promise.reject(new Error('x'))).rejects as never as Loose)['toThrowError']?.('x');
  const first = (assertion: () => unknown) => plain(failureOf(assertion).message).split('\n')[0];
  expect(first(() => called['toBeCalledWith']?.(3))).toBe(
    'expect(jest.fn()).toBeCalledWith(...expected)',
  );
  expect(first(() => (copy(1) as never as Loose)['toBeCalled']?.())).toBe(
    'expect(received).toBeCalled()',
  );
});
