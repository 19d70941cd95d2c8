import { expect, test } from 'ztest';
import type { RunEvent } from '../../../test-host/protocol.ts';
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

const boom = error('boom & <b>', {
  name: 'TypeError',
  stack: [frame('src/cart.ts', 3, 5), frame(file, 9, 2)],
});
const tests: TestSketch[] = [
  { titles: ['cart', 'adds'], line: 3, output: 'hello\n' },
  {
    titles: ['cart', 'fails'],
    line: 8,
    outcome: 'failed',
    duration: 1234.5678,
    errors: [boom],
    retries: [[error('first')]],
  },
  { titles: ['cart', 'flaky'], retries: [[error('once')]] },
  { titles: ['skips'], outcome: 'skipped', reason: 'condition', note: 'needs windows' },
  { titles: ['later'], outcome: 'skipped', reason: 'todo' },
  { titles: ['elsewhere'], outcome: 'skipped', reason: 'filter' },
  { titles: ['dies'], outcome: 'errored', reason: 'host-exit', note: 'exit code 139' },
];
const broken = error('Unexpected token', {
  name: 'SyntaxError',
  code: 'ZT1201',
  stack: [frame('src/b.test.ts', 2, 1)],
});
const events = runEvents(
  [
    ...fileEvents(file, tests),
    ...fileEvents('src/b.test.ts', [], { outcome: 'errored', errors: [broken] }),
  ],
  { outcome: 'failed' },
);

test('junit: a testsuite a file, failures, errors and skipped apart', async () => {
  expect(await render('junit', events)).toBe(
    lines(`
      <?xml version="1.0" encoding="UTF-8"?>
      <testsuites name="ztest" tests="7" failures="1" errors="2" time="1.234">
        <testsuite name="src/cart.test.ts" tests="6" failures="1" errors="1" skipped="2" time="0.012" timestamp="1970-01-01T00:00:01" file="src/cart.test.ts">
          <testcase name="cart › adds" classname="src/cart.test.ts" time="0.004" file="src/cart.test.ts" line="3">
            <system-out>hello
      </system-out>
          </testcase>
          <testcase name="cart › fails" classname="src/cart.test.ts" time="1.235" file="src/cart.test.ts" line="8">
            <failure message="TypeError: boom &#38; &#60;b&#62;" type="TypeError"><![CDATA[TypeError: boom & <b>

        at src/cart.ts:3:5
        at src/cart.test.ts:9:2]]></failure>
            <rerunFailure message="Error: first" type="Error"><stackTrace>Error: first</stackTrace></rerunFailure>
          </testcase>
          <testcase name="cart › flaky" classname="src/cart.test.ts" time="0.004" file="src/cart.test.ts">
            <flakyFailure message="Error: once" type="Error"><stackTrace>Error: once</stackTrace></flakyFailure>
          </testcase>
          <testcase name="skips" classname="src/cart.test.ts" time="0.004" file="src/cart.test.ts">
            <skipped message="needs windows"/>
          </testcase>
          <testcase name="later" classname="src/cart.test.ts" time="0.004" file="src/cart.test.ts">
            <skipped message="todo"/>
          </testcase>
          <testcase name="dies" classname="src/cart.test.ts" time="0.004" file="src/cart.test.ts">
            <error message="It failed without an error: exit code 139." type="Error"></error>
          </testcase>
        </testsuite>
        <testsuite name="src/b.test.ts" tests="1" failures="0" errors="1" skipped="0" time="0.012" timestamp="1970-01-01T00:00:01" file="src/b.test.ts">
          <testcase name="(file)" classname="src/b.test.ts" time="0.000" file="src/b.test.ts">
            <error message="ZT1201 Unexpected token" type="SyntaxError">ZT1201 Unexpected token

        at src/b.test.ts:2:1</error>
          </testcase>
        </testsuite>
      </testsuites>
    `),
  );
});

test('tap: a subtest a file and suite, with directives and diagnostics', async () => {
  const text = await render('tap', events);
  expect(text.replace(/ +$/gm, '')).toBe(
    lines(`
      TAP version 14
      # Subtest: src/cart.test.ts
          # Subtest: cart
              ok 1 - adds
                ---
                duration_ms: 4
                ...
              not ok 2 - fails
                ---
                duration_ms: 1234.568
                at: "src/cart.test.ts:8:3"
                message: |2-
                  TypeError: boom & <b>

                    at src/cart.ts:3:5
                    at src/cart.test.ts:9:2
                attempts: 2
                ...
              ok 3 - flaky
                ---
                duration_ms: 4
                attempts: 2
                ...
              1..3
          not ok 1 - cart
            ---
            duration_ms: 0
            ...
          ok 2 - skips # SKIP needs windows
            ---
            duration_ms: 4
            ...
          ok 3 - later # TODO
            ---
            duration_ms: 4
            ...
          not ok 4 - dies
            ---
            duration_ms: 4
            reason: "host-exit"
            message: "It failed without an error: exit code 139."
            ...
          1..4
      not ok 1 - src/cart.test.ts
        ---
        duration_ms: 12
        ...
      # Subtest: src/b.test.ts
          not ok 1 - ZT1201 Unexpected token
            ---
            message: |2-
              ZT1201 Unexpected token

                at src/b.test.ts:2:1
            ...
          1..1
      not ok 2 - src/b.test.ts
        ---
        duration_ms: 12
        ...
      1..2
    `),
  );
});

