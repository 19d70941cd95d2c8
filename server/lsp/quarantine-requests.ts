/** The quarantine, as an editor reads and changes it. */
import { LSPErrorCodes, ResponseError } from 'vscode-languageserver/node';
import * as protocol from '../protocol.ts';
import { answering } from './answering.ts';
import type { QuarantineService } from './services.ts';
import type { Session } from './session.ts';

export function answerQuarantine({ connection, roots }: Session): void {
  const answer = answering(connection);
  /** @throws where files are not on this disk */
  const of = (root: string): QuarantineService => {
    const service = roots.get(root)?.services.quarantine;
    if (service !== undefined) return service;
    throw new ResponseError(LSPErrorCodes.RequestFailed, `${root} is not on this disk.`);
  };
  answer(protocol.quarantine, ({ root }) => of(root).read());
  answer(protocol.addToQuarantine, ({ root, ...entry }) => of(root).add(entry));
  answer(protocol.removeFromQuarantine, ({ root, ids }) => of(root).remove(ids));
  answer(protocol.proposeQuarantine, ({ root }) => of(root).propose());
}
