import { expect, test } from 'ztest';
import { stripSequences } from '../../../client/reporters/text/plain-text.ts';
import type { RunEvent, SerializedError } from '../../../test-host/protocol.ts';
import {
  error,
  file,
  fileEvents,
  frame,
  lines,
  render,
  runEvents,
  testId,
  type TestSketch,
} from './support.ts';

const sources = {
  'src/cart.ts': [
    'export class Cart {',
    '\tadd(price: number) {',
    "\t\tif (price < 0) throw new RangeError('no');",
    '\t}',
    '}',
  ].join('\n'),
  [file]: [
    "import { test, expect } from 'ztest';",
    '',
    "test('adds', () => {",
    '  const cart = new Cart();',
    '  expect(cart.total()).toBe(6);',
    '});',
  ].join('\n'),
};

/** The failures of a run, without what stands before and after them. */
async function failuresOf(events: readonly RunEvent[], color = false): Promise<string> {
  const text = await render('terminal', runEvents(events, { outcome: 'failed' }), {
    sources,
    screen: { hasColor: color },
  });
  const plain = stripSequences(text);
  const from = plain.indexOf('\n\n', plain.search(/\d+ failures\n|Failure\n/)) + 2;
  const shown = plain.slice(from, plain.indexOf('\nFiles:'));
  if (!color) return shown;
  return text.slice(text.indexOf('1) '), text.indexOf('Files:'));
}

function failing(errors: readonly SerializedError[], more: Partial<TestSketch> = {}): RunEvent[] {
  return fileEvents(file, [{ titles: ['cart', 'adds'], outcome: 'failed', errors, ...more }]);
}

test('shows the message, the line of the user and the stack', async () => {
  const message =
    'expect(received).toBe(expected) // Object.is equality\n\nExpected: 6\nReceived: 5';
  const stack = [
    frame(file, 5, 24),
    { ...frame('node_modules/lib/index.js', 1, 2), functionName: 'lib' },
    frame('node:internal/x', 1, 1),
  ];
  expect(await failuresOf(failing([error(message, { stack })]))).toBe(
    lines(`
      1) src/cart.test.ts › cart › adds

         expect(received).toBe(expected) // Object.is equality

         Expected: 6
         Received: 5

             3 │ test('adds', () => {
             4 │   const cart = new Cart();
           ❯ 5 │   expect(cart.total()).toBe(6);
               │                        ^
             6 │ });

           at src/cart.test.ts:5:24
           at lib (node_modules/lib/index.js:1:2)
    `),
  );
});

test('shows both the line that threw and the line of the test that led there', async () => {
  const stack = [{ ...frame('src/cart.ts', 3, 18), functionName: 'Cart.add' }, frame(file, 5, 10)];
  expect(await failuresOf(failing([error('no', { name: 'RangeError', stack })]))).toBe(
    lines(`
      1) src/cart.test.ts › cart › adds

         RangeError: no

             1 │ export class Cart {
             2 │   add(price: number) {
           ❯ 3 │     if (price < 0) throw new RangeError('no');
               │                    ^
             4 │   }
             5 │ }

           called at src/cart.test.ts:5:10
           ❯ 5 │ expect(cart.total()).toBe(6);
               │        ^

           at Cart.add (src/cart.ts:3:18)
           at src/cart.test.ts:5:10
    `),
  );
});

test('adds a diff where the message has none', async () => {
  const diff = { expected: '{\n  "a": 1,\n  "b": 2\n}', actual: '{\n  "a": 1,\n  "b": 3\n}' };
  const text = await failuresOf(failing([error('they differ', { name: 'AssertionError', diff })]));
  expect(text).toContain(
    lines(`
         they differ

         - Expected
         + Received

           {
             "a": 1,
         -   "b": 2
         +   "b": 3
           }
    `).replace(/^(?=.)/gm, '   '),
  );
});

test('shows short values of a message without a diff on two lines', async () => {
  const text = await failuresOf(
    failing([error('the sum', { name: 'AssertionError', diff: { expected: '3', actual: '2' } })]),
  );
  expect(text).toContain('   the sum\n\n   Expected: 3\n   Received: 2\n');
});

