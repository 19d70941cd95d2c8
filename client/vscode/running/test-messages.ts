/** Errors of a run as the messages that the editor shows at their line. */
import path from 'node:path';
import * as vscode from 'vscode';
import type {
  Location,
  Problem,
  SerializedError,
  StackFrame,
} from '../../../test-host/protocol.ts';
import { namePrefix } from '../../reporters/failures/headline.ts';
import { causedBy, expectedAndReceived } from '../messages.ts';
import type { RootTree } from '../tree/root-tree.ts';

export function testMessages(
  errors: readonly SerializedError[],
  root: RootTree,
  item: vscode.TestItem,
): readonly vscode.TestMessage[] {
  return errors.map((error) => testMessage(error, root, item));
}

/** The same beside the test's own name: the place in the code has been told for another item. */
export function messagesAtItem(
  errors: readonly SerializedError[],
  root: RootTree,
  item: vscode.TestItem,
): readonly vscode.TestMessage[] {
  return errors.map((error) => {
    const message = testMessage(error, root, item);
    delete message.location;
    return message;
  });
}

function testMessage(
  error: SerializedError,
  root: RootTree,
  item: vscode.TestItem,
): vscode.TestMessage {
  const text = textOf(error);
  const message =
    error.diff === undefined
      ? new vscode.TestMessage(text)
      : vscode.TestMessage.diff(text, error.diff.expected, error.diff.actual);
  const frame = frameToShow(error.stack, root, item);
  const place = frame && placeOf(frame, root);
  if (place !== undefined) message.location = place;
  if (isSnapshotMismatch(error)) message.contextValue = 'ztest.snapshot';
  message.stackTrace = error.stack.map((each) => stackFrame(each, root));
  return message;
}

/** What a message menu offers to update. */
function isSnapshotMismatch({ message }: SerializedError): boolean {
  return /^expect\(.*\.to(?:Match|ThrowErrorMatching)(?:Inline)?Snapshot\(/.test(message);
}

/** The frame in the test's own file, where the author looks; else the innermost of the workspace. */
function frameToShow(
  stack: readonly StackFrame[],
  root: RootTree,
  item: vscode.TestItem,
): StackFrame | undefined {
  const own = item.uri?.toString();
  return (
    stack.find((frame) => uriOf(frame.file, root)?.toString() === own) ??
    stack.find((frame) => isInside(frame.file))
  );
}

/** All that is to be said of an error but its stack. */
export function textOf(error: SerializedError): string {
  const prefix = namePrefix(error, error.message.split('\n'));
  const lines = [prefix + withoutSignature(error.message)];
  if (error.hint !== undefined) lines.push('', error.hint);
  if (error.cause !== undefined) lines.push('', causedBy(textOf(error.cause)));
  for (const each of error.errors ?? []) lines.push('', textOf(each));
  return lines.join('\n');
}

/** The first line stands at the end of the user's line of code, which says already what was called. */
function withoutSignature(message: string): string {
  const short = /^Expected[^:\n]*:\s+(.+)\nReceived[^:\n]*:\s+(.+)$/m.exec(message);
  if (short !== null) return `${expectedAndReceived(short[1] ?? '', short[2] ?? '')}\n\n${message}`;
  const [signature = '', ...rest] = message.split('\n');
  const said = rest.filter((line) => line.trim() !== '');
  const isShort = said.length > 0 && said.length <= MOST_LINES && !said.some(isOfDiff);
  return /^expect[.(]/.test(signature) && isShort ? `${said.join(' · ')}\n\n${message}` : message;
}

/** What fits into one, behind the code. */
const MOST_LINES = 3;

function isOfDiff(line: string): boolean {
  return /^[-+ ]/.test(line);
}

function stackFrame(frame: StackFrame, root: RootTree): vscode.TestMessageStackFrame {
  const uri = uriOf(frame.file, root);
  const position = uri && new vscode.Position(frame.line - 1, frame.column - 1);
  return new vscode.TestMessageStackFrame(frame.functionName ?? '<anonymous>', uri, position);
}

export function placeOf(place: Location | StackFrame, root: RootTree): vscode.Location | undefined {
  const uri = uriOf(place.file, root);
  return uri && new vscode.Location(uri, new vscode.Position(place.line - 1, place.column - 1));
}

/** Why nothing could run, at its line. */
export function problemMessage(problem: Problem, root: RootTree): vscode.TestMessage {
  const { message: text, hint } = problem;
  const message = new vscode.TestMessage(hint === undefined ? text : `${text}\n\n${hint}`);
  const place = placeOfProblem(problem, root);
  if (place !== undefined) message.location = place;
  return message;
}

export function placeOfProblem({ location }: Problem, root: RootTree): vscode.Location | undefined {
  if (location === undefined) return undefined;
  const { file, line = 1, column = 1 } = location;
  return placeOf({ file, line, column }, root);
}

function isInside(file: string): boolean {
  return !path.isAbsolute(file) && !file.startsWith('node:');
}

export function uriOf(file: string, root: RootTree): vscode.Uri | undefined {
  if (file.startsWith('node:')) return undefined;
  return path.isAbsolute(file) ? vscode.Uri.file(file) : vscode.Uri.joinPath(root.uri, file);
}
