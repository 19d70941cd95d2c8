/** How many hosts a run begins with. */
import { expect, test } from 'ztest';
import { hostsFor } from '../../../server/running/plan.ts';

const files = (count: number, expected: number | undefined, isolation = 'partial' as const) =>
  Array.from({ length: count }, () => ({ isolation, expected }));

test.each([
  { what: 'many files never seen before', planned: files(20, undefined), hosts: 1 },
  { what: 'a few files never seen before', planned: files(10, undefined), hosts: 8 },
  { what: 'fewer files than workers', planned: files(3, 1000), hosts: 3 },
  { what: 'no file', planned: [], hosts: 1 },
  { what: 'many short files', planned: files(100, 2), hosts: 1 },
  { what: 'work for three', planned: files(10, 80), hosts: 3 },
  { what: 'long files', planned: files(20, 1000), hosts: 8 },
])('$what: $hosts', ({ planned, hosts }) => {
  expect(hostsFor(planned, 8)).toBe(hosts);
});

test('who hears the results takes longer than one host', () => {
  expect(hostsFor(files(100, 20), 8, 3000)).toBe(1);
  expect(hostsFor(files(100, 200), 8, 3000)).toBe(6);
});

test('a process a file wants them all at once', () => {
  const planned = files(4, 1).map((file) => ({ ...file, isolation: 'full' as const }));
  expect(hostsFor(planned, 8)).toBe(4);
});
