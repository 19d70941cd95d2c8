import { expect, test } from 'ztest';
import type { RunEvent } from '../../../test-host/protocol.ts';
import {
  error,
  file,
  fileEvents,
  lines,
  render,
  runEvents,
  testId,
  withSnapshots,
} from './support.ts';

test('shows a line a file and the totals', async () => {
  const events = runEvents([
    ...fileEvents('src/a.test.ts', [{ titles: ['adds'] }, { titles: ['cart', 'removes'] }]),
    ...fileEvents('src/b.test.ts', [{ titles: ['one'] }], { duration: 1530 }),
  ]);
  expect(await render('terminal', events)).toBe(
    lines(`
       ✓ src/a.test.ts (2 tests) 12 ms
       ✓ src/b.test.ts (1 test) 1.53 s

      Files: 2
      Tests: 3 passed, 0 failed
      Time: 1.23 s · 2 workers
    `).replace(/^(?=[✓])/gm, ' '),
  );
});

test('lists the failed tests below their file, with the gist of each error', async () => {
  const jest = 'expect(received).toBe(expected) // Object.is equality\n\nExpected: 6\nReceived: 5';
  const text = await render(
    'terminal',
    runEvents([
      ...fileEvents(file, [
        { titles: ['cart', 'adds'], outcome: 'failed', errors: [error(jest)] },
        {
          titles: ['cart', 'removes'],
          outcome: 'failed',
          errors: [error('x is not a function', { name: 'TypeError' })],
        },
        { titles: ['cart', 'counts'] },
      ]),
    ]),
  );
  expect(text.slice(0, text.indexOf('\n\n'))).toBe(
    [
      ' ✗ src/cart.test.ts (3 tests, 2 failed) 12 ms',
      '   ✗ cart › adds 4 ms',
      '     expect(received).toBe(expected): expected 6, received 5',
      '   ✗ cart › removes 4 ms',
      '     TypeError: x is not a function',
    ].join('\n'),
  );
});

test('lists every test when one file runs alone', async () => {
  const [start, ...rest] = runEvents(
    fileEvents(file, [
      { titles: ['cart', 'adds'] },
      { titles: ['cart', 'empty', 'is 0'], duration: 420 },
      { titles: ['cart', 'later'], outcome: 'skipped', reason: 'todo' },
      { titles: ['skips'], outcome: 'skipped', reason: 'condition', note: 'only on windows' },
    ]),
  );
  if (start?.type !== 'run-started') throw new Error('runEvents begins with run-started');
  const text = await render('terminal', [{ ...start, files: 1 }, ...rest]);
  expect(text).toContain(
    [
      ' ✓ src/cart.test.ts (4 tests, 1 skipped, 1 todo) 12 ms',
      '   cart',
      '     ✓ adds 4 ms',
      '     empty',
      '       ✓ is 0 420 ms',
      '     … later todo',
      '   ○ skips (only on windows)',
    ].join('\n'),
  );
});

test('marks slow tests, the slowest first', async () => {
  const slow = Array.from({ length: 7 }, (_, i) => ({ titles: [`slow ${i}`], duration: 300 + i }));
  const text = await render(
    'terminal',
    runEvents(fileEvents(file, [{ titles: ['quick'], duration: 299 }, ...slow])),
  );
  expect(text).toContain('   slow slow 6 306 ms\n   slow slow 5 305 ms\n');
  expect(text).toContain('… 2 more slow tests');
  expect(text).not.toContain('quick');
});

test('counts skipped, todo, flaky and unselected tests apart', async () => {
  const text = await render(
    'terminal',
    runEvents(
      fileEvents(file, [
        { titles: ['a'] },
        { titles: ['b'], outcome: 'skipped', reason: 'skip' },
        { titles: ['c'], outcome: 'skipped', reason: 'todo' },
        { titles: ['d'], outcome: 'skipped', reason: 'filter' },
        { titles: ['e'], retries: [[error('once')]] },
      ]),
    ),
  );
  expect(text).toContain(' ✓ src/cart.test.ts (4 tests, 1 skipped, 1 todo, 1 flaky) 12 ms\n');
  expect(text).toContain(
    'Tests: 2 passed, 0 failed, 1 skipped\nNotes: 1 todo, 1 flaky, 1 not selected\n',
  );
  expect(text).toContain('Flaky\n  src/cart.test.ts › e passed in attempt 2\n');
});

test('says nothing of a file none of whose tests were selected', async () => {
  const text = await render(
    'terminal',
    runEvents(
      fileEvents(file, [{ titles: ['a'], outcome: 'skipped', reason: 'filter' }], {
        outcome: 'skipped',
      }),
    ),
  );
  expect(text).not.toContain(file);
});

test('says that no test ran', async () => {
  const text = await render('terminal', runEvents([], { outcome: 'failed', reason: 'no-tests' }));
  expect(text).toContain('Tests: 0 passed, 0 failed\n');
  expect(text).toContain('No test ran.\n');
});

test('says that an interrupted run is incomplete', async () => {
  const text = await render(
    'terminal',
    runEvents([], { outcome: 'interrupted', reason: 'cancelled' }),
  );
  expect(text).toContain('The run was interrupted: what follows is incomplete.\n');
});

