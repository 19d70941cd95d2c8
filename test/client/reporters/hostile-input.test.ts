import { expect, test } from 'ztest';
import type { FormatName } from '../../../client/reporters/formats.ts';
import type { RunEvent } from '../../../test-host/protocol.ts';
import { error, fileEvents, frame, render, runEvents } from './support.ts';

const nasty = [
  'new\nline',
  '\x1b[31mred\x1b[0m\x07',
  ']]> <b>&amp;"',
  '👩‍👩‍👧 日本語',
  'lone \ud800',
  '# TODO \\ not',
  'a,b:c%0A::error::x',
  '',
  'x'.repeat(5000),
  '\u202eevil',
  '\ufffe\x00',
  '```',
  '__proto__',
];
const path = 'src/we"ird <&> 日本.test.ts';

const events = runEvents([
  ...fileEvents(
    path,
    nasty.map((title) => ({
      titles: [title, title],
      outcome: 'failed',
      errors: [
        error(`${title}\n ${title}`, {
          name: title,
          code: title,
          stack: [{ ...frame(path, 1, 1), functionName: title }],
          hint: title,
        }),
      ],
      retries: [[error(title)]],
      output: title,
      note: title,
      annotations: [{ message: title, type: title }],
      attachments: [{ name: title, contentType: 'text/plain', body: title }],
    })),
  ),
  // A host that died early: tests of which nobody has heard, files that never end.
  { type: 'test-finished', id: 'no hash at all', outcome: 'passed', duration: 1, errors: [] },
  { type: 'test-started', id: 'src/gone.test.ts#lost>for%3eever', at: 1 },
  { type: 'file-started', file: 'src/silent.test.ts', host: 1, at: 1 },
  { type: 'suite-finished', id: 'unknown', outcome: 'failed', duration: 1, errors: [] },
  { type: 'output', stream: 'stderr', text: 'whose?', test: 'unknown', file: 'unknown' },
]);

const all: readonly FormatName[] = ['terminal', 'dot', 'json', 'events', 'junit', 'tap', 'github'];
for (const name of all) {
  test(`${name} renders hostile titles and half a run without control characters`, async () => {
    const text = await render(name, events);
    expect(text).not.toMatch(/[\x00-\x08\x0b-\x1f\x7f]/); // oxlint-disable-line no-control-regex
    expect(text).toContain(
      name === 'junit'
        ? 'src/we&#34;ird'
        : name === 'json' || name === 'events'
          ? 'src/we\\"ird'
          : 'src/we"ird',
    );
  });

  test(`${name} renders a run without any event`, async () => {
    expect(typeof (await render(name, []))).toBe('string');
  });

  test(`${name} renders 10,000 tests in one file`, async () => {
    const many = Array.from({ length: 10_000 }, (_, i) => ({ titles: ['suite', `test ${i}`] }));
    const text = await render(name, runEvents(fileEvents('src/big.test.ts', many)));
    if (name === 'terminal') expect(text).toContain(' ✓ src/big.test.ts (10000 tests) 12 ms\n');
    if (name === 'junit') expect(text.match(/<testcase /g)).toHaveLength(10_000);
  });
}

test('an event of a newer version is passed over', async () => {
  const unknown = { type: 'from-the-future', runId: 'run' } as unknown as RunEvent; // what an older command would receive
  expect(await render('terminal', runEvents([unknown]))).toContain('Tests: 0 passed, 0 failed');
});

test('junit: CDATA sections cannot be ended from inside', async () => {
  const text = await render(
    'junit',
    runEvents(
      fileEvents('a.test.ts', [{ titles: ['a'], outcome: 'failed', errors: [error('<x> ]]> y')] }]),
    ),
  );
  expect(text).toContain('<![CDATA[Error: <x> ]]]]><![CDATA[> y]]>');
});

test('junit: characters that XML cannot hold are left out, lone surrogates replaced', async () => {
  const text = await render(
    'junit',
    runEvents(fileEvents('a.test.ts', [{ titles: ['a\ud800b\ufffec'] }])),
  );
  expect(text).toContain('name="a\ufffdbc"');
});

test('tap: a title cannot become a directive', async () => {
  const text = await render(
    'tap',
    runEvents(fileEvents('a.test.ts', [{ titles: ['x # SKIP y \\'] }])),
  );
  expect(text).toContain(String.raw`ok 1 - x \# SKIP y \\` + '\n');
});
