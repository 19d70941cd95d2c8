import { expect, test } from 'ztest';
import { snapshotEntries, titlesOfKey } from '../../../client/vscode/snapshots/snapshot-entries.ts';

const text = `// Jest Snapshot v1, https://jestjs.io/docs/snapshot-testing

exports[\`cart prints 1\`] = \`
Object {
  "a": 1,
}
\`;

exports[\`one line 1\`] = \`"a"\`;

exports[\`with \\\`ticks\\\` 2\`] = \`
"a \\\`;
b"
\`;

exports[\`empty 1\`] = \`\`;
`;

test('entries with their lines, whatever is in them', () => {
  expect(snapshotEntries(text)).toEqual([
    { key: 'cart prints 1', line: 2, endLine: 6 },
    { key: 'one line 1', line: 8, endLine: 8 },
    { key: 'with `ticks` 2', line: 10, endLine: 13 },
    { key: 'empty 1', line: 15, endLine: 15 },
  ]);
});

test('an entry that is not closed yet is none', () => {
  expect(snapshotEntries('exports[`a 1`] = `\nObject {')).toEqual([]);
});

test('a key may end in a hint', () => {
  expect(titlesOfKey('cart prints: as JSON 12')).toEqual(['cart prints: as JSON', 'cart prints']);
});
