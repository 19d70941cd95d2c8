/** How many files a host is given at once. */
import { expect, test } from 'ztest';
import { isShortOfWork, portionSize, type PlannedFile } from '../../../server/running/plan.ts';

const planned = (
  expected: readonly (number | undefined)[],
  isolation: PlannedFile['isolation'] = 'partial',
): readonly PlannedFile[] =>
  expected.map((one, i) => ({ file: `${i}.test.ts`, isolation, expected: one }));
const many = (count: number, expected: number | undefined) =>
  planned(Array.from({ length: count }, () => expected));

test.each([
  { what: 'a lone host gets what it can do in 40 ms', files: many(100, 4), hosts: 1, size: 10 },
  { what: 'of several each gets a fair share', files: many(18, 8), hosts: 2, size: 3 },
  { what: 'files that take next to nothing', files: many(18, 0.5), hosts: 4, size: 10 },
  {
    what: 'the next one waits while the first runs',
    files: planned([90, 2, 90]),
    hosts: 2,
    size: 2,
  },
  { what: 'a long one does not wait', files: planned([90, 80, 70]), hosts: 2, size: 1 },
  { what: 'it does where there is one host', files: planned([90, 80, 70]), hosts: 1, size: 2 },
  { what: 'nobody knows how long', files: many(3, undefined), hosts: 2, size: 1 },
  { what: 'a process of its own', files: planned([1, 1], 'full'), hosts: 1, size: 1 },
  { what: 'the last file', files: planned([500]), hosts: 2, size: 1 },
])('$what: $size', ({ files, hosts, size }) => {
  expect(portionSize(files, { hosts, isIdle: true })).toBe(size);
});

test('a host that is at work has its next one', () => {
  expect(portionSize(planned([90, 2, 90]), { hosts: 2, isIdle: false })).toBe(1);
});

test('files that never ran take as long as those before them', () => {
  const options = { hosts: 1, isIdle: false };
  expect(portionSize(many(100, undefined), options)).toBe(4);
  expect(portionSize(many(100, undefined), { ...options, unknown: 2 })).toBe(20);
});

test.each([
  { what: '20 that took 2 ms each', files: many(20, undefined), unknown: 2, isShort: true },
  { what: '21', files: many(21, undefined), unknown: 2, isShort: false },
  { what: 'a long one', files: many(1, 90), unknown: 2, isShort: false },
])('a host that holds $what is short of work: $isShort', ({ files, unknown, isShort }) => {
  expect(isShortOfWork(files, unknown)).toBe(isShort);
});
