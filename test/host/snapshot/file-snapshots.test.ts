import { expect, suite, test } from 'ztest';
import { createSnapshotFolder, HEADER, SNAP, type TestCase } from './snapshot-run.ts';

const one = (value: unknown, title = 'cart > adds'): TestCase => ({
  title,
  body: (check) => check(value).toMatchSnapshot(),
});

suite('snapshots in a file', () => {
  test('are written the first time and matched the next', async () => {
    using folder = createSnapshotFolder();
    const tests = [one({ b: [1], a: 'x' })];
    const first = await folder.run(tests);
    expect(first.counts).toMatchObject({ written: 1, matched: 0 });
    expect(folder.read(SNAP)).toBe(
      `${HEADER}exports[\`cart adds 1\`] = \`\n{\n  "a": "x",\n  "b": [\n    1,\n  ],\n}\n\`;\n`,
    );

    const second = await folder.run(tests, { update: 'none' });
    expect(second.counts).toMatchObject({ written: 0, matched: 1 });
    expect(second.outcomes).toEqual({ 'cart adds': 'passed' });
  });

  test('fail on another value, and are updated only when asked to', async () => {
    using folder = createSnapshotFolder();
    await folder.run([one(1)]);
    const failed = await folder.run([one(2)]);
    expect(failed.outcomes['cart adds']).toBe(
      'expect(received).toMatchSnapshot()\n\nSnapshot name: `cart adds 1`\n\nSnapshot: 1\nReceived: 2',
    );
    expect(failed.counts).toMatchObject({ unmatched: 1, updated: 0 });
    expect(folder.read(SNAP)).toContain('= `1`;');

    const updated = await folder.run([one(2)], { update: 'all' });
    expect(updated.counts).toMatchObject({ unmatched: 0, updated: 1 });
    expect(folder.read(SNAP)).toContain('= `2`;');
  });

  test('that are missing fail where nothing may be written', async () => {
    using folder = createSnapshotFolder();
    const run = await folder.run([one('x')], { update: 'none' });
    expect(run.outcomes['cart adds']).toContain(
      'New snapshot was not written. The update flag must be',
    );
    expect(run.counts).toMatchObject({ unmatched: 1, written: 0 });
    expect(folder.has(SNAP)).toBe(false);
  });

  test('have keys of titles, hint and a counter for each', async () => {
    using folder = createSnapshotFolder();
    const body: TestCase['body'] = (check) => {
      check('a').toMatchSnapshot();
      check('b').toMatchSnapshot('hint');
      check('c').toMatchSnapshot();
      check('d').toMatchSnapshot('hint');
    };
    await folder.run([
      { title: 's > t', body },
      { title: 's > t', body: (check) => check('e').toMatchSnapshot() },
    ]);
    expect(keysOf(folder.read(SNAP))).toEqual([
      's t 1',
      's t 2',
      's t 3',
      's t: hint 1',
      's t: hint 2',
    ]);
  });

  test('are sorted as people count', async () => {
    using folder = createSnapshotFolder();
    await folder.run(['t 10', 't 9', 'T 1', 't 1'].map((title) => one(title, title)));
    expect(keysOf(folder.read(SNAP))).toEqual(['T 1 1', 't 1 1', 't 9 1', 't 10 1']);
  });

  test('cannot be negated', async () => {
    using folder = createSnapshotFolder();
    const run = await folder.run([{ title: 't', body: (check) => check(1).not.toMatchSnapshot() }]);
    expect(run.outcomes['t']).toContain('Snapshot matchers cannot be used with not');
  });

  test('store the message of an error and of its causes', async () => {
    using folder = createSnapshotFolder();
    const thrown = new Error('outer', { cause: new Error('inner', { cause: 'root' }) });
    const fail = () => {
      throw thrown;
    };
    await folder.run([{ title: 't', body: (check) => check(fail).toThrowErrorMatchingSnapshot() }]);
    expect(folder.read(SNAP)).toContain('`\n"outer\nCause: inner\nCause: root"\n`');
  });

  test('of a test that is expected to fail are compared, and neither counted nor written', async () => {
    using folder = createSnapshotFolder();
    folder.write(SNAP, `${HEADER}exports[\`t 1\`] = \`1\`;\n`);
    const run = await folder.run([{ ...one(2, 't'), expectsFailure: true }], { update: 'all' });
    expect(run.outcomes['t']).toContain('Received: 2');
    expect(run.counts).toMatchObject({ updated: 0, unmatched: 0, removed: 0 });
    expect(folder.read(SNAP)).toContain('= `1`;');
  });

  test('can each be in a file of its own', async () => {
    using folder = createSnapshotFolder();
    const tests: TestCase[] = [
      { title: 't', body: (check) => check('<p>hi</p>').toMatchFileSnapshot('golden/page.html') },
    ];
    expect((await folder.run(tests)).counts).toMatchObject({ written: 1 });
    expect(folder.read('golden/page.html')).toBe('<p>hi</p>');
    folder.write('golden/page.html', '<p>ho</p>');
    const failed = await folder.run(tests);
    expect(failed.outcomes['t']).toBe(
      'expect(received).toMatchFileSnapshot(path)\n\nSnapshot file: golden/page.html\n\n' +
        '- Snapshot  - 1\n+ Received  + 1\n\n- <p>ho</p>\n+ <p>hi</p>',
    );
    expect((await folder.run(tests, { update: 'all' })).counts).toMatchObject({ updated: 1 });
    expect(folder.read('golden/page.html')).toBe('<p>hi</p>');
  });
});