test('shows causes and the members of an aggregate', async () => {
  const cause = error('connect ECONNREFUSED', {
    code: 'ECONNREFUSED',
    properties: { port: '5432' },
  });
  const aggregate = error('both failed', {
    name: 'AggregateError',
    errors: [error('one'), error('two', { cause })],
  });
  expect(await failuresOf(failing([aggregate]))).toBe(
    lines(`
      1) src/cart.test.ts › cart › adds

         AggregateError: both failed

             1 │ import { test, expect } from 'ztest';
             2 │
           ❯ 3 │ test('adds', () => {
               │ ^
             4 │   const cart = new Cart();
             5 │   expect(cart.total()).toBe(6);
             6 │ });

           at src/cart.test.ts:3:1

         Error 1 of 2:
           Error: one

         Error 2 of 2:
           Error: two

           Caused by: Error: connect ECONNREFUSED

             port: 5432
    `),
  );
});

test('shows our code and the next step', async () => {
  const timeout = error('The test did not end within 5 s', {
    code: 'ZT1301',
    hint: 'Await what it starts, or raise the timeout.',
  });
  const text = await failuresOf(failing([timeout], { reason: 'timeout', line: 3 }));
  expect(text).toBe(
    lines(`
      1) src/cart.test.ts › cart › adds
         timed out

         ZT1301 The test did not end within 5 s

             1 │ import { test, expect } from 'ztest';
             2 │
           ❯ 3 │ test('adds', () => {
               │   ^
             4 │   const cart = new Cart();
             5 │   expect(cart.total()).toBe(6);
             6 │ });

           at src/cart.test.ts:3:3

         → Await what it starts, or raise the timeout.
    `),
  );
});

test('counts a failed beforeAll once, with the tests that it stopped', async () => {
  const suite = testId(['database']);
  const refused = error('connect ECONNREFUSED');
  const events = fileEvents(
    file,
    [
      { titles: ['database', 'stores'], outcome: 'errored', reason: 'hook', errors: [refused] },
      { titles: ['database', 'loads'], outcome: 'errored', reason: 'hook' },
    ],
    {
      before: [
        {
          type: 'hook-finished',
          hook: 'beforeAll',
          suite,
          file,
          outcome: 'failed',
          duration: 1,
          errors: [refused],
        },
      ],
    },
  );
  expect(await failuresOf(events)).toBe(
    lines(`
      1) src/cart.test.ts › database › beforeAll

         Error: connect ECONNREFUSED

         The same stopped 2 tests:
           database › stores
           database › loads
    `),
  );
});

test('names the hook in which a test failed', async () => {
  const events = fileEvents(
    file,
    [{ titles: ['adds'], outcome: 'failed', reason: 'hook', errors: [error('boom')] }],
    {
      before: [
        {
          type: 'hook-finished',
          hook: 'afterEach',
          file,
          outcome: 'failed',
          duration: 1,
          errors: [error('boom')],
        },
      ],
    },
  );
  const text = await failuresOf(events);
  expect(text).toContain('1) src/cart.test.ts › adds\n   failed in afterEach\n');
  expect(text).not.toContain('2)');
});

test('shows a hook of the whole run', async () => {
  const events: RunEvent[] = [
    {
      type: 'hook-finished',
      hook: 'globalSetup',
      outcome: 'failed',
      duration: 1,
      errors: [error('no docker')],
    },
  ];
  expect(await failuresOf(events)).toBe('1) globalSetup\n\n   Error: no docker\n');
});

test('shows the error of a file that did not load', async () => {
  const broken = error('Expected ")" but found "}"', {
    name: 'SyntaxError',
    code: 'ZT1201',
    stack: [frame(file, 3, 19)],
  });
  const text = await failuresOf(fileEvents(file, [], { outcome: 'errored', errors: [broken] }));
  expect(text).toContain('1) src/cart.test.ts\n\n   ZT1201 Expected ")" but found "}"\n');
  expect(text).toContain("❯ 3 │ test('adds', () => {\n");
});

