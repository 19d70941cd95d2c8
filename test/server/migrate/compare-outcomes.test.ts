import { expect, test } from 'ztest';
import { compareOutcomes, type Outcome } from '../../../server/migrate/compare-outcomes.ts';

function compare(before: string, after: string): readonly [same: number, all: number] {
  const only = (title: string): Map<string, readonly Outcome[]> =>
    new Map([[`a.test.js › ${title}`, ['passed']]]);
  const { same, all } = compareOutcomes(only(before), only(after));
  return [same, all];
}

test.each([
  ['digits', 'on 2026-01-01', 'on 2026-01-02'],
  ['parentheses of a function', 'calls (path) => path.x', 'calls path => path.x'],
  [
    'blanks, quotes and commas of a function',
    `f(function (a) { return ['x',]; })`,
    `f(function(a) { return ["x"] })`,
  ],
])('titles that differ in %s alone are one test', (_, before, after) => {
  expect(compare(before, after)).toEqual([1, 1]);
});

test.each([
  [`adds 'a'`, `adds "a"`],
  ['(a) => a.b', '(a) => a.c'],
])('titles that differ in more are two: %s', (before, after) => {
  expect(compare(before, after)).toEqual([0, 2]);
});
