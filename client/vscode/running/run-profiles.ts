/** The profiles of the Test Explorer, and what each asks of its runs. */
import * as vscode from 'vscode';
import { CountedFile } from '../coverage/file-coverage.ts';
import { tellRestricted } from '../status/restricted.ts';
import { runContinuously } from './continuous-run.ts';
import { runRequest, type RunContext, type RunOptions } from './run-session.ts';

interface Profile {
  readonly label: string;
  readonly kind: vscode.TestRunProfileKind;
  readonly options: Omit<RunOptions, 'request' | 'token'>;
}

export function createRunProfiles(context: RunContext): readonly vscode.TestRunProfile[] {
  const { Run, Debug, Coverage } = vscode.TestRunProfileKind;
  const profiles: readonly Profile[] = [
    { label: vscode.l10n.t('Run'), kind: Run, options: {} },
    { label: vscode.l10n.t('Debug'), kind: Debug, options: { isDebugged: true } },
    { label: vscode.l10n.t('Coverage'), kind: Coverage, options: { countsCode: true } },
  ];
  return profiles.map(({ label, kind, options }) => {
    const profile = context.controller.createRunProfile(
      label,
      kind,
      async (request, token) => {
        const run = { ...options, request, token };
        if (!vscode.workspace.isTrusted) void tellRestricted();
        else if (request.continuous === true) runContinuously(context, run);
        else await runRequest(context, run);
      },
      true,
    );
    profile.supportsContinuousRun = true;
    // Of each: runs bring coverage while something runs continuously.
    profile.loadDetailedCoverage = async (_run, file, token) => await detailsOf(file, token);
    profile.loadDetailedCoverageForTest = async (...[, file, test, token]) =>
      await detailsOf(file, token, test);
    return profile;
  });
}

async function detailsOf(
  file: vscode.FileCoverage,
  token: vscode.CancellationToken,
  test?: vscode.TestItem,
): Promise<vscode.FileCoverageDetail[]> {
  return file instanceof CountedFile ? await file.details(test, token) : [];
}
