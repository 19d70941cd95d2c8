/** Where what a test prints comes from. */
import { expect, test } from 'ztest';
import { runProject } from '../../support/run-project.ts';

test('what is printed is told with its test and its line, through helpers and callbacks', async () => {
  using run = await runProject({
    'say.ts': `interface Saying { readonly text: string }

export const say = ({ text }: Saying): void => console.error(text);
`,
    'a.test.ts': `import { test } from 'ztest';
import { say } from './say.ts';

console.log('loading');
test('prints', async () => {
  process.stdout.write('written');
  say({ text: 'helped' });
  await new Promise<void>((resolve) => setTimeout(() => {
    console.log('later');
    resolve();
  }, 1));
});
`,
  });
  const printed = run.events.flatMap((event) => {
    if (event.type !== 'output') return [];
    const { text, test: id, location } = event;
    return [`${text.trim()} ${id ?? '-'} ${location?.file}:${location?.line}:${location?.column}`];
  });
  expect(printed).toEqual([
    'loading - a.test.ts:4:9',
    'written a.test.ts#prints a.test.ts:6:18',
    'helped a.test.ts#prints say.ts:3:56',
    'later a.test.ts#prints a.test.ts:9:13',
  ]);
});

test('warnings of the project are printed, whatever becomes of console; those of experiments of Node are not', async () => {
  using run = await runProject({
    'a.test.ts': `import { expect, mock, test } from 'ztest';

test('warns', async () => {
  mock.spyOn(console, 'error').mockImplementation(() => {});
  process.emitWarning('mine is new', 'ExperimentalWarning');
  process.emitWarning('mine is an experimental feature and might change at any time', 'ExperimentalWarning');
  process.emitWarning('mine is old', 'DeprecationWarning');
  await new Promise((done) => setTimeout(done, 1));
  expect(console.error).not.toHaveBeenCalled();
});
`,
  });
  const printed = run.events.flatMap((event) => (event.type === 'output' ? [event.text] : []));
  expect(printed.join('')).toContain('ExperimentalWarning: mine is new');
  expect(printed.join('')).toContain('DeprecationWarning: mine is old');
  expect(printed.join('')).not.toContain('any time');
  expect(run.exitCode).toBe(0);
});
