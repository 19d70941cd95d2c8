/** The page about Jest leaves nothing out. */
import { readFileSync } from 'node:fs';
import { expect, test } from 'ztest';
import { knownKeys } from '../../server/jest/known-keys.ts';
import { JEST_MEMBERS, RENAMED_MATCHERS } from '../../server/migrate/jest-members.ts';

const page = readFileSync('docs/jest.md', 'utf8');

function missing(names: Iterable<string>): readonly string[] {
  return [...names].filter(
    (name) => !new RegExp(String.raw`\`\S*${name.replace('$', String.raw`\$`)}\``).test(page),
  );
}

test('every key of a configuration is there', () => {
  expect(missing(knownKeys)).toEqual([]);
});

test('every method of the jest object is there', () => {
  expect(missing(JEST_MEMBERS)).toEqual([]);
});

test('every matcher with a second name is there', () => {
  expect(missing([...RENAMED_MATCHERS.keys(), ...RENAMED_MATCHERS.values()])).toEqual([]);
});
