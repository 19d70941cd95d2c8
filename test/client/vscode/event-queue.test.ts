import { expect, test } from 'ztest';
import { EventQueue } from '../../../client/vscode/running/event-queue.ts';

test('handles everything in order, and lets others in between', async () => {
  const handled: number[] = [];
  let others = 0;
  const queue = new EventQueue<number>((event) => {
    const end = performance.now() + 1;
    while (performance.now() < end);
    handled.push(event);
  });
  const timer = setInterval(() => others++, 1);
  const numbers = Array.from({ length: 100 }, (_, i) => i);
  queue.add(numbers.slice(0, 60));
  queue.add(numbers.slice(60));
  await queue.empty();
  clearInterval(timer);
  expect(handled).toEqual(numbers);
  expect(others).toBeGreaterThan(2);
});

test('what comes while it works is handled too', async () => {
  const handled: string[] = [];
  const queue = new EventQueue<string>((event) => {
    handled.push(event);
    if (event === 'a') queue.add(['b']);
  });
  queue.add(['a']);
  await queue.empty();
  queue.add(['c']);
  await queue.empty();
  expect(handled).toEqual(['a', 'b', 'c']);
});
