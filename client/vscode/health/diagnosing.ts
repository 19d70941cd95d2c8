/** Why a test is flaky, and which tests make it fail: asked of the server, which runs it again and again. */
import { randomUUID } from 'node:crypto';
import * as vscode from 'vscode';
import {
  bisect,
  diagnose as diagnoseMethod,
  type DiagnosisParams,
  type RequestMethod,
} from '../../../server/protocol.ts';
import { showMarkdown } from '../commands/explain-test.ts';
import type { TestView } from '../test-view.ts';
import { subjectOf } from '../tree/subjects.ts';
import {
  chooseOneTest,
  diagnosing,
  diagnosisStepText,
  diagnosisTitle,
  findingPolluters,
  pollutersTitle,
} from './health-messages.ts';

interface Question {
  readonly method: RequestMethod<DiagnosisParams, string>;
  /** Of the progress. */
  readonly progress: (title: string) => string;
  /** Of the answer. */
  readonly title: () => string;
}

export async function diagnose(view: TestView, items: readonly vscode.TestItem[]): Promise<void> {
  await ask(view, items, { method: diagnoseMethod, progress: diagnosing, title: diagnosisTitle });
}

export async function findThePolluters(
  view: TestView,
  items: readonly vscode.TestItem[],
): Promise<void> {
  await ask(view, items, { method: bisect, progress: findingPolluters, title: pollutersTitle });
}

async function ask(
  { server }: TestView,
  items: readonly vscode.TestItem[],
  { method, progress, title }: Question,
): Promise<void> {
  const [item, ...others] = items;
  const subject = item && subjectOf(item);
  const isTest = subject?.kind === 'test' && item?.children.size === 0;
  if (item === undefined || !isTest || others.length > 0) {
    void vscode.window.showInformationMessage(chooseOneTest());
    return;
  }
  const token = randomUUID();
  const params = { root: subject.root.uri.toString(), id: subject.id, token };
  const location = vscode.ProgressLocation.Notification;
  const report = await vscode.window.withProgress(
    { location, title: progress(item.label), cancellable: true },
    async (shown, cancellation) => {
      const listener = server.onDiagnosisStep((step) => {
        if (step.token === token)
          shown.report({ message: diagnosisStepText(step.what, step.runs) });
      });
      try {
        return await server.ask(method, params, cancellation);
      } catch (error) {
        if (cancellation.isCancellationRequested) return undefined;
        throw error;
      } finally {
        listener.dispose();
      }
    },
  );
  if (report !== undefined) await showMarkdown(title(), report);
}
