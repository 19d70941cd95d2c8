/** What the output of a run tells besides results and what tests print. Line breaks are those of a terminal. */
import type { RunEvent, SerializedError, StackFrame } from '../../../test-host/protocol.ts';
import {
  affectedBecause,
  attached,
  failedAttempt,
  leftOpen,
  passedInAttempt,
  skippedBecause,
} from '../messages.ts';
import { failedInQuarantine } from '../health/health-messages.ts';
import type { RootTree } from '../tree/root-tree.ts';
import { textOf, uriOf } from './test-messages.ts';

type TestFinished = Extract<RunEvent, { type: 'test-finished' }>;

/** Longer texts are in the reports. */
const LONGEST_ATTACHMENT = 4000;

/** Attempts before the last, annotations, attachments, why it was skipped. */
export function testNotes(event: TestFinished, root: RootTree): string {
  const {
    retries = [],
    annotations = [],
    attachments = [],
    errors,
    outcome,
    note,
    quarantine,
  } = event;
  const lines = retries.flatMap((errors, index) => [
    failedAttempt(index + 1),
    ...errors.flatMap((error) => indented(errorText(error, root))),
  ]);
  if (retries.length > 0 && outcome === 'passed') lines.push(passedInAttempt(retries.length + 1));
  for (const { type, message } of annotations)
    lines.push(type === undefined ? message : `${type}: ${message}`);
  for (const { name, contentType, body, encoding } of attachments) {
    lines.push(attached(name, contentType));
    if (encoding === undefined && body.length <= LONGEST_ATTACHMENT) lines.push(...indented(body));
  }
  if (quarantine !== undefined && (outcome === 'failed' || outcome === 'errored'))
    lines.push(
      failedInQuarantine(quarantine),
      ...errors.flatMap((error) => indented(errorText(error, root))),
    );
  if (outcome === 'skipped' && note !== undefined) lines.push(skippedBecause(note));
  return asTerminalText(lines);
}

/** Why a file runs that nobody asked for. */
export function affectedNote({
  file,
  why,
}: {
  readonly file: string;
  readonly why: string;
}): string {
  return asTerminalText([affectedBecause(file, why)]);
}

export function leakNote(
  { description, stack }: Extract<RunEvent, { type: 'leak' }>,
  root: RootTree,
): string {
  return asTerminalText([leftOpen(description), ...framesOf(stack, root)]);
}

/** For errors that belong to no item. */
export function errorNote(errors: readonly SerializedError[], root: RootTree): string {
  return asTerminalText(errors.map((error) => errorText(error, root)));
}

export function asTerminalText(lines: readonly string[]): string {
  return lines.map((line) => `${line.replaceAll(/\r?\n/g, '\r\n')}\r\n`).join('');
}

function errorText(error: SerializedError, root: RootTree): string {
  return [textOf(error), ...framesOf(error.stack, root)].join('\n');
}

/** With absolute paths: a terminal makes links of them. */
function framesOf(stack: readonly StackFrame[], root: RootTree): readonly string[] {
  return stack.map((frame) => {
    const file = uriOf(frame.file, root)?.fsPath ?? frame.file;
    const place = `${file}:${frame.line}:${frame.column}`;
    return frame.functionName === undefined
      ? `    at ${place}`
      : `    at ${frame.functionName} (${place})`;
  });
}

function indented(text: string): readonly string[] {
  return text.split('\n').map((line) => `  ${line}`);
}
