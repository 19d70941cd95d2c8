import { expect, suite, test } from 'ztest';
import { minimize } from '../../../server/diagnosis/minimize.ts';

const items = Array.from({ length: 200 }, (_, at) => at);

async function findAmong(
  culprits: readonly number[],
): Promise<readonly [readonly number[], number]> {
  let questions = 0;
  const found = await minimize(items, async (part) => {
    questions++;
    return await Promise.resolve(culprits.every((culprit) => part.includes(culprit)));
  });
  return [found, questions];
}

suite('the smallest part that still fails', () => {
  test.each([0, 73, 199])('is one of 200, number %d, in a few questions', async (culprit) => {
    const [found, questions] = await findAmong([culprit]);
    expect(found).toEqual([culprit]);
    expect(questions).toBeLessThanOrEqual(16);
  });

  test('is two or three that only fail together, in their order', async () => {
    expect((await findAmong([190, 3]))[0]).toEqual([3, 190]);
    expect((await findAmong([5, 6, 120]))[0]).toEqual([5, 6, 120]);
  });

  test('is all of it when nothing can be left out', async () => {
    const all = await minimize(
      [1, 2, 3, 4, 5],
      async (part) => await Promise.resolve(part.length === 5),
    );
    expect(all).toEqual([1, 2, 3, 4, 5]);
  });
});
