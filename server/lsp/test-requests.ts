/** The `ztest/…` requests, for clients that show tests themselves. */
import { ErrorCodes, ResponseError, type CancellationToken } from 'vscode-languageserver/node';
import * as protocol from '../protocol.ts';
import type { RequestMethod } from '../protocol.ts';
import { affectedTests } from './affected.ts';
import { cancellable } from './cancellation.ts';
import { methodOf } from './capabilities.ts';
import { uriToPath } from './file-uris.ts';
import { wrongParam, wrongParamError } from './message-check.ts';
import type { FileEvent } from '../workspace/changes.ts';
import type { Root, RootUpdate } from './root.ts';
import type { Session } from './session.ts';
import { findSources, findTests } from './subjects.ts';
import { TreeSender } from './tree-sender.ts';

type Answer = (params: unknown, token: CancellationToken) => Promise<unknown>;

/** @returns whom to tell when trees have changed */
export function answerTestRequests(session: Session): (root: Root, update: RootUpdate) => void {
  const { connection, roots, client } = session;
  const senders = new WeakMap<Root, TreeSender>();
  const answers = new Map<string, Answer>();
  let isAsked = false;

  const answer = <Params, Result>(
    { method }: RequestMethod<Params, Result>,
    handler: (params: Params, token: CancellationToken) => Result | Promise<Result>,
  ): void => {
    const answerOne = async (params: Params, token: CancellationToken): Promise<unknown> =>
      await handler(params, token);
    connection.onRequest(method, answerOne);
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- called with what wrongParam has let through
    answers.set(method, answerOne as Answer);
  };
  const senderOf = (root: Root): TreeSender => {
    const sender =
      senders.get(root) ??
      new TreeSender(root.uri, (change) => {
        void connection.sendNotification(protocol.treeChanged.method, change);
      });
    senders.set(root, sender);
    return sender;
  };
  const sendAll = (root: Root): void =>
    senderOf(root).sendAll(root.services.discovery.trees(), root.problems);
  const rootNamed = (uri: string | undefined): Root => {
    const root = roots.get(uri);
    if (root !== undefined) return root;
    throw new ResponseError(ErrorCodes.InvalidParams, `${uri ?? 'No folder'} is not open.`);
  };

  answer(protocol.openRoots, () => {
    isAsked = true;
    const all = roots.all();
    // After the answer: whoever asks may not know yet which roots there are.
    setImmediate(() => {
      for (const root of all) if (root.isOpen) sendAll(root);
    });
    return { isTrusted: client().isTrusted, roots: all.map(({ uri }) => uri) };
  });
  answer(protocol.refresh, async (_params, token) => {
    await cancellable(token, async () => await roots.lookAgain());
    return null;
  });
  answer(protocol.resolveChildren, async ({ root: uri, file, parent }, token) => {
    const root = rootNamed(uri);
    const tree = await cancellable(token, async () => await root.tree(file));
    const nodes = tree?.nodes.filter((node) => node.parent === parent) ?? [];
    return { version: senders.get(root)?.version ?? 0, nodes };
  });
  answer(protocol.explain, async ({ root: uri, target }, token) => {
    const root = rootNamed(uri);
    await cancellable(token, async () => await root.settled());
    return root.services.discovery.explain(target);
  });
  answer(protocol.affected, async ({ root: uri, uris, moved = [] }, token) => {
    const changed = uris.flatMap((one) => uriToPath(one) ?? []);
    // A client asks before it reports what happened to files.
    rootNamed(uri).change(
      uris.flatMap((one): FileEvent[] => {
        const path = uriToPath(one);
        if (path === undefined) return [];
        if (moved.includes(one)) return [{ kind: 'created', path }];
        return session.documents.get(one) === undefined ? [{ kind: 'changed', path }] : [];
      }),
    );
    return await cancellable(
      token,
      async (signal) => await affectedTests(rootNamed(uri), changed, signal),
    );
  });
  answer(protocol.testsOf, async (params, token) => await findTests(session, params, token));
  answer(protocol.sourceOf, async (params, token) => await findSources(session, params, token));
  // The same for clients that can send commands only.
  connection.onExecuteCommand(async ({ command, arguments: [params] = [] }, token) => {
    const method = methodOf(command);
    if (method === undefined) {
      return new ResponseError(ErrorCodes.InvalidParams, `There is no command ${command}.`);
    }
    const wrong = wrongParam(method, params);
    return wrong === undefined
      ? await answers.get(method)?.(params, token)
      : wrongParamError(wrong);
  });

  return (root, update) => {
    if (!isAsked || !root.isOpen) return;
    if (senderOf(root).version === 0) sendAll(root);
    else senderOf(root).update(update);
  };
}
