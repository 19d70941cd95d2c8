import path from 'node:path';
import { expect, suite, test } from 'ztest';
import {
  createSnapshotFolder,
  SNAP,
  type Expecting,
  type SnapshotFolder,
  type TestCase,
} from './snapshot-run.ts';

/** A run in which each call of an inline matcher stands at the line of the source that its test names. */
function createInlineRun(folder: SnapshotFolder) {
  let line = 0;
  const at =
    (where: number, body: (check: Expecting) => void): TestCase['body'] =>
    (check) => {
      line = where;
      body(check);
    };
  const callerLocation = () => ({
    file: path.join(folder.directory, 'a.test.ts'),
    line,
    column: 11,
  });
  return { at, settings: { callerLocation } };
}

suite('inline snapshots', () => {
  test('are written into the source, then compared', async () => {
    using folder = createSnapshotFolder();
    folder.write(
      'a.test.ts',
      'expect(1).toMatchInlineSnapshot();\nexpect(2).toMatchInlineSnapshot();\n',
    );
    const { at, settings } = createInlineRun(folder);
    const first = await folder.run(
      [
        { title: 'a', body: at(1, (check) => check({ a: 1 }).toMatchInlineSnapshot()) },
        { title: 'b', body: at(2, (check) => check('B').toMatchInlineSnapshot()) },
      ],
      settings,
    );
    expect(first.counts).toMatchObject({ written: 2 });
    expect(folder.read('a.test.ts')).toBe(
      'expect(1).toMatchInlineSnapshot(`\n  {\n    "a": 1,\n  }\n`);\nexpect(2).toMatchInlineSnapshot(`"B"`);\n',
    );
    expect(folder.has(SNAP)).toBe(false);

    const matched: TestCase = {
      title: 'a',
      body: (check) => check({ a: 1 }).toMatchInlineSnapshot('\n  {\n    "a": 1,\n  }\n'),
    };
    expect((await folder.run([matched], { update: 'none' })).counts).toMatchObject({ matched: 1 });
  });

  test('are changed by an update only', async () => {
    using folder = createSnapshotFolder();
    folder.write('a.test.ts', 'expect(1).toMatchInlineSnapshot(`1`);\n');
    const { at, settings } = createInlineRun(folder);
    const tests = [{ title: 'a', body: at(1, (check) => check(2).toMatchInlineSnapshot('1')) }];
    const failed = await folder.run(tests, settings);
    expect(failed.outcomes['a']).toContain('expect(received).toMatchInlineSnapshot(snapshot)');
    expect((await folder.run(tests, { ...settings, update: 'all' })).counts).toMatchObject({
      updated: 1,
    });
    expect(folder.read('a.test.ts')).toBe('expect(1).toMatchInlineSnapshot(`2`);\n');
  });

  test('that are missing fail where nothing may be written', async () => {
    using folder = createSnapshotFolder();
    const run = await folder.run(
      [{ title: 'a', body: (check) => check(1).toMatchInlineSnapshot() }],
      { update: 'none' },
    );
    expect(run.outcomes['a']).toContain('New snapshot was not written');
  });

  test('may be reached several times with one value', async () => {
    using folder = createSnapshotFolder();
    folder.write('a.test.ts', 'expect(v).toMatchInlineSnapshot();\n');
    const { at, settings } = createInlineRun(folder);
    const row = (title: string) => ({
      title,
      body: at(1, (check) => check('same').toMatchInlineSnapshot()),
    });
    const run = await folder.run([row('row 1'), row('row 2')], settings);
    expect(run.outcomes).toEqual({ 'row 1': 'passed', 'row 2': 'passed' });
    expect(folder.read('a.test.ts')).toBe('expect(v).toMatchInlineSnapshot(`"same"`);\n');
  });

  test.each([['new'], ['all']] as const)(
    'reached with differing values fail and are not written (%s)',
    async (update) => {
      using folder = createSnapshotFolder();
      const source = 'expect(v).toMatchInlineSnapshot();\n';
      folder.write('a.test.ts', source);
      const { at, settings } = createInlineRun(folder);
      const row = (value: number) => ({
        title: `row ${value}`,
        body: at(1, (check) => check(value).toMatchInlineSnapshot()),
      });
      const run = await folder.run([row(1), row(2), row(1)], { ...settings, update });
      expect(run.outcomes['row 2']).toContain(
        'ZT1608 The inline snapshot at a.test.ts:1:11 is reached more than once',
      );
      expect(folder.read('a.test.ts')).toBe(source);
    },
  );

  test('agree with what already matches before another value is written over it', async () => {
    using folder = createSnapshotFolder();
    const source = 'expect(v).toMatchInlineSnapshot(`1`);\n';
    folder.write('a.test.ts', source);
    const { at, settings } = createInlineRun(folder);
    const row = (value: number) => ({
      title: `row ${value}`,
      body: at(1, (check) => check(value).toMatchInlineSnapshot('1')),
    });
    const run = await folder.run([row(1), row(2)], { ...settings, update: 'all' });
    expect(run.outcomes['row 2']).toContain('ZT1608');
    expect(folder.read('a.test.ts')).toBe(source);
  });

  test('of an attempt that is retried are forgotten', async () => {
    using folder = createSnapshotFolder();
    folder.write('a.test.ts', 'expect(v).toMatchInlineSnapshot();\n');
    const { at, settings } = createInlineRun(folder);
    const body: TestCase['body'] = (check, attempt) => {
      at(1, (expecting) => expecting(attempt).toMatchInlineSnapshot())(check, attempt);
      if (attempt === 0) throw new Error('flaky');
    };
    const run = await folder.run([{ title: 'a', body, retries: 1 }], settings);
    expect(run.counts).toMatchObject({ written: 1 });
    expect(folder.read('a.test.ts')).toBe('expect(v).toMatchInlineSnapshot(`1`);\n');
  });

  test('are not written into a source that has changed since it was loaded', async () => {
    using folder = createSnapshotFolder();
    const loaded = 'expect(v).toMatchInlineSnapshot();\n';
    const edited = `// a new line\n${loaded}`;
    folder.write('a.test.ts', edited);
    const { at, settings } = createInlineRun(folder);
    const run = await folder.run(
      [{ title: 'a', body: at(1, (check) => check(1).toMatchInlineSnapshot()) }],
      {
        ...settings,
        isUnchanged: (_, text) => text === loaded,
      },
    );
    expect(run.problems).toMatchObject([{ code: 'ZT1606', location: { file: 'a.test.ts' } }]);
    expect(folder.read('a.test.ts')).toBe(edited);
  });

  test('without a known place fail at once', async () => {
    using folder = createSnapshotFolder();
    const run = await folder.run([
      { title: 'a', body: (check) => check(1).toMatchInlineSnapshot() },
    ]);
    expect(run.outcomes['a']).toContain('ZT1607');
  });

  test('leave the stored snapshot that they replace to be removed', async () => {
    using folder = createSnapshotFolder();
    folder.write('a.test.ts', 'expect(v).toMatchInlineSnapshot();\n');
    await folder.run([{ title: 'a', body: (check) => check('1').toMatchSnapshot() }]);
    const { at, settings } = createInlineRun(folder);
    const tests = [{ title: 'a', body: at(1, (check) => check('1').toMatchInlineSnapshot('"1"')) }];
    expect((await folder.run(tests, settings)).obsolete).toEqual(['a 1']);
    await folder.run(tests, { ...settings, update: 'all' });
    expect(folder.has(SNAP)).toBe(false);
  });
});
