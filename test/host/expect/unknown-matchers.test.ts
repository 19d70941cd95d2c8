import { expect, suite, test } from 'ztest';
import { hintForMissingMatcher } from '../../../test-host/expect/file-matchers.ts';
import { failureOf } from './failures.ts';

type Loose = Record<string, ((...args: unknown[]) => unknown) | undefined>;
const assertion = (value: unknown): Loose => expect(value) as never;

suite('a matcher that is not there', () => {
  test('is answered with the one that was probably meant', () => {
    const failure = failureOf(() => assertion(1)['toEqul']?.(1));
    expect(failure.message).toBe('expect(…).toEqul is not a matcher. Did you mean toEqual?');
    expect(failure).toHaveProperty('code', 'ZT1401');
    expect(failure.stack?.split('\n')[1]).toContain('unknown-matchers.test.ts');
    const later: Loose = expect(Promise.resolve(1)).resolves as never;
    expect(failureOf(() => later['toEqul']?.(1)).message).toContain('Did you mean toEqual?');
  });

  test('that Jest 30 removed is answered with its new name', () => {
    const failure = failureOf(() => assertion(1)['toBeCalledTimes']?.(1));
    expect(failure.message).toContain('was removed in Jest 30');
    expect(failure).toHaveProperty('hint', 'Use toHaveBeenCalledTimes, which is the same.');
  });

  test('is undefined when nothing resembles it, so that code can ask', async () => {
    expect(typeof assertion(1)['toHaveNoViolations']).toBe('undefined');
    expect('toHaveNoViolations' in assertion(1)).toBe(false);
    expect('toEqual' in assertion(1)).toBe(true);
    expect(assertion(1)['then']).toBeUndefined();
    expect(JSON.stringify(assertion(1))).toContain('"actual":1');
    const awaited: unknown = await Promise.resolve(assertion(1));
    expect(typeof awaited).toBe('object');
  });

  test('gets a hint for the error of the engine', () => {
    const error = failureOf(() =>
      (expect(1) as never as { toHaveNoViolations(): void }).toHaveNoViolations(),
    );
    expect(hintForMissingMatcher(error.message)).toContain(
      'No matcher is called toHaveNoViolations.',
    );
    expect(hintForMissingMatcher('x is not a function')).toBeUndefined();
  });
});