test('says how many tests --bail left out', async () => {
  const text = await render(
    'terminal',
    runEvents(
      fileEvents(file, [
        { titles: ['a'], outcome: 'failed', errors: [error('x')] },
        { titles: ['b'], outcome: 'skipped', reason: 'bail' },
      ]),
      { outcome: 'failed', reason: 'bail' },
    ),
  );
  expect(text).toContain('1 test was not run: the run stopped at a failure (--bail).\n');
});

test('gives the tests of a run that was cut off an outcome', async () => {
  const events = fileEvents(file, [{ titles: ['a'] }, { titles: ['b'] }]).filter(
    (event) =>
      event.type !== 'file-finished' &&
      !(event.type === 'test-finished' && event.id === testId(['b'])),
  );
  const text = await render('terminal', runEvents(events, null));
  expect(text).toContain(' ✗ src/cart.test.ts (2 tests, 1 failed) 0 ms\n   ✗ b\n');
  expect(text).toContain('The run ended before all results had come');
});

test('says the same about many places once', async () => {
  const twin = (line: number): RunEvent => ({
    type: 'problem',
    problem: {
      code: 'ZT1101',
      severity: 'warning',
      message: `Two tests are called "${line}"`,
      hint: 'Rename one.',
      location: { file, line },
    },
  });
  const text = await render(
    'terminal',
    runEvents(fileEvents(file, [{ titles: ['a'] }], { before: [1, 2, 3, 4, 5].map(twin) })),
  );
  expect(text).toContain(
    [
      'ZT1101 Two tests are called "3"',
      '  at src/cart.test.ts:3',
      '  … and 2 more like these',
      '  → Rename one.',
    ].join('\n'),
  );
  expect(text).not.toContain('called "4"');
});

test('names leaks, obsolete snapshots and problems with what to do', async () => {
  const text = await render(
    'terminal',
    runEvents(
      fileEvents(file, [{ titles: ['a'] }], {
        before: [
          {
            type: 'leak',
            kind: 'timer',
            description: 'a pending interval',
            file,
            test: testId(['a']),
            stack: [{ file: 'src/cart.ts', line: 3, column: 5 }],
          },
          { type: 'snapshot-obsolete', file, keys: ['cart 1', 'cart 2'] },
          {
            type: 'problem',
            problem: {
              code: 'ZT1103',
              severity: 'warning',
              message: 'Two tests are called "a"',
              hint: 'Rename one.',
              location: { file, line: 7 },
            },
          },
        ],
      }),
      withSnapshots({ written: 3, obsolete: 2 }),
    ),
  );
  expect(text).toContain(
    [
      'Left open after the test',
      '  src/cart.test.ts › a: a pending interval',
      '    at src/cart.ts:3:5',
      '',
      'Obsolete snapshots',
      '  src/cart.test.ts',
      '    cart 1',
      '    cart 2',
      '  2 snapshots belong to no test any more. To remove: npx ztest --update',
      '',
      'ZT1103 Two tests are called "a"',
      '  at src/cart.test.ts:7',
      '  → Rename one.',
      '',
    ].join('\n'),
  );
  expect(text).toContain('Snapshots: 3 written, 2 obsolete\n');
});

test('offers a command that runs the one failed test again', async () => {
  const failed = { titles: ['a'], outcome: 'failed', line: 7, errors: [error('x')] } as const;
  const text = await render('terminal', runEvents(fileEvents(file, [failed])));
  expect(text).toContain('Run the failed ones again: npx ztest src/cart.test.ts:7\n');
});

test('offers --last-failed with the seed when several failed in a shuffled run', async () => {
  const failed = ['a', 'b'].map(
    (title) => ({ titles: [title], outcome: 'failed', errors: [error(title)] }) as const,
  );
  const [start, ...rest] = runEvents(fileEvents(file, failed));
  if (start?.type !== 'run-started') throw new Error('runEvents begins with run-started');
  const text = await render('terminal', [{ ...start, shuffled: true }, ...rest]);
  expect(text).toContain(
    'Run the failed ones again: npx ztest --last-failed --shuffle --seed=42\n',
  );
  expect(text).toContain('2 workers · shuffled with seed 42\n');
});

test('shows paths relative to the folder that the user is in', async () => {
  const text = await render('terminal', runEvents(fileEvents(file, [{ titles: ['a'] }])), {
    cwd: '/project/src',
  });
  expect(text).toContain(' ✓ cart.test.ts (1 test)');
});

test('colours only when the screen has colours', async () => {
  const events = runEvents(fileEvents(file, [{ titles: ['a'] }]));
  expect(await render('terminal', events)).not.toContain('\x1b');
  expect(await render('terminal', events, { screen: { hasColor: true } })).toContain(
    '\x1b[32m✓\x1b[39m',
  );
});

test('prints a file again when it runs again, and counts its last run', async () => {
  const once = fileEvents(file, [{ titles: ['a'] }]);
  const text = await render('terminal', runEvents([...once, ...once]));
  expect(text.match(/✓ src\/cart/g)).toHaveLength(2);
  expect(text).toContain('Files: 1\nTests: 1 passed, 0 failed\n');
});
