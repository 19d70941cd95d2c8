import assert from 'node:assert/strict';
import { setTimeout as delay } from 'node:timers/promises';
import type * as vscode from 'vscode';
import { nextRun, type WatchedRun } from '../../../scripts/vscode/host/watched-runs.ts';
import { itemAt, outcomes, type Host, type HostSuite } from './host-suite.ts';

const SUM = ['src', 'sum.test.ts'] as const;

export const running: HostSuite = {
  'one test of a file: it alone': async (host) => {
    const run = await runItems(host, [await itemAt(host, ...SUM, 'sum', 'adds')]);
    assert.deepEqual(outcomes(run), ['passed adds']);
  },

  'a suite: its tests': async (host) => {
    const run = await runItems(host, [await itemAt(host, ...SUM, 'sum')]);
    assert.deepEqual(outcomes(run), ['failed is wrong', 'passed adds']);
  },

  'a suite without one of its tests': async (host) => {
    const left = await itemAt(host, ...SUM, 'sum', 'is wrong');
    const run = await runItems(host, [await itemAt(host, ...SUM, 'sum')], [left]);
    assert.deepEqual(outcomes(run), ['passed adds']);
  },

  'a file without one of its suites': async (host) => {
    const left = await itemAt(host, ...SUM, 'sum');
    const run = await runItems(host, [await itemAt(host, ...SUM)], [left]);
    assert.deepEqual(outcomes(run), ['passed alone']);
  },

  'a folder, with rows that only the run knows': async (host) => {
    const run = await runItems(host, [await itemAt(host, 'src')]);
    assert.deepEqual(outcomes(run), [
      'failed is wrong',
      'passed adds',
      'passed alone',
      'passed of the environment 1',
      'passed of the environment 2',
      'passed row 1',
      'passed row 2',
    ]);
  },

  'one row of a table': async (host) => {
    const run = await runItems(host, [await itemAt(host, 'src', 'rows.test.ts', 'row 2')]);
    assert.deepEqual(outcomes(run), ['passed row 2']);
  },

  'two tests of two files': async (host) => {
    const run = await runItems(host, [
      await itemAt(host, ...SUM, 'alone'),
      await itemAt(host, 'src', 'rows.test.ts', 'row 1'),
    ]);
    assert.deepEqual(outcomes(run), ['passed alone', 'passed row 1']);
  },

  'what VS Code asks for by its own id of a test': async (host) => {
    const { api, controller } = host;
    const item = await itemAt(host, ...SUM, 'sum', 'adds');
    const ids = [controller.id];
    for (let at: vscode.TestItem | undefined = item; at; at = at.parent) ids.splice(1, 0, at.id);
    const run = nextRun(controller);
    await api.commands.executeCommand('vscode.runTestsById', 2, ids.join('\0'));
    assert.deepEqual(outcomes(await run), ['passed adds']);
  },

  'a failure has its line, what was expected and what came': async (host) => {
    const item = await itemAt(host, ...SUM, 'sum', 'is wrong');
    const { said } = await runItems(host, [item]);
    const [message] = said.at(-1)?.messages ?? [];
    assert.equal(message?.location?.range.start.line, 4);
    assert.equal(message.location.uri.path, `${host.folder.path}/src/sum.test.ts`);
    assert.deepEqual([message.expectedOutput, message.actualOutput], ['4', '3']);
    assert.ok(message.stackTrace !== undefined && message.stackTrace.length > 0);
  },

  'a file with a syntax error: it is errored at its line, and its tests with it': async (host) => {
    const { said } = await runItems(host, [await itemAt(host, 'broken.test.ts')]);
    const errored = said.filter(({ what }) => what === 'errored');
    assert.deepEqual(
      errored.map(({ item }) => item.label),
      ['broken', 'broken.test.ts'],
    );
    assert.equal(errored.at(-1)?.messages[0]?.location?.range.start.line, 1);
  },

  'two requests at the same time both end, each with its own results': async (host) => {
    const [one, other] = await Promise.all([
      runItems(host, [await itemAt(host, ...SUM, 'sum', 'adds')]),
      runItems(host, [await itemAt(host, ...SUM, 'alone')]),
    ]);
    assert.deepEqual([outcomes(one), outcomes(other)], [['passed adds'], ['passed alone']]);
  },

  'an endless loop ends within two seconds after it is cancelled, and the next run works': async (
    host,
  ) => {
    const source = new host.api.CancellationTokenSource();
    const item = await itemAt(host, 'loop.test.ts');
    const run = runItems(host, [item], [], source.token);
    await delay(1500);
    const before = Date.now();
    source.cancel();
    await run;
    const took = Date.now() - before;
    assert.ok(took < 2000, `${took} ms`);
    const next = await runItems(host, [await itemAt(host, ...SUM, 'alone')]);
    assert.deepEqual(outcomes(next), ['passed alone']);
    return `ended ${took} ms after the cancel`;
  },
};

/** As the button of the Test Explorer does it. */
async function runItems(
  { api, controller, profiles }: Host,
  include: readonly vscode.TestItem[],
  exclude: readonly vscode.TestItem[] = [],
  token: vscode.CancellationToken = new api.CancellationTokenSource().token,
): Promise<WatchedRun> {
  const profile = profiles.find(({ kind }) => kind === api.TestRunProfileKind.Run);
  assert.ok(profile);
  const request = new api.TestRunRequest(include, exclude, profile);
  const run = nextRun(controller, request);
  await profile.runHandler(request, token);
  return await run;
}
