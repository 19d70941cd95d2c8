import { expect, test } from 'ztest';
import { nearest } from '../../../server/config/did-you-mean.ts';

const known = ['timeout', 'hook-timeout', 'tags', 'bail', 'workers', 'pass-with-no-tests'];

test.each([
  ['timout', 'timeout'],
  ['tiemout', 'timeout'],
  ['Timeout', 'timeout'],
  ['hookTimeout', 'hook-timeout'],
  ['passWithNoTests', 'pass-with-no-tests'],
  ['worker', 'workers'],
  ['bial', 'bail'],
  ['tag', 'tags'],
])('%s means %s', (name, meant) => {
  expect(nearest(name, known)).toBe(meant);
});

test.each(['x', '', 'to', 'coverage', 'completely-different'])('%j means nothing known', (name) => {
  expect(nearest(name, known)).toBeUndefined();
});

test('a very long name means nothing known, at once', () => {
  expect(nearest('x'.repeat(1_000_000), known)).toBeUndefined();
});
