import assert from 'node:assert/strict';
import { setTimeout as delay } from 'node:timers/promises';
import { nextRun } from '../../../scripts/vscode/host/watched-runs.ts';
import { itemAt, outcomes, type Host, type HostSuite } from './host-suite.ts';

export const continuous: HostSuite = {
  'a save runs what it can have changed, and nothing after it is turned off': async (host) => {
    const { api, controller, profiles } = host;
    const profile = profiles.find(({ supportsContinuousRun }) => supportsContinuousRun);
    assert.ok(profile);
    const item = await itemAt(host, 'src');
    const source = new api.CancellationTokenSource();
    const request = new api.TestRunRequest([item], [], profile, true);
    await profile.runHandler(request, source.token);
    const run = nextRun(controller);
    await save(host, 'src/sum.ts');
    assert.deepEqual(outcomes(await run), ['failed is wrong', 'passed adds', 'passed alone']);
    source.cancel();
    let hasRun = false;
    nextRun(controller).then(
      () => (hasRun = true),
      () => {},
    );
    await save(host, 'src/sum.ts');
    await delay(1000);
    assert.equal(hasRun, false);
  },
};

async function save({ api, folder }: Host, file: string): Promise<void> {
  const document = await api.workspace.openTextDocument(api.Uri.joinPath(folder, file));
  const edit = new api.WorkspaceEdit();
  edit.insert(document.uri, new api.Position(document.lineCount, 0), '// changed\n');
  await api.workspace.applyEdit(edit);
  assert.equal(await document.save(), true);
}
