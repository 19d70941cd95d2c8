/**
 * What a client sends is looked at before anybody takes it for what its type says: a request with parameters of wrong types
 * is answered with the protocol's error, such a notification is left out.
 */
import {
  ErrorCodes,
  Message,
  ResponseError,
  type Connection,
  type MessageStrategy,
  type RequestMessage,
} from 'vscode-languageserver/node';

type Check = (value: unknown) => boolean;

const document = has({ uri: isText });
const place = { textDocument: document, position: isPosition };

/** By method; what is not here is checked where it is read, or by the library. */
const checks: Readonly<Record<string, Readonly<Record<string, Check>>>> = {
  initialize: { capabilities: has({}) },
  'textDocument/hover': place,
  'textDocument/completion': place,
  'textDocument/definition': place,
  'textDocument/references': place,
  'textDocument/prepareRename': place,
  'textDocument/rename': { ...place, newName: isText },
  'textDocument/documentSymbol': { textDocument: document },
  'textDocument/foldingRange': { textDocument: document },
  'textDocument/diagnostic': { textDocument: document },
  'textDocument/codeAction': { textDocument: document, range: isRange },
  'workspace/diagnostic': { previousResultIds: listOf(has({ uri: isText, value: isText })) },
  'workspace/executeCommand': { command: isText, arguments: maybe(listOf(() => true)) },
  'ztest/resolveChildren': { root: isText, file: isText, parent: maybe(isText) },
  'ztest/run': {
    runId: isText,
    root: isText,
    files: maybe(listOf(has({ file: isText }))),
    unsaved: maybe(listOf(isText)),
  },
  'ztest/affected': { root: isText, uris: listOf(isText), moved: maybe(listOf(isText)) },
  'ztest/knownCoverage': { root: isText, runId: isText },
  'ztest/coverageDetails': { root: isText, runId: isText, uri: isText, test: maybe(isText) },
  'ztest/prepareCounting': { root: isText, files: listOf(isText) },
  'ztest/coveringTests': { textDocument: document, line: isCount },
  'ztest/uncoveredChanges': { root: isText, base: maybe(isText) },
  'ztest/healthReport': { root: isText },
  'ztest/diagnose': { root: isText, id: isText, token: isText },
  'ztest/bisect': { root: isText, id: isText, token: isText },
  'ztest/planMigration': { root: isText, uris: maybe(listOf(isText)) },
  'ztest/keepOriginals': { root: isText },
  'ztest/settleMigration': { root: isText },
  'ztest/undoMigration': { root: isText, force: (value) => typeof value === 'boolean' },
  'ztest/compareWithJest': { root: isText },
  'ztest/explain': { root: maybe(isText), target: isText },
  'ztest/testsOf': { textDocument: document, position: maybe(isPosition) },
  'ztest/sourceOf': { textDocument: document, position: maybe(isPosition) },
  'textDocument/didOpen': { textDocument: has({ uri: isText, text: isText, version: isNumber }) },
  'textDocument/didChange': {
    textDocument: has({ uri: isText, version: isNumber }),
    contentChanges: listOf(has({ text: isText, range: maybe(isRange) })),
  },
  'textDocument/didClose': { textDocument: document },
  'workspace/didChangeWatchedFiles': { changes: listOf(has({ uri: isText, type: isNumber })) },
  'workspace/didChangeWorkspaceFolders': {
    event: has({ added: listOf(document), removed: listOf(document) }),
  },
};

/** The name of the first parameter that is not as it must be. */
export function wrongParam(method: string, params: unknown): string | undefined {
  const wrong = Object.entries(checks[method] ?? {}).find(
    ([name, check]) => !check(memberOf(params, name)),
  );
  return wrong?.[0];
}

export function wrongParamError(name: string): ResponseError<void> {
  return new ResponseError(ErrorCodes.InvalidParams, `"${name}" is missing or of a wrong type.`);
}

/** A request that no client knows: the library answers those only that somebody handles. */
const wrongRequest = 'ztest/wrongParams';

export const messageCheck: MessageStrategy = {
  handleMessage: (message, next) => {
    if (!Message.isRequest(message) && !Message.isNotification(message)) return next(message);
    const wrong = wrongParam(message.method, message.params);
    if (wrong === undefined) return next(message);
    if (!Message.isRequest(message)) return undefined;
    const request: RequestMessage = { ...message, method: wrongRequest, params: { wrong } };
    return next(request);
  },
};

export function answerWrongParams(connection: Connection): void {
  connection.onRequest(wrongRequest, ({ wrong }: { readonly wrong: string }) =>
    wrongParamError(wrong),
  );
}

function isText(value: unknown): boolean {
  return typeof value === 'string';
}

function isNumber(value: unknown): boolean {
  return typeof value === 'number';
}

function isCount(value: unknown): boolean {
  return Number.isInteger(value) && Number(value) >= 0;
}

function isPosition(value: unknown): boolean {
  return isCount(memberOf(value, 'line')) && isCount(memberOf(value, 'character'));
}

function isRange(value: unknown): boolean {
  return isPosition(memberOf(value, 'start')) && isPosition(memberOf(value, 'end'));
}

function has(members: Readonly<Record<string, Check>>): Check {
  return (value) =>
    typeof value === 'object' &&
    value !== null &&
    Object.entries(members).every(([name, check]) => check(memberOf(value, name)));
}

function listOf(check: Check): Check {
  return (value) => Array.isArray(value) && value.every((one) => check(one));
}

function maybe(check: Check): Check {
  return (value) => value === undefined || check(value);
}

function memberOf(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? Reflect.get(value, name) : undefined;
}
