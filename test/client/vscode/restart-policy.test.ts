import { expect, test } from 'ztest';
import { RestartPolicy } from '../../../client/vscode/restart-policy.ts';

test('five times, each later than the one before', () => {
  const policy = new RestartPolicy();
  const waits = [1, 2, 3, 4, 5, 6].map((second) => policy.waitAfterEnd(second * 1000));
  expect(waits).toEqual([0, 500, 1000, 2000, 4000, undefined]);
});

test('an end of long ago is forgotten', () => {
  const policy = new RestartPolicy();
  for (let minute = 0; minute < 20; minute += 2) {
    expect(policy.waitAfterEnd(minute * 60_000)).toBeLessThanOrEqual(500);
  }
});
