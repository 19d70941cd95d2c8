import { expect, suite, test } from 'ztest';
import { currentSnapshotState } from '../../../test-host/snapshot/matchers.ts';
import { createSnapshotFolder, SNAP, type TestCase } from './snapshot-run.ts';

suite('a matcher that was made for Jest', () => {
  test('finds the state of the running file, counts with it and stores in it', async () => {
    using folder = createSnapshotFolder();
    const body: TestCase['body'] = () => {
      const state = currentSnapshotState();
      if (state === undefined) throw new Error('no state');
      expect(state._updateSnapshot).toBe('new');
      state._counters.set('t', (state._counters.get('t') ?? 0) + 1);
      state.added += 1;
      const { pass, key } = state.match({ testName: 't', received: 'text', isInline: false });
      expect({ pass, key }).toEqual({ pass: true, key: 't 2' });
    };
    const run = await folder.run([{ title: 't', body }]);
    expect(run.outcomes).toEqual({ t: 'passed' });
    expect(run.counts).toMatchObject({ written: 2 });
    expect(folder.read(SNAP)).toContain('exports[`t 2`] = `"text"`;');
  });

  test('has an inline snapshot when it hands one over, as until Jest 25', async () => {
    using folder = createSnapshotFolder();
    const body: TestCase['body'] = () => {
      const match = (inlineSnapshot: string): boolean | undefined =>
        currentSnapshotState()?.match({ testName: 't', received: 'text', inlineSnapshot }).pass;
      expect([match('"text"'), match('"other"')]).toEqual([true, false]);
    };
    const run = await folder.run([{ title: 't', body }]);
    expect(run.outcomes).toEqual({ t: 'passed' });
    expect(run.counts).toMatchObject({ matched: 1, unmatched: 1, written: 0 });
  });

  test('finds no state while no test file runs', () => {
    expect(currentSnapshotState()).toBe(undefined);
  });
});
