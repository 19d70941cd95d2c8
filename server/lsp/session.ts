/** What the files of this folder share about the one client. */
import type { Connection, Diagnostic, TextDocuments } from 'vscode-languageserver/node';
import type { TextDocument } from 'vscode-languageserver-textdocument';
import type { TreeProblem } from '../discovery/file-tree.ts';
import type { ClientAbilities } from './capabilities.ts';
import type { Roots } from './roots.ts';

export interface Session {
  readonly connection: Connection;
  readonly documents: TextDocuments<TextDocument>;
  readonly roots: Roots;
  /** Of the client; known once it has initialized. */
  readonly client: () => ClientAbilities;
  /** A problem as it is shown here. */
  readonly toDiagnostic: (problem: TreeProblem) => Diagnostic;
}
