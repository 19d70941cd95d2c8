/** The profiles Run and Debug of the Test Explorer. */
import * as vscode from 'vscode';
import { tellRestricted } from '../status/restricted.ts';
import { runContinuously } from './continuous-run.ts';
import { runRequest, type RunContext } from './run-session.ts';

export function createRunProfiles(context: RunContext): readonly vscode.TestRunProfile[] {
  const { controller } = context;
  const { Run, Debug } = vscode.TestRunProfileKind;
  const run = controller.createRunProfile(
    vscode.l10n.t('Run'),
    Run,
    async (request, token) => {
      if (!vscode.workspace.isTrusted) void tellRestricted();
      else if (request.continuous === true) runContinuously(context, { request, token });
      else await runRequest(context, { request, token });
    },
    true,
  );
  run.supportsContinuousRun = true;
  const debug = controller.createRunProfile(
    vscode.l10n.t('Debug'),
    Debug,
    async (request, token) => {
      if (!vscode.workspace.isTrusted) void tellRestricted();
      else await runRequest(context, { request, token, isDebugged: true });
    },
    true,
  );
  return [run, debug];
}