suite('a retried test', () => {
  test('compares with what was stored before its first attempt, under the same keys', async () => {
    using folder = createSnapshotFolder();
    const body: TestCase['body'] = (check, attempt) => {
      check(`attempt ${attempt}`).toMatchSnapshot();
      if (attempt < 2) throw new Error('flaky');
    };
    const run = await folder.run([
      one('before', 'a'),
      { title: 'b', body, retries: 2 },
      one('after', 'c'),
    ]);
    expect(run.counts).toMatchObject({ written: 3 });
    expect(folder.read(SNAP)).toBe(
      `${HEADER}exports[\`a 1\`] = \`"before"\`;\n\nexports[\`b 1\`] = \`"attempt 2"\`;\n\nexports[\`c 1\`] = \`"after"\`;\n`,
    );
  });

  test('leaves a snapshot obsolete that only a discarded attempt asked for', async () => {
    using folder = createSnapshotFolder();
    folder.write(SNAP, `${HEADER}exports[\`b 1\`] = \`1\`;\n\nexports[\`b 2\`] = \`2\`;\n`);
    const body: TestCase['body'] = (check, attempt) => {
      check(1).toMatchSnapshot();
      if (attempt > 0) return;
      check(2).toMatchSnapshot();
      throw new Error('flaky');
    };
    const run = await folder.run([{ title: 'b', body, retries: 1 }]);
    expect(run.obsolete).toEqual(['b 2']);
    expect(run.counts).toMatchObject({ matched: 1, obsolete: 1 });
  });
});

test('a repeated test is compared with what its first run stored, under the same keys', async () => {
  using folder = createSnapshotFolder();
  const steady = await folder.run([{ ...one('same', 'a'), repeats: 2 }]);
  expect(steady.counts).toMatchObject({ written: 1, matched: 2 });
  expect(keysOf(folder.read(SNAP))).toEqual(['a 1']);

  const body: TestCase['body'] = (check, attempt) => check(attempt).toMatchSnapshot();
  const changing = await folder.run([{ title: 'b', body, repeats: 1 }]);
  expect(changing.outcomes['b']).toContain('Snapshot: 0\nReceived: 1');
});

function keysOf(snap: string): string[] {
  return [...snap.matchAll(/^exports\[`(.*)`\]/gm)].map((match) => match[1] ?? '');
}
