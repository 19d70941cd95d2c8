import fs from 'node:fs';
import path from 'node:path';
import { expect, suite, test } from 'ztest';
import { createSnapshotState } from '../../../test-host/snapshot/chunk.ts';
import { realFs } from '../../../test-host/snapshot/real-fs.ts';
import { createSnapshotFolder, HEADER, SNAP, type TestCase } from './snapshot-run.ts';

const a: TestCase = { title: 'a', body: (check) => check('A').toMatchSnapshot() };
const b: TestCase = { title: 'b', body: (check) => check('B').toMatchSnapshot() };

suite('merge conflict markers', () => {
  const conflict =
    `${HEADER}exports[\`a 1\`] = \`"A"\`;\n\n<<<<<<< HEAD\nexports[\`b 1\`] = \`"B"\`;\n=======\n` +
    'exports[`b 1`] = `"C"`;\n>>>>>>> theirs\n';

  test('fail the tests of the file, naming file and line, and nothing is written', async () => {
    using folder = createSnapshotFolder();
    folder.write(SNAP, conflict);
    const run = await folder.run([a, b]);
    const message = `ZT1601 The snapshot file ${SNAP} has merge conflict markers at line 5.`;
    expect(run.outcomes).toEqual({ a: message, b: message });
    expect(folder.read(SNAP)).toBe(conflict);
  });

  test('are reported when no test asks for a snapshot', async () => {
    using folder = createSnapshotFolder();
    folder.write(SNAP, conflict);
    const run = await folder.run([{ ...a, isSkipped: true }]);
    expect(run.problems).toMatchObject([{ code: 'ZT1601', location: { file: SNAP, line: 5 } }]);
  });

  test('are resolved by an update of the whole file', async () => {
    using folder = createSnapshotFolder();
    folder.write(SNAP, conflict);
    const run = await folder.run([a, b], { update: 'all' });
    expect(run.problems).toEqual([]);
    expect(folder.read(SNAP)).toBe(
      `${HEADER}exports[\`a 1\`] = \`"A"\`;\n\nexports[\`b 1\`] = \`"B"\`;\n`,
    );
  });

  test('are not resolved by an update of some tests only', async () => {
    using folder = createSnapshotFolder();
    folder.write(SNAP, conflict);
    const run = await folder.run([a, { ...b, isSkipped: true }], { update: 'all' });
    expect(run.problems).toMatchObject([{ code: 'ZT1612' }]);
    expect(folder.read(SNAP)).toBe(conflict);
  });

  test('inside of one snapshot fail its test only', async () => {
    using folder = createSnapshotFolder();
    folder.write(
      SNAP,
      `${HEADER}exports[\`a 1\`] = \`\n<<<<<<< HEAD\n"A"\n=======\n"B"\n>>>>>>> theirs\n\`;\n\nexports[\`b 1\`] = \`"B"\`;\n`,
    );
    const run = await folder.run([a, b]);
    expect(run.outcomes).toEqual({
      a: `ZT1601 The snapshot file ${SNAP} has merge conflict markers at line 4.`,
      b: 'passed',
    });
  });

  test('that belong to the value are no conflict', async () => {
    using folder = createSnapshotFolder();
    const value = 'x\n<<<<<<< HEAD\n1\n=======\n2\n>>>>>>> b\n';
    const tests: TestCase[] = [{ title: 't', body: (check) => check(value).toMatchSnapshot() }];
    await folder.run(tests);
    expect((await folder.run(tests, { update: 'none' })).outcomes).toEqual({ t: 'passed' });
  });
});

