import { expect, suite, test } from 'ztest';
import { createSnapshotFolder, SNAP, type TestCase } from './snapshot-run.ts';

const user = (id: unknown) => ({ id, name: 'Ann', tags: [{ id, label: 'x' }, 'y'] });

suite('property matchers', () => {
  test('are stored in place of what changes from run to run', async () => {
    using folder = createSnapshotFolder();
    const properties = { id: expect.any(Number), tags: [{ id: expect.any(Number) }, 'y'] };
    const at = (id: number): TestCase => ({
      title: 't',
      body: (check) => check(user(id)).toMatchSnapshot(properties),
    });
    await folder.run([at(1)]);
    expect(folder.read(SNAP)).toContain(
      '`\n{\n  "id": Any<Number>,\n  "name": "Ann",\n  "tags": [\n    {\n      "id": Any<Number>,\n      "label": "x",\n    },\n    "y",\n  ],\n}\n`',
    );
    expect((await folder.run([at(2)], { update: 'none' })).outcomes).toEqual({ t: 'passed' });
  });

  test('that do not hold fail with what they are and what came, also when updating', async () => {
    using folder = createSnapshotFolder();
    const tests: TestCase[] = [
      {
        title: 't',
        body: (check) =>
          check({ id: 'x', n: 1 }).toMatchSnapshot({ id: expect.any(Number) }, 'hint'),
      },
    ];
    const run = await folder.run(tests, { update: 'all' });
    expect(run.outcomes['t']).toBe(
      'expect(received).toMatchSnapshot(properties, hint)\n\nSnapshot name: `t: hint 1`\n\n' +
        '- Expected properties  - 1\n+ Received value       + 1\n\n  Object {\n-   "id": Any<Number>,\n+   "id": "x",\n  }',
    );
    expect(folder.has(SNAP)).toBe(false);
  });

  test('do not make the matchers of arrays unprintable', async () => {
    using folder = createSnapshotFolder();
    const properties = { list: [expect.objectContaining({ a: 1 })] };
    await folder.run([
      {
        title: 't',
        body: (check) => check({ list: [{ a: 1, b: 2 }] }).toMatchSnapshot(properties),
      },
    ]);
    expect(folder.read(SNAP)).toContain('ObjectContaining {\n      "a": 1,\n    }');
  });

  test.each([
    [[5], 'Expected properties must be an object'],
    [[undefined, 'hint'], "To provide a hint without properties: toMatchSnapshot('hint')"],
    [[{ a: 1 }], 'received value must be an object when the matcher has properties'],
  ])('of a wrong kind are refused: %j', async (args, message) => {
    using folder = createSnapshotFolder();
    const run = await folder.run([
      { title: 't', body: (check) => check('text').toMatchSnapshot(...args) },
    ]);
    expect(run.outcomes['t']).toContain(message);
  });
});
