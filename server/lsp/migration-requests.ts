/** From Jest to ztest, as an editor asks for it. */
import { LSPErrorCodes, ResponseError } from 'vscode-languageserver/node';
import * as protocol from '../protocol.ts';
import { answering } from './answering.ts';
import { abortedBy } from './cancellation.ts';
import { pathToUri, uriToPath } from './file-uris.ts';
import type { MigrationService } from './services.ts';
import type { Session } from './session.ts';

export function answerMigration({ connection, roots }: Session): void {
  const answer = answering(connection);
  /** @throws where nothing may be changed or run */
  const trusted = (root: string): MigrationService => {
    const services = roots.get(root)?.services;
    if (services?.migration !== undefined && services.runs !== undefined) return services.migration;
    throw new ResponseError(
      LSPErrorCodes.RequestFailed,
      'A suite is migrated only in a workspace that you trust.',
    );
  };
  answer(protocol.planMigration, async ({ root, uris = [], willBeDone = false }) => {
    const files = uris.flatMap((uri) => uriToPath(uri) ?? []);
    const plan = willBeDone
      ? await trusted(root).planToDo(files)
      : roots.get(root)?.services.migration?.plan(files);
    if (plan === undefined) return null;
    if ('refused' in plan)
      throw new ResponseError(LSPErrorCodes.RequestFailed, plan.refused.join('\n'));
    const changes = plan.files.map(({ file, ...change }) => ({ ...change, uri: pathToUri(file) }));
    return { report: plan.report, byHand: plan.byHand, changes };
  });
  answer(protocol.keepOriginals, ({ root }) => trusted(root).keep());
  answer(protocol.settleMigration, ({ root }) => {
    trusted(root).settle();
    return null;
  });
  answer(protocol.undoMigration, ({ root, force }) => trusted(root).undo(force));
  answer(
    protocol.compareWithJest,
    async ({ root }, token) => (await trusted(root).compare(abortedBy(token))) ?? null,
  );
}
