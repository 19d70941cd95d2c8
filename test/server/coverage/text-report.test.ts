import { expect, test } from 'ztest';
import { createCoverageMap } from 'istanbul-lib-coverage';
import { writeReports } from '../../../server/coverage/write-reports.ts';

const place = { start: { line: 1, column: 0 }, end: { line: 1, column: 9 } };
const file = '/project/src/a/folder/with-a-name.ts';
const map = createCoverageMap({
  [file]: {
    path: file,
    statementMap: { 0: place },
    s: { 0: 0 },
    fnMap: {},
    f: {},
    branchMap: {},
    b: {},
  },
});
const unwritten = { file: '', write: () => {} };

function tableFor(columns: number): readonly string[] {
  const { text } = writeReports({
    map,
    names: ['text'],
    own: { markdown: unwritten, raw: unwritten },
    rootDir: '/project',
    directory: '/project/coverage',
    screen: { hasColor: false, columns },
  });
  return text.trimEnd().split('\n');
}

test('the table of a terminal is no wider than it, and names of files stay readable', () => {
  for (const columns of [60, 79, 80, 120]) {
    const lines = tableFor(columns);
    expect(Math.max(...lines.map((line) => line.trimEnd().length))).toBeLessThanOrEqual(columns);
    expect(lines.join('\n')).toContain('ith-a-name.ts');
  }
  expect(tableFor(79).join('\n')).not.toContain('Uncovered');
  expect(tableFor(80).join('\n')).toContain('Uncovered Line #s');
  expect(tableFor(20)).toEqual(tableFor(40));
});
