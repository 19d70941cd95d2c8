/** A file that several Jest projects test, as an editor sees it. */
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'ztest';
import {
  affected,
  openRoots,
  refresh,
  run,
  runEvents,
  type RunEvents,
  type RunParams,
} from '../../../server/protocol.ts';
import { startClient, type LanguageClient } from './language-client.ts';

const trusted = { initializationOptions: { isTrusted: true } };
const projects = [
  { displayName: 'one', globals: { WHICH: 1 } },
  { displayName: 'two', globals: { WHICH: 2 } },
];
const files = {
  'package.json': JSON.stringify({ devDependencies: { jest: '30' }, jest: { projects } }),
  'src/a.test.js': `const { which } = require('./which');\ndescribe('in', () => {\n  test('is one', () => expect(which()).toBe(1));\n});\n`,
  'src/which.js': 'exports.which = () => WHICH;\n',
};

function outcomesOf(client: LanguageClient): () => readonly string[] {
  const heard: string[] = [];
  client.connection.onNotification(runEvents.method, ({ events }: RunEvents) => {
    for (const event of events)
      if (event.type === 'test-finished' && event.reason !== 'filter')
        heard.push(`${event.id} ${event.outcome}`);
  });
  return () => heard.toSorted();
}

function params(client: LanguageClient, more: Partial<RunParams> = {}): RunParams {
  return { runId: 'one', root: client.root, ...more };
}

const both = ['(two)/../src/a.test.js: in@2, is one@3', 'src/a.test.js: in@2, is one@3'];

test('each project has a tree, and a run of all runs the file in each', async () => {
  await using client = await startClient(files, trusted);
  await client.ask(openRoots, {});
  await client.until(() => client.tree().length === 2);
  expect(client.tree().toSorted()).toEqual(both);
  const outcomes = outcomesOf(client);
  expect((await client.ask(run, params(client))).outcome).toBe('failed');
  expect(outcomes()).toEqual([
    '(two)/../src/a.test.js#in>is one failed',
    'src/a.test.js#in>is one passed',
  ]);
});

test('one project runs where that is asked for', async () => {
  await using client = await startClient(files, trusted);
  await client.ask(openRoots, {});
  await client.until(() => client.tree().length === 2);
  const outcomes = outcomesOf(client);
  const file = '(two)/../src/a.test.js';
  await client.ask(run, params(client, { files: [{ file, ids: [`${file}#in>is one`] }] }));
  expect(outcomes()).toEqual([`${file}#in>is one failed`]);
});

test('an edit moves the tests in each tree, and a file that goes takes them along', async () => {
  await using client = await startClient(files, trusted);
  await client.ask(openRoots, {});
  await client.until(() => client.tree().length === 2);
  await client.open('src/a.test.js');
  await client.edit('src/a.test.js', `test('is one'`, `\ntest('is it'`);
  await client.until(() => client.tree().every((line) => line.endsWith('is it@4')));
  expect(client.tree()).toHaveLength(2);
  rmSync(join(client.project.directory, 'src/a.test.js'));
  await client.ask(refresh, {});
  await client.until(() => client.tree().length === 0);
});

test('what a configuration comes to only when it runs is known from then on', async () => {
  await using client = await startClient(
    {
      ...files,
      'package.json': '{ "devDependencies": { "jest": "30" } }',
      'jest.config.js': `const list = ${JSON.stringify(projects)};\nmodule.exports = () => ({ projects: list.filter(() => true) });\n`,
    },
    trusted,
  );
  await client.ask(openRoots, {});
  await client.until(() => client.tree().length > 0);
  expect(client.tree()).toHaveLength(1);
  const outcomes = outcomesOf(client);
  await client.ask(run, params(client, { files: [{ file: 'src/a.test.js' }] }));
  expect(outcomes()).toEqual([
    '(two)/../src/a.test.js#in>is one failed',
    'src/a.test.js#in>is one passed',
  ]);
  expect(client.tree().toSorted()).toEqual(both);
});

test('a change affects the tests of each project', async () => {
  await using client = await startClient(files, trusted);
  await client.ask(openRoots, {});
  await client.until(() => client.tree().length === 2);
  await client.ask(run, params(client));
  client.project.write({ 'src/which.js': 'exports.which = () => WHICH + 1;\n' });
  const found = await client.ask(affected, {
    root: client.root,
    uris: [client.uri('src/which.js')],
  });
  expect(found.map(({ file }) => file).toSorted()).toEqual([
    '(two)/../src/a.test.js',
    'src/a.test.js',
  ]);
});

test('files run in the order of the sequencer, and the filter leaves out what nobody asked for alone', async () => {
  await using client = await startClient(
    {
      'package.json': JSON.stringify({
        devDependencies: { jest: '30' },
        jest: { testSequencer: './sequencer.js', filter: './filter.js', maxWorkers: 1 },
      }),
      'sequencer.js': `module.exports = class { sort(tests) { return [...tests].sort((a, b) => (a.path < b.path ? 1 : -1)); } };\n`,
      'filter.js': `module.exports = (paths) => ({ filtered: paths.filter((p) => !p.includes('b.test')).map((test) => ({ test })) });\n`,
      'a.test.js': `test('a', () => {});\n`,
      'b.test.js': `test('b', () => {});\n`,
      'c.test.js': `test('c', () => {});\n`,
    },
    trusted,
  );
  await client.ask(openRoots, {});
  await client.until(() => client.tree().length === 3);
  const heard: string[] = [];
  client.connection.onNotification(runEvents.method, ({ events }: RunEvents) => {
    for (const event of events) {
      if (event.type === 'test-finished') heard.push(event.id);
      if (event.type === 'problem') heard.push(event.problem.code);
    }
  });
  await client.ask(run, params(client));
  expect(heard).toEqual(['ZT2520', 'c.test.js#c', 'a.test.js#a']);
  heard.length = 0;
  await client.ask(run, params(client, { files: [{ file: 'b.test.js' }] }));
  expect(heard).toEqual(['b.test.js#b']);
});