suite('a snapshot file', () => {
  test.each([
    ['exports[`a 1`] = `"A', 'the ` that opens here is never closed at line 3'],
    ['exports[`a 1`] = `"A"`;\nfoo();', '"exports" is missing at line 4'],
    ['exports[`a 1`] = `${x}`;', 'a snapshot cannot hold a ${substitution} at line 3'],
  ])('that is broken is not overwritten: %s', async (text, reason) => {
    using folder = createSnapshotFolder();
    folder.write(SNAP, HEADER + text);
    const run = await folder.run([a, b]);
    expect(run.outcomes['a']).toBe(
      `ZT1602 The snapshot file ${SNAP} cannot be read as snapshots: ${reason}.`,
    );
    expect(folder.read(SNAP)).toBe(HEADER + text);
  });

  test('with the header of an older Jest keeps it', async () => {
    using folder = createSnapshotFolder();
    const header = '// Jest Snapshot v1, https://goo.gl/fbAQLP\n\n';
    folder.write(SNAP, `${header}exports[\`a 1\`] = \`"A"\`;\n`);
    expect(await folder.run([a])).toMatchObject({ outcomes: { a: 'passed' }, problems: [] });
    expect(folder.read(SNAP)).toBe(`${header}exports[\`a 1\`] = \`"A"\`;\n`);
    await folder.run([a, b]);
    expect(folder.read(SNAP)).toMatch(header);
    expect(folder.read(SNAP)).toContain('exports[`b 1`]');
  });

  test('with a header that no Jest writes is brought up to date, except in CI', async () => {
    using folder = createSnapshotFolder();
    const old = '// Jest Snapshot v1, https://example.org\n\nexports[`a 1`] = `"A"`;\n';
    folder.write(SNAP, old);
    const ci = await folder.run([a], { update: 'none' });
    expect(ci.outcomes).toEqual({ a: 'passed' });
    expect(ci.problems).toMatchObject([{ code: 'ZT1611', severity: 'warning' }]);
    expect(folder.read(SNAP)).toBe(old);

    expect((await folder.run([a])).problems).toEqual([]);
    expect(folder.read(SNAP)).toBe(`${HEADER}exports[\`a 1\`] = \`"A"\`;\n`);
  });

  test('of a newer format is refused', async () => {
    using folder = createSnapshotFolder();
    folder.write(
      SNAP,
      '// Jest Snapshot v2, https://jestjs.io/docs/snapshot-testing\n\nexports[`a 1`] = `"A"`;\n',
    );
    expect((await folder.run([a])).outcomes['a']).toContain('ZT1603');
  });

  test('that cannot be read is a failure with a code', async () => {
    using folder = createSnapshotFolder();
    fs.mkdirSync(path.join(folder.directory, SNAP), { recursive: true });
    const run = await folder.run([a, b]);
    const message = `ZT1604 ${SNAP} cannot be read: it is a folder (EISDIR).`;
    expect(run.outcomes).toEqual({ a: message, b: message });
  });

  test.each([
    ['ENOSPC', 'no space is left on the disk'],
    ['EROFS', 'the file system is read-only'],
  ])(
    'that cannot be written (%s) is a problem with a code, and the old one stays whole',
    (code, meaning) => {
      using folder = createSnapshotFolder();
      folder.write(SNAP, `${HEADER}exports[\`a 1\`] = \`"old"\`;\n`);
      const fail = (): never => {
        throw Object.assign(new Error(code), { code });
      };
      const state = createSnapshotState({
        fs: { ...realFs, writeFileSync: fail },
        file: { path: path.join(folder.directory, SNAP), shownAs: SNAP },
        update: 'all',
        show: String,
        locate: () => undefined,
        isUnchanged: () => true,
      });
      state.match({ testName: 'a', attempt: undefined, actual: '"new"', expectsFailure: false });
      const { problems, counts } = state.finish({ unfinished: [], complete: true });
      expect(counts).toMatchObject({ written: 0, updated: 0 });
      expect(problems).toMatchObject([
        {
          code: 'ZT1605',
          message: `Snapshots were not saved: ${SNAP} cannot be written: ${meaning} (${code}).`,
        },
      ]);
      expect(folder.read(SNAP)).toContain('"old"');
    },
  );

  test('keeps its mode and stays a symbolic link; no temporary file is left', async () => {
    using folder = createSnapshotFolder();
    folder.write('real.snap', `${HEADER}exports[\`a 1\`] = \`"old"\`;\n`);
    fs.chmodSync(path.join(folder.directory, 'real.snap'), 0o640);
    fs.mkdirSync(path.join(folder.directory, '__snapshots__'));
    fs.symlinkSync('../real.snap', path.join(folder.directory, SNAP));
    await folder.run([a], { update: 'all' });
    expect(folder.read('real.snap')).toContain('"A"');
    expect(fs.lstatSync(path.join(folder.directory, SNAP)).isSymbolicLink()).toBe(true);
    expect(fs.statSync(path.join(folder.directory, 'real.snap')).mode & 0o777).toBe(0o640);
    expect(fs.readdirSync(folder.directory).toSorted()).toEqual(['__snapshots__', 'real.snap']);
  });
});
