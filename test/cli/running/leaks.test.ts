import { expect, test } from 'ztest';
import { run, type EndedRun } from '../run.ts';

const leaky = `import { spawn } from 'node:child_process';
import net from 'node:net';
import { test } from 'ztest';

test('leaves things', async () => {
  setInterval(() => {}, 1000);
  const server = net.createServer();
  await new Promise<void>((resolve) => server.listen(0, resolve));
  spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], { stdio: 'ignore' });
  process.on('SIGUSR2', () => {});
});
`;

const tidy = `import { afterAll, test } from 'ztest';
import net from 'node:net';
const server = net.createServer();
afterAll(() => new Promise((resolve) => server.close(resolve)));
test('tidies up', async () => {
  await new Promise<void>((resolve) => server.listen(0, resolve));
  clearTimeout(setTimeout(() => {}, 1000));
  setTimeout(() => {}, 1000).unref();
  const listener = () => {};
  process.on('SIGUSR2', listener);
  process.off('SIGUSR2', listener);
});
`;

/** `kind file:line` of each leak. */
function leaks({ events }: EndedRun): string[] {
  return events
    .flatMap((event) =>
      event.type === 'leak'
        ? [`${event.kind} ${event.stack[0]?.file}:${event.stack[0]?.line}`]
        : [],
    )
    .sort();
}

const all = [
  'child a.test.ts:9',
  'listener a.test.ts:10',
  'server a.test.ts:8',
  'timer a.test.ts:6',
];

test('--detect-leaks names what is left open, with the place it was made, and does not fail the run', async () => {
  using ended = await run({ 'a.test.ts': leaky, 'b.test.ts': tidy }, ['--detect-leaks']);
  expect(leaks(ended)).toEqual(all);
  expect(ended.exitCode).toBe(0);
  expect(ended.output).toContain('Left open after the test');
  expect(ended.output).toContain('a pending setInterval');
  expect(ended.output).toContain('at a.test.ts:6:3');
});

test('--fail-on-leaks fails the run', async () => {
  using ended = await run({ 'a.test.ts': leaky }, ['--fail-on-leaks']);
  expect(leaks(ended)).toEqual(all);
  expect(ended.exitCode).toBe(1);
  expect(ended.output).toContain('leaks are to fail the run');
});

test('tidy tests do not fail with --fail-on-leaks', async () => {
  using ended = await run({ 'b.test.ts': tidy }, ['--fail-on-leaks']);
  expect(leaks(ended)).toEqual([]);
  expect(ended.exitCode).toBe(0);
});

test('without it nothing is said, and what is left open is closed all the same', async () => {
  using ended = await run({ 'a.test.ts': leaky });
  expect(ended.exitCode).toBe(0);
  expect(leaks(ended)).toEqual([]);
});
