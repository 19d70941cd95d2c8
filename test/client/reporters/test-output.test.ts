import { expect, test } from 'ztest';
import type { RunEvent } from '../../../test-host/protocol.ts';
import { terminal } from '../../../client/reporters/terminal/terminal.ts';
import { file, fileEvents, render, renderBatches, runEvents, testId } from './support.ts';

function output(text: string, title?: string, stream: 'stdout' | 'stderr' = 'stdout'): RunEvent {
  return {
    type: 'output',
    stream,
    text,
    file,
    ...(title === undefined ? {} : { test: testId([title]) }),
  };
}

test('shows output under the test that made it', async () => {
  const text = await render(
    'terminal',
    runEvents(fileEvents(file, [{ titles: ['a'], output: 'hello\nworld' }, { titles: ['b'] }])),
  );
  expect(
    text.startsWith('stdout │ src/cart.test.ts › a\nhello\nworld\n\n ✓ src/cart.test.ts'),
  ).toBe(true);
});

test('shows output of the file itself, and of nobody', async () => {
  const events = fileEvents(file, [{ titles: ['a'] }], { before: [output('tear down\n')] });
  const text = await render(
    'terminal',
    runEvents([...events, { type: 'output', stream: 'stderr', text: 'late' }]),
  );
  expect(text).toContain('stdout │ src/cart.test.ts\ntear down\n\n ✓ src/cart.test.ts');
  expect(text).toContain('stderr │ \nlate\n');
});

test('keeps the lines of tests apart that run at the same time', async () => {
  const [start, collected, ...rest] = fileEvents(file, [{ titles: ['a'] }, { titles: ['b'] }]);
  if (start === undefined || collected === undefined)
    throw new Error('a file begins with two events');
  const mixed = [
    output('a1\n', 'a'),
    output('b1\n', 'b'),
    output('a2\n', 'a'),
    output('b2\n', 'b', 'stderr'),
  ];
  const text = await render('terminal', runEvents([start, collected, ...mixed, ...rest]));
  expect(text).toContain(
    'stdout │ src/cart.test.ts › a\na1\na2\n\nstdout │ src/cart.test.ts › b\nb1\n\nstderr │ src/cart.test.ts › b\nb2\n\n',
  );
});

test('shows within a second what a test says that does not end', async () => {
  const events = runEvents(fileEvents(file, [{ titles: ['hangs'] }]).slice(0, 3), null);
  const said = { ...output('still here\n', 'hangs'), runId: 'run' };
  let now = 1000;
  function* batches(): Generator<typeof events> {
    yield [...events, said];
    now += 1000;
    yield [];
  }
  const pieces = await renderBatches(terminal, batches(), { now: () => now });
  expect(pieces[0]).toBe('stdout │ src/cart.test.ts › hangs\nstill here\n\n');
});

test('survives 100 MB of output: shows the beginning, keeps the rest on disk and says where', async () => {
  const chunk = 'x'.repeat(1023) + '\n';
  let kept = 0;
  const events = fileEvents(file, [{ titles: ['loud'] }]);
  const [start, collected, started, ...rest] = runEvents(events).slice(1);
  if (start === undefined || collected === undefined || started === undefined)
    throw new Error('a test begins with three events');
  const said = { ...output(chunk, 'loud'), runId: 'run' };
  function* batches(): Generator<readonly (typeof said)[] | typeof rest> {
    yield [start, collected, started].flatMap((event) => event ?? []);
    for (let i = 0; i < 100; i++) yield Array.from({ length: 1024 }, () => said);
    yield rest;
  }
  const pieces = await renderBatches(terminal, batches(), {
    keepOverflow: (text) => {
      kept += text.length;
      return 'test-results/output.log';
    },
  });
  const text = pieces.join('');
  expect(text.length).toBeLessThan(70_000);
  expect(text).toContain('… 104.8 MB more in test-results/output.log\n');
  expect(kept).toBeGreaterThan(104_700_000);
});

test('drops what would move the cursor, and colours where the screen has none', async () => {
  const events = runEvents(
    fileEvents(file, [
      { titles: ['a'], output: '\x1b[2J\x1b[Hboo \x1b[31mred\x1b[0m\rnext\x07\x1b]0;title\x07' },
    ]),
  );
  expect(await render('terminal', events)).toContain('› a\nboo red\nnext\n');
  expect(await render('terminal', events, { screen: { hasColor: true } })).toContain(
    '\nboo \x1b[31mred\x1b[0m\nnext',
  );
});
