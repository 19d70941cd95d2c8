import { expect, suite, test } from 'ztest';
import { findObsoleteSnapshotFiles } from '../../../test-host/snapshot/obsolete-files.ts';
import { createSnapshotFolder, HEADER, SNAP, type TestCase } from './snapshot-run.ts';

const check = (title: string): TestCase => ({
  title,
  body: (expecting) => expecting(1).toMatchSnapshot(),
});
const stored = (...keys: string[]) =>
  HEADER + keys.map((key) => `exports[\`${key}\`] = \`1\`;\n`).join('\n');

suite('snapshots that no test asks for', () => {
  test('are reported and kept', async () => {
    using folder = createSnapshotFolder();
    folder.write(SNAP, stored('gone 1', 'here 1'));
    const run = await folder.run([check('here')]);
    expect(run.obsolete).toEqual(['gone 1']);
    expect(run.counts).toMatchObject({ obsolete: 1, removed: 0 });
    expect(folder.read(SNAP)).toBe(stored('gone 1', 'here 1'));
  });

  test('are removed by an update', async () => {
    using folder = createSnapshotFolder();
    folder.write(SNAP, stored('gone 1', 'here 1'));
    const run = await folder.run([check('here')], { update: 'all' });
    expect(run.counts).toMatchObject({ obsolete: 0, removed: 1 });
    expect(run.obsolete).toEqual([]); // nobody is told to remove them again
    expect(folder.read(SNAP)).toBe(stored('here 1'));
  });

  test('take the file with them when an update leaves none', async () => {
    using folder = createSnapshotFolder();
    folder.write(SNAP, stored('gone 1'));
    const run = await folder.run([{ title: 'other', body: () => {} }], { update: 'all' });
    expect(run.counts).toMatchObject({ removed: 1 });
    expect(folder.has(SNAP)).toBe(false);
  });

  test('stay when their test was skipped or failed, also those with a hint', async () => {
    using folder = createSnapshotFolder();
    const text = stored(
      'failed 1',
      'failed 2',
      'skipped 1',
      'skipped: some: hint 1',
      'skipped too 1',
    );
    folder.write(SNAP, text);
    const fails: TestCase = {
      title: 'failed',
      body: () => {
        throw new Error('before its snapshots');
      },
    };
    const run = await folder.run([fails, { ...check('skipped'), isSkipped: true }], {
      update: 'all',
    });
    expect(run.counts).toMatchObject({ obsolete: 0, removed: 1 });
    expect(folder.read(SNAP)).toBe(text.replace(/\nexports\[`skipped too 1`\] = `1`;\n/, ''));
  });

  test('are found in a file that takes no snapshot at all', async () => {
    using folder = createSnapshotFolder();
    folder.write(SNAP, stored('gone 1'));
    const run = await folder.run([{ title: 'other', body: () => {} }]);
    expect(run.obsolete).toEqual(['gone 1']);
  });
});

suite('snapshot files without a test file', () => {
  const exists = (testPath: string) => testPath === '/p/here.test.ts';

  test('are found', () => {
    const files = [
      '/p/__snapshots__/here.test.ts.snap',
      '/p/__snapshots__/gone.test.ts.snap',
      '/p/other/app.snap',
    ];
    expect(findObsoleteSnapshotFiles(files, { testFileExists: exists })).toEqual([
      '/p/__snapshots__/gone.test.ts.snap',
    ]);
  });

  test('of ignored tests are left alone', () => {
    const files = ['/p/__snapshots__/gone.test.ts.snap'];
    expect(
      findObsoleteSnapshotFiles(files, { testFileExists: exists, isIgnored: () => true }),
    ).toEqual([]);
  });

  test('are found by the rule of the project', () => {
    const resolveTestPath = (file: string) => file.replace('.shot', '.test.ts');
    expect(
      findObsoleteSnapshotFiles(['/p/here.shot', '/p/gone.shot'], {
        testFileExists: exists,
        resolveTestPath,
      }),
    ).toEqual(['/p/gone.shot']);
  });
});
