import assert from 'node:assert/strict';
import fs from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import type * as vscode from 'vscode';
import { nextRun } from '../../../scripts/vscode/host/watched-runs.ts';
import { itemAt, outcomes, type Host, type HostSuite } from './host-suite.ts';

export const continuous: HostSuite = {
  'a save runs what it can have changed, once, and nothing after it is turned off': async (
    host,
  ) => {
    const { controller } = host;
    const { source } = await runContinuously(host);
    const run = nextRun(controller);
    await save(host, 'src/sum.ts');
    assert.deepEqual(outcomes(await run), ['failed is wrong', 'passed adds', 'passed alone']);
    let hasRun = false;
    nextRun(controller).then(
      () => (hasRun = true),
      () => {},
    );
    await delay(2000); // the editor's watcher sees what was saved as well
    assert.equal(hasRun, false);
    source.cancel();
    await save(host, 'src/sum.ts');
    await delay(1000);
    assert.equal(hasRun, false);
  },

  'what another program writes runs as well': async (host) => {
    const { api, controller, folder } = host;
    const { source } = await runContinuously(host);
    const run = nextRun(controller);
    fs.appendFileSync(api.Uri.joinPath(folder, 'src/sum.ts').fsPath, 'void 1;\n');
    assert.deepEqual(outcomes(await run), ['failed is wrong', 'passed adds', 'passed alone']);
    source.cancel();
  },

  'a save is debugged, where that goes on': async (host) => {
    const { api, controller } = host;
    const { source } = await runContinuously(host, api.TestRunProfileKind.Debug);
    const sessions: string[] = [];
    const heard = api.debug.onDidStartDebugSession(({ name }) => sessions.push(name));
    const run = nextRun(controller);
    await save(host, 'src/rows.test.ts');
    assert.deepEqual(outcomes(await run), [
      'passed of the environment 1',
      'passed of the environment 2',
      'passed row 1',
      'passed row 2',
    ]);
    assert.ok(sessions.includes('ztest'), sessions.join());
    source.cancel();
    heard.dispose();
  },
};

/** As the eye beside a folder does it. */
async function runContinuously(
  host: Host,
  kind = host.api.TestRunProfileKind.Run,
): Promise<{ readonly source: vscode.CancellationTokenSource }> {
  const { api, profiles } = host;
  const profile = profiles.find((one) => one.supportsContinuousRun && one.kind === kind);
  assert.ok(profile);
  const source = new api.CancellationTokenSource();
  const request = new api.TestRunRequest([await itemAt(host, 'src')], [], profile, true);
  await profile.runHandler(request, source.token);
  return { source };
}

async function save({ api, folder }: Host, file: string): Promise<void> {
  const document = await api.workspace.openTextDocument(api.Uri.joinPath(folder, file));
  const edit = new api.WorkspaceEdit();
  edit.insert(document.uri, new api.Position(document.lineCount, 0), 'void 0;\n');
  await api.workspace.applyEdit(edit);
  assert.equal(await document.save(), true);
}