test('blames the test that killed its host and lists those that could not run once', async () => {
  const died = error('The process died: SIGSEGV', { code: 'ZT1702' });
  const events = fileEvents(file, [
    { titles: ['crashes'], outcome: 'failed', reason: 'host-exit', errors: [died] },
    { titles: ['b'], outcome: 'errored', reason: 'host-exit' },
    { titles: ['c'], outcome: 'errored', reason: 'host-exit', errors: [died] },
  ]);
  expect(await failuresOf(events)).toBe(
    lines(`
      1) src/cart.test.ts › crashes
         the process that ran it died

         ZT1702 The process died: SIGSEGV

         The same stopped 2 other tests:
           b
           c
    `),
  );
});

test('tells the attempts of a retried test', async () => {
  const same = await failuresOf(failing([error('x')], { retries: [[error('x')], [error('x')]] }));
  expect(same).toContain('   failed the same way in all 3 attempts\n');
  const different = await failuresOf(failing([error('x')], { retries: [[error('first')]] }));
  expect(different).toContain('   attempt 1 failed with: Error: first\n');
});

test('shows every soft failure of a test', async () => {
  const text = await failuresOf(
    failing([
      error('expect(received).toBe(expected)\n\nExpected: 1\nReceived: 2'),
      error('second'),
    ]),
  );
  expect(text).toContain('   Expected: 1\n   Received: 2\n\n   Error: second\n');
});

test('shows annotations, attachments and which repeat it was', async () => {
  const text = await failuresOf(
    failing([error('x')], {
      repeat: 2,
      annotations: [{ message: 'seed 42' }],
      attachments: [{ name: 'response', contentType: 'application/json', body: '{"ok":false}' }],
    }),
  );
  expect(text).toContain('   failed in repeat 3\n');
  expect(text).toContain(
    '   note: seed 42\n   attached: response (application/json, 12 B)\n     {"ok":false}\n',
  );
});

test('a string that is cut at the edge of the code keeps its colour', async () => {
  const line = `call('${'a'.repeat(200)}', five(5));`;
  const text = await render(
    'terminal',
    runEvents(
      failing([error('x', { stack: [frame('src/wide.ts', 1, line.indexOf('five') + 1)] })]),
      {
        outcome: 'failed',
      },
    ),
    { sources: { 'src/wide.ts': line }, screen: { hasColor: true } },
  );
  expect(text).toContain(`\x1b[32m${'a'.repeat(67)}'\x1b[39m, five(\x1b[33m5\x1b[39m));`);
});

test('cuts a message of 10,000 lines and says where the rest is', async () => {
  let kept = '';
  const message = Array.from({ length: 10_000 }, (_, i) => `line ${i}`).join('\n');
  const text = await render('terminal', runEvents(failing([error(message)])), {
    keepOverflow: (all) => {
      kept = all;
      return 'test-results/output.log';
    },
  });
  expect(text).toContain('… 9700 more lines in test-results/output.log\n');
  expect(text.split('\n').length).toBeLessThan(400);
  expect(kept).toContain('line 9999\n');
});

test('colours expected green and received red, and marks where two lines differ', async () => {
  const message =
    'expect(received).toBe(expected)\n\nExpected: "Hello World"\nReceived: "Hello Wörld"';
  const text = await failuresOf(failing([error(message)]), true);
  expect(text).toContain(
    'Expected: \x1b[32m"Hello W\x1b[39m\x1b[32m\x1b[7mo\x1b[27m\x1b[39m\x1b[32mrld"\x1b[39m',
  );
  expect(text).toContain(
    'Received: \x1b[31m"Hello W\x1b[39m\x1b[31m\x1b[7mö\x1b[27m\x1b[39m\x1b[31mrld"\x1b[39m',
  );
});

test('does not take a list in an ordinary message for a diff', async () => {
  const text = await failuresOf(failing([error('missing:\n- apples\n- pears')]), true);
  expect(text).toContain('   - apples\n   - pears\n');
});
