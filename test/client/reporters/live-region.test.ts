import { expect, test } from 'ztest';
import type { RunMessage } from '../../../test-host/protocol.ts';
import { terminal } from '../../../client/reporters/terminal/terminal.ts';
import {
  error,
  file,
  fileEvents,
  renderBatches,
  runEvents,
  testId,
  type RenderOptions,
} from './support.ts';

/** Runs the live view; before each batch the clock moves by `step`. */
async function live(
  batches: readonly (readonly RunMessage[])[],
  step = 100,
  options: RenderOptions = {},
): Promise<string[]> {
  let now = 1000;
  function* moving(): Generator<readonly RunMessage[]> {
    for (const batch of batches) {
      now += step;
      yield batch;
    }
  }
  const screen = { isLive: true, ...options.screen };
  return await renderBatches(terminal, moving(), { now: () => now, ...options, screen });
}

/** What a terminal shows after the pieces: it knows the three sequences that the live region uses. */
function screenAfter(pieces: readonly string[]): string {
  const rows = [''];
  let row = 0;
  const parts = pieces
    .join('')
    .replaceAll('\r', '')
    .split(/(\x1b\[\d*[AJK]|\n)/); // oxlint-disable-line no-control-regex
  for (const [index, part] of parts.entries()) {
    const up = /^\x1b\[(\d+)A$/.exec(part); // oxlint-disable-line no-control-regex
    if (part === '\n') rows[++row] ??= '';
    else if (up !== null) row -= Number(up[1]);
    else if (part === '\x1b[J') rows.splice(row, Infinity, '');
    else if (part === '\x1b[K') rows[row] = parts[index - 1] ?? ''; // what stood before it on the line is all there is
    else if (part !== '') rows[row] = part;
  }
  return rows.join('\n');
}

const events = runEvents(
  fileEvents(file, [
    { titles: ['a'] },
    { titles: ['b'], outcome: 'failed', errors: [error('x')] },
    { titles: ['c'] },
  ]),
);
const startOf = (type: RunMessage['type']): number =>
  events.findIndex((event) => event.type === type);
const afterSecond =
  events.findIndex((event) => event.type === 'test-finished' && event.id === testId(['b'])) + 1;

test('shows the running files, the last failure and the totals at the bottom', async () => {
  const pieces = await live([
    events.slice(0, startOf('file-started') + 1),
    events.slice(startOf('file-started') + 1, afterSecond),
  ]);
  expect(screenAfter(pieces.slice(0, 1))).toBe(
    ['', ' ❯ src/cart.test.ts loading', ' 0/2 files · 0 passed · 0.1 s', ''].join('\n'),
  );
  expect(screenAfter(pieces.slice(0, 2))).toBe(
    [
      '',
      ' ❯ src/cart.test.ts 2/3',
      ' ✗ src/cart.test.ts › b',
      ' 0/2 files · 1 passed · 1 failed · 0.2 s',
      '',
    ].join('\n'),
  );
});

test('leaves lines of files above and nothing of the region behind', async () => {
  const shown = screenAfter(await live(events.map((event) => [event])));
  expect(
    shown.startsWith(
      ' ✗ src/cart.test.ts (3 tests, 1 failed) 12 ms\n   ✗ b 4 ms\n     Error: x\n\nFailure\n',
    ),
  ).toBe(true);
  expect(shown).not.toContain('❯ src/cart.test.ts');
});

test('draws no more often than every 100 ms', async () => {
  const pieces = await live(
    events.map((event) => [event]),
    10,
  );
  expect(pieces.length).toBeLessThanOrEqual(2 + Math.ceil((events.length * 10) / 100));
});

test('goes on counting while nothing happens, and names the test that takes long', async () => {
  const started = events.slice(0, startOf('test-started') + 1);
  const pieces = await live([started, [], [], []], 400);
  expect(screenAfter(pieces.slice(0, 4))).toContain(
    ' ❯ src/cart.test.ts 0/3 a 1.6 s\n 0/2 files · 0 passed · 1.6 s\n',
  );
});

test('never wraps a line, whatever the titles are', async () => {
  const wide = fileEvents('src/日本語のとても長いテストファイル名.test.ts', [
    { titles: ['日本語'.repeat(40)], outcome: 'failed' },
  ]);
  const pieces = await live([runEvents(wide).slice(0, -2)], 100, { screen: { columns: () => 30 } });
  const rows = screenAfter(pieces.slice(0, 1)).split('\n');
  expect(rows).toEqual([
    '',
    ' ❯ src/日本語のとても長いテ…',
    ' ✗ src/日本語のとても長いテ…',
    ' 0/2 files · 0 passed · 1 fa…',
    '',
  ]);
});

test('clears what a narrower window has wrapped', async () => {
  let columns = 80;
  let now = 1100;
  function* narrowing(): Generator<readonly RunMessage[]> {
    yield events.slice(0, 2);
    columns = 10;
    now += 100;
    yield [];
  }
  const pieces = await renderBatches(terminal, narrowing(), {
    now: () => now,
    screen: { isLive: true, columns: () => columns },
  });
  // An empty line, ` ❯ src/cart.test.ts loading` and ` 0/2 files · 0 passed · 0.1 s` take 1 + 3 + 3 rows of 10.
  expect(pieces[1]?.startsWith('\r\x1b[7A')).toBe(true);
});

test('shows a note of the command above itself, and leaves nothing of itself behind', async () => {
  let notes = '';
  const takeNotes = (): string => {
    const taken = notes;
    notes = '';
    return taken;
  };
  let now = 1000;
  function* interrupted(): Generator<readonly RunMessage[]> {
    now += 100;
    yield events.slice(0, afterSecond);
    notes = 'Stopping.\n';
    now += 100;
    yield [];
    yield events.slice(afterSecond);
  }
  const screen = { isLive: true };
  const pieces = await renderBatches(terminal, interrupted(), {
    now: () => now,
    takeNotes,
    screen,
  });
  expect(screenAfter(pieces.slice(0, 2))).toMatch(/^Stopping\.\n\n ❯ /);
  expect(screenAfter(pieces)).not.toContain('❯ src');
});

test('shows no more files than fit', async () => {
  const many = Array.from({ length: 30 }, (_, i) =>
    fileEvents(`src/f${i}.test.ts`, []).slice(0, 1),
  ).flat();
  const pieces = await live([runEvents(many, null)], 100, { screen: { rows: () => 10 } });
  const shown = screenAfter(pieces.slice(0, 1));
  expect(shown.split('\n').length).toBeLessThan(10);
  expect(shown).toContain('… 25 more files');
});