test('tap: an empty run is a plan of nothing', async () => {
  expect(await render('tap', runEvents([]))).toBe('TAP version 14\n1..0 # SKIP no tests\n');
});

test('json: all that is known, by file and test', async () => {
  const report: unknown = JSON.parse(await render('json', events));
  expect(report).toMatchObject({
    schema: 'ztest-report',
    version: 1,
    versions: { ztest: '0.1.0', node: '24.0.0' },
    startedAt: '1970-01-01T00:00:01.000Z',
    duration: 1234,
    outcome: 'failed',
    workers: 2,
    seed: 42,
    shuffled: false,
    summary: {
      files: { passed: 0, failed: 1, skipped: 0, errored: 1 },
      tests: { passed: 2, failed: 1, skipped: 2, errored: 1 },
      todo: 1,
      flaky: 1,
      unselected: 1,
    },
    problems: [],
    files: [
      { path: file },
      { path: 'src/b.test.ts', outcome: 'errored', errors: [broken], tests: [] },
    ],
  });
  expect(report).toHaveProperty('files.0.tests.1', {
    id: testId(['cart', 'fails']),
    titles: ['cart', 'fails'],
    location: { file, line: 8, column: 3 },
    tags: [],
    outcome: 'failed',
    duration: 1234.5678,
    flaky: false,
    errors: [boom],
    retries: [[error('first')]],
    annotations: [],
    attachments: [],
    output: { stdout: '', stderr: '', dropped: 0 },
  });
  expect(report).toHaveProperty('files.0.tests.0.output', {
    stdout: 'hello\n',
    stderr: '',
    dropped: 0,
  });
  expect(report).toHaveProperty('files.0.tests.2.flaky', true);
});

test('json: a run that was cut off is called incomplete', async () => {
  const report: unknown = JSON.parse(
    await render('json', runEvents(fileEvents(file, [{ titles: ['a'] }]).slice(0, 3), null)),
  );
  expect(report).toMatchObject({
    outcome: 'incomplete',
    files: [{ outcome: 'errored', tests: [{ outcome: 'errored', note: 'no result arrived' }] }],
  });
});

test('events: every event on a line of its own', async () => {
  const text = await render('events', events);
  expect(
    text
      .trimEnd()
      .split('\n')
      .map((line): unknown => JSON.parse(line)),
  ).toEqual(events);
});

test('github: an annotation a failure, with the path from the checkout', async () => {
  const problem: RunEvent = {
    type: 'problem',
    problem: { code: 'ZT1103', severity: 'warning', message: 'twice: a, b' },
  };
  const text = await render('github', [...events, { ...problem, runId: 'run' }], {
    rootDir: '/checkout/packages/shop',
    cwd: '/checkout/packages/shop',
    env: { GITHUB_WORKSPACE: '/checkout' },
  });
  expect(text).toBe(
    [
      '::error file=packages/shop/src/cart.ts,line=3,col=5,title=src/cart.test.ts › cart › fails::TypeError: boom & <b>%0A%0A  at src/cart.ts:3:5%0A  at src/cart.test.ts:9:2',
      '::error file=packages/shop/src/cart.test.ts,line=1,col=1,title=src/cart.test.ts › dies::It failed without an error: exit code 139.',
      '::error file=packages/shop/src/b.test.ts,line=2,col=1,title=src/b.test.ts::ZT1201 Unexpected token%0A%0A  at src/b.test.ts:2:1',
      '::warning file=packages/shop/src/cart.test.ts,line=1,title=src/cart.test.ts › cart › flaky::Flaky: passed in attempt 2',
      '::warning title=ZT1103::twice: a, b',
      '',
    ].join('\n'),
  );
});

test('github: a summary of the step, in which names are no markup', async () => {
  let summary = '';
  await render(
    'github',
    runEvents(
      fileEvents(file, [{ titles: ['<img> *a*'], outcome: 'failed', errors: [error('```')] }]),
      { outcome: 'failed' },
    ),
    {
      env: { GITHUB_STEP_SUMMARY: '/tmp/summary.md' },
      appendFile: (_path, text) => {
        summary += text;
        return Promise.resolve();
      },
    },
  );
  expect(summary).toContain('## ❌ Tests: 0 passed, 1 failed, 0 skipped in 1.23 s\n');
  expect(summary).toContain('&#60;img&#62; &#42;a&#42;</summary>');
  expect(summary).toContain('````text\nError: ```\n````\n');
});

test('github: says nothing when all passed', async () => {
  expect(await render('github', runEvents(fileEvents(file, [{ titles: ['a'] }])))).toBe('');
});

test('dot: a character a test, output of failed tests with their failure', async () => {
  const text = await render('dot', events, { screen: { columns: () => 4 } });
  expect(text.startsWith('.xfs\ntx\n\n3 failures\n')).toBe(true);
  const loud = await render(
    'dot',
    runEvents(
      fileEvents(file, [
        { titles: ['a'], output: 'quiet please\n' },
        { titles: ['b'], outcome: 'failed', errors: [error('x')], output: 'a hint\n' },
      ]),
    ),
  );
  expect(loud).toContain('   stdout │\n   a hint\n');
  expect(loud).not.toContain('quiet please');
});
