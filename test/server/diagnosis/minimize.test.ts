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
    expect(questions).toBeLessThanOrEqual(9);
  });

  test('is two or three that only fail together, in their order', async () => {
    const [two, questionsForTwo] = await findAmong([190, 3]);
    expect(two).toEqual([3, 190]);
    expect(questionsForTwo).toBeLessThanOrEqual(20);
    const [three, questionsForThree] = await findAmong([5, 6, 120]);
    expect(three).toEqual([5, 6, 120]);
    expect(questionsForThree).toBeLessThanOrEqual(30);
  });

  test('is found although some undo what others did', async () => {
    const found = await minimize(items, async (part) => {
      const last = part.findLast((one) => one === 20 || one === 90 || one === 91);
      return await Promise.resolve(
        last === 20 || last === 91 || (part.includes(3) && part.includes(150)),
      );
    });
    expect([[20], [91], [3, 150]]).toContainEqual(found);
  });

  test('is all of it when nothing can be left out', async () => {
    const all = await minimize(
      [1, 2, 3, 4, 5],
      async (part) => await Promise.resolve(part.length === 5),
    );
    expect(all).toEqual([1, 2, 3, 4, 5]);
  });
});
