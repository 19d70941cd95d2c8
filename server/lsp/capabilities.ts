/** What the client can do, read once, and what the server offers it. */
import {
  CodeActionKind,
  TextDocumentSyncKind,
  type InitializeParams,
  type ServerCapabilities,
} from 'vscode-languageserver/node';
import { explain, sourceOf, testsOf, type ServerOptions } from '../protocol.ts';
import { pathToUri } from './file-uris.ts';

export interface ClientAbilities {
  /** Uris of the folders that are open at the start. */
  readonly roots: readonly string[];
  readonly isTrusted: boolean;
  readonly hasTestViews: boolean;
  /** Whether the client has a command that a code action would name. */
  readonly carriesOut: (command: string) => boolean;
  readonly changesFolders: boolean;
  readonly watchesFiles: boolean;
  readonly pullsDiagnostics: boolean;
  readonly refreshesDiagnostics: boolean;
  /** Variables that the user adds to the environment of tests; `null`: takes away. */
  readonly env: Readonly<Record<string, string | null>>;
}

export function abilitiesOf(params: InitializeParams): ClientAbilities {
  const { workspace, textDocument } = params.capabilities;
  const options = optionsOf(params.initializationOptions);
  return {
    roots: rootsOf(params),
    isTrusted: options.isTrusted === true,
    hasTestViews: options.hasTestViews === true,
    carriesOut: (command) => options.commands?.includes(command) === true,
    changesFolders: workspace?.workspaceFolders === true,
    watchesFiles: workspace?.didChangeWatchedFiles?.dynamicRegistration === true,
    pullsDiagnostics: textDocument?.diagnostic !== undefined,
    refreshesDiagnostics: workspace?.diagnostics?.refreshSupport === true,
    env: options.env ?? {},
  };
}

export function serverCapabilities(client: ClientAbilities): ServerCapabilities {
  return {
    textDocumentSync: { openClose: true, change: TextDocumentSyncKind.Incremental },
    documentSymbolProvider: true,
    foldingRangeProvider: true,
    hoverProvider: true,
    completionProvider: { triggerCharacters: ['"', "'", '`'] },
    codeActionProvider: { codeActionKinds: [CodeActionKind.QuickFix, CodeActionKind.Refactor] },
    renameProvider: { prepareProvider: true },
    referencesProvider: !client.hasTestViews,
    definitionProvider: !client.hasTestViews,
    ...(!client.hasTestViews && { executeCommandProvider: { commands: [...commands.keys()] } }),
    workspace: { workspaceFolders: { supported: true, changeNotifications: true } },
    ...(client.pullsDiagnostics && {
      diagnosticProvider: {
        identifier: 'ztest',
        interFileDependencies: true,
        workspaceDiagnostics: true,
      },
    }),
  };
}

/** Requests of ours that can be sent as a command, with their parameters as its one argument. */
const commands: ReadonlyMap<string, string> = new Map([
  ['ztest.explain', explain.method],
  ['ztest.testsOf', testsOf.method],
  ['ztest.sourceOf', sourceOf.method],
]);

export function methodOf(command: string): string | undefined {
  return commands.get(command);
}

/** Whatever a client sends here: what is of another type is not said. */
function optionsOf(value: unknown): ServerOptions {
  const read = (key: keyof ServerOptions): unknown => Reflect.get(Object(value), key);
  const commands = read('commands');
  return {
    isTrusted: read('isTrusted') === true,
    hasTestViews: read('hasTestViews') === true,
    commands: Array.isArray(commands) ? commands.filter((one) => typeof one === 'string') : [],
    env: variablesOf(read('env')),
  };
}

function variablesOf(value: unknown): Readonly<Record<string, string | null>> {
  if (typeof value !== 'object' || value === null) return {};
  const entries: readonly (readonly [string, unknown])[] = Object.entries(value);
  return Object.fromEntries(
    entries.map(([name, text]) => [
      name,
      typeof text === 'string' || text === null ? text : JSON.stringify(text),
    ]),
  );
}

/** Older clients name one folder, as a uri or as a path. */
function rootsOf(params: InitializeParams): readonly string[] {
  const folders = params.workspaceFolders?.map(({ uri }) => uri);
  if (folders !== undefined) return folders;
  const { rootUri, rootPath } = params;
  if (rootUri !== null) return [rootUri];
  return typeof rootPath === 'string' ? [pathToUri(rootPath)] : [];
}
