/** The standard requests: each finds the document and its tree, and asks the file that knows the answer. */
import {
  CodeActionKind,
  LSPErrorCodes,
  ResponseError,
  type CancellationToken,
  type CodeAction,
} from 'vscode-languageserver/node';
import type { TextDocument } from 'vscode-languageserver-textdocument';
import { cancellable } from './cancellation.ts';
import { uriToPath } from './file-uris.ts';
import { documentSymbols } from './document-symbols.ts';
import { foldingRanges } from './folding.ts';
import { hoverOf, hoveredNodes } from './hover.ts';
import { linksTo } from './hover-links.ts';
import { quickFixes } from './quick-fixes.ts';
import { renamableTitleAt, renameEdit, type RenamableTitle } from './rename.ts';
import type { FoundTree } from './roots.ts';
import type { Position } from './ranges.ts';
import { quarantineTest, renameTitle } from '../protocol.ts';
import { quarantineActions } from './quarantine-actions.ts';
import type { Root } from './root.ts';
import type { KnownTree } from './services.ts';
import type { Session } from './session.ts';
import { findSources, findTests } from './subjects.ts';
import { completeTags, isInTags, type KnownTags } from './tag-completion.ts';

export function answerFeatures(session: Session): void {
  const { connection, documents, roots, client, toDiagnostic } = session;

  const quarantineFixes = (root: Root, tree: KnownTree, position: Position): CodeAction[] => {
    if (!client().carriesOut(quarantineTest)) return [];
    const nodes = hoveredNodes(position, tree);
    return quarantineActions(nodes, {
      root: root.uri,
      troubled: root.services.history?.last?.troubled ?? [],
      quarantined: root.services.quarantine?.read().entries ?? [],
    });
  };
  /** `undefined` where there is no tree, or the document is not open. */
  const inTree = async <Answer>(
    uri: string,
    token: CancellationToken,
    answer: (found: FoundTree, document: TextDocument | undefined) => Answer,
  ): Promise<Answer | undefined> => {
    const found = await cancellable(token, async () => await roots.treeOf(uri));
    return found && answer(found, documents.get(uri));
  };
  const titleAt = async (
    uri: string,
    position: Position,
    token: CancellationToken,
  ): Promise<(RenamableTitle & FoundTree) | undefined> =>
    await inTree(uri, token, (found, document) => {
      const title = document && renamableTitleAt(document, found.tree.nodes, position);
      return title && { ...title, ...found };
    });

  connection.onDocumentSymbol(
    async ({ textDocument }, token) =>
      await inTree(textDocument.uri, token, ({ tree }, document) =>
        documentSymbols(tree.nodes, document),
      ),
  );
  connection.onFoldingRanges(
    async ({ textDocument }, token) =>
      await inTree(textDocument.uri, token, ({ tree }) => foldingRanges(tree.nodes)),
  );
  connection.onHover(
    async ({ textDocument, position }, token) =>
      await cancellable(token, async (signal) => {
        const found = await roots.treeOf(textDocument.uri);
        if (found === undefined) return undefined;
        const { root, tree } = found;
        const { graph, history } = root.services;
        // Graph and history are asked only where there is something to show.
        const nodes = hoveredNodes(position, tree);
        if (nodes.length === 0) return undefined;
        const [imported, past = []] = await Promise.all([
          graph.sourceOf({ path: root.absolute(tree.file) }, signal),
          history?.about(nodes.map(({ id }) => id)),
        ]);
        const dependencies = imported.map(({ path }) => root.relative(path) ?? path);
        const links = linksTo(client(), root.uri);
        const quarantined = root.services.quarantine?.read().entries ?? [];
        return hoverOf(nodes, { tree, past, quarantined, links, dependencies });
      }),
  );
  connection.onCompletion(async ({ textDocument, position }, token) => {
    const document = documents.get(textDocument.uri);
    if (document === undefined || !isInTags(document, position)) return [];
    // What was typed up to now is a tag in the trees, and is taken out of the answer as such.
    await cancellable(token, async () => await roots.treeOf(textDocument.uri));
    return completeTags(document, position, knownTags(session, textDocument.uri));
  });
  connection.onCodeAction(
    async ({ textDocument, range }, token) =>
      await inTree(textDocument.uri, token, ({ root, tree }, document): CodeAction[] => {
        if (document === undefined) return [];
        const title = renamableTitleAt(document, tree.nodes, range.start);
        const problems = root.problemsOf(tree.file);
        const fixes = quickFixes(document, { ...tree, problems }, { range, toDiagnostic }).filter(
          ({ command }) => command === undefined || client().carriesOut(command.command),
        );
        fixes.push(...quarantineFixes(root, tree, range.start));
        // The client asks for the new title, then for the standard rename.
        if (title === undefined || !client().carriesOut(renameTitle)) return fixes;
        const command = {
          title: 'Rename title, keep its history',
          command: renameTitle,
          arguments: [textDocument.uri, title.range.start],
        };
        return [...fixes, { title: command.title, kind: CodeActionKind.Refactor, command }];
      }),
  );
  connection.onPrepareRename(async ({ textDocument, position }, token) => {
    const title = await titleAt(textDocument.uri, position, token);
    return title && { range: title.range, placeholder: title.node.title };
  });
  connection.onRenameRequest(async ({ textDocument, position, newName }, token) => {
    const title = await titleAt(textDocument.uri, position, token);
    if (title === undefined) {
      return new ResponseError(
        LSPErrorCodes.RequestFailed,
        'No title of a test stands here as plain text.',
      );
    }
    await title.root.services.history?.renamed(title.node.id, newName);
    return { changes: { [textDocument.uri]: [renameEdit(title, newName)] } };
  });
  connection.onReferences(
    async ({ textDocument, position }, token) =>
      await findTests(session, { textDocument, position }, token),
  );
  connection.onDefinition(async ({ textDocument, position }, token) => {
    const title = await titleAt(textDocument.uri, position, token);
    if (title === undefined) return [];
    return await findSources(session, { textDocument, position }, token);
  });
}

function knownTags({ roots }: Session, uri: string): KnownTags {
  const nodes = roots
    .all()
    .flatMap((root) => root.services.discovery.trees())
    .flatMap((tree) => tree.nodes);
  const path = uriToPath(uri);
  const root = path === undefined ? undefined : roots.rootOf(path);
  const file = path === undefined ? undefined : root?.relative(path);
  return {
    configured: file === undefined ? [] : (root?.services.discovery.configuredTags(file) ?? []),
    used: new Set(nodes.flatMap(({ tags }) => tags)),
  };
}
