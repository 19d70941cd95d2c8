/** One numbered failure as people read it, at the end of a run. */
import type { Remark } from '../../../server/engine.ts';
import type { Attachment, Location, SerializedError } from '../../../test-host/protocol.ts';
import { errorKey, type Failure } from '../failure-list.ts';
import {
  attemptNote,
  noError,
  othersNote,
  pastNote,
  reasonNote,
  repeatNote,
  sameCauseNote,
  sameInAllAttempts,
} from '../messages.ts';
import { outputText } from '../kept-output.ts';
import { displayTitle } from '../run-tree.ts';
import { formatSize } from '../text/format.ts';
import { displayPath, displayPlace } from '../text/paths.ts';
import { oneLine, plainLines, terminalOutput } from '../text/plain-text.ts';
import { renderCodeFrame } from './code-frame.ts';
import { findDeclaration } from './find-declaration.ts';
import { errorHeadline } from './headline.ts';
import { renderError, type ErrorContext } from './render-error.ts';

const maxListed = 10;
const maxAttachmentLines = 10;

export interface FailureContext extends Omit<ErrorContext, 'testFile'> {
  /** Shown before the title, e.g. `1)`. */
  readonly label: string;
  /** What earlier runs say of the test. */
  readonly past: Remark | undefined;
  /** What failed in the same way elsewhere. */
  readonly same?: readonly Failure[];
  /** How the user calls us. */
  readonly command: string;
}

/** @returns lines, the last one empty */
export function renderFailure(failure: Failure, context: FailureContext): string[] {
  const { styles } = context;
  const errorContext = { ...context, testFile: failure.file?.path };
  const lines = [styles.red(styles.bold(`${context.label} ${failureTitle(failure, context)}`))];
  const past = context.past && pastNote(context.past, historyCommand(failure, context));
  for (const note of [...failureNotes(failure), past ?? []].flat())
    lines.push(`   ${styles.yellow(note)}`);
  lines.push('');
  const body: string[] = [];
  for (const [index, error] of placedErrors(failure, context).entries()) {
    if (index > 0) body.push('');
    body.push(...renderError(error, errorContext));
  }
  if (failure.errors.length === 0) {
    body.push(noError(failure.node?.kind === 'test' ? failure.node.note : undefined));
    body.push(...frameOfDeclaration(failure, context));
  }
  if (failure.node?.kind === 'test') {
    const { annotations, attachments } = failure.node;
    if (annotations.length + attachments.length > 0) body.push('');
    for (const { message, type } of annotations)
      body.push(`${styles.dim(`${oneLine(type ?? 'note')}:`)} ${oneLine(message)}`);
    for (const attachment of attachments) body.push(...renderAttachment(attachment, styles.dim));
    for (const stream of ['stdout', 'stderr'] as const) {
      const text = outputText(failure.node.output, stream);
      if (text === '') continue;
      const shown = terminalOutput(text, false).trimEnd().split('\n');
      body.push('', styles.dim(`${stream} │`), ...shown);
    }
  }
  if (failure.others.length > 0) {
    body.push('', othersNote(failure.others.length, failure.node?.kind === 'test'));
    for (const test of failure.others.slice(0, maxListed)) body.push(`  ${displayTitle(test)}`);
    if (failure.others.length > maxListed)
      body.push(`  … ${failure.others.length - maxListed} more`);
  }
  body.push(...sameFailures(context));
  lines.push(...body.map((line) => (line === '' ? '' : `   ${line}`)), '');
  return lines;
}

function historyCommand(failure: Failure, { command, ...base }: FailureContext): string {
  return `${command} history '${failureTitle(failure, { ...base, cwd: base.rootDir })}'`;
}

/** Whatever else has this cause, named only. */
function sameFailures({ same = [], ...base }: FailureContext): string[] {
  if (same.length === 0) return [];
  const titles = same.slice(0, maxListed).map((failure) => `  ${failureTitle(failure, base)}`);
  const more = same.length - titles.length;
  return ['', sameCauseNote(same.length), ...titles, ...(more > 0 ? [`  … ${more} more`] : [])];
}

/** `src/a.test.ts › cart › adds` */
export function failureTitle(
  { file, node, hook }: Failure,
  base: { rootDir: string; cwd: string },
): string {
  const isHooksOwn = hook !== undefined && node?.kind !== 'test';
  return [
    ...(file === undefined ? [] : [oneLine(displayPath(file.path, base))]),
    ...(node === undefined ? [] : [displayTitle(node)]),
    ...(isHooksOwn ? [hook] : []),
  ].join(' › ');
}

function failureNotes({ node, hook, errors }: Failure): string[] {
  if (node?.kind !== 'test') return [];
  const notes: string[] = [];
  const reason = reasonNote(node.reason, hook);
  if (reason !== undefined) notes.push(reason);
  if (node.note !== undefined && errors.length > 0) notes.push(oneLine(node.note));
  if (node.repeat !== undefined) notes.push(repeatNote(node.repeat + 1));
  if (node.retries.length > 0) notes.push(...attemptNotes(node.retries, errors));
  return notes;
}

function attemptNotes(
  earlier: readonly (readonly SerializedError[])[],
  last: readonly SerializedError[],
): string[] {
  const keyOf = (errors: readonly SerializedError[]): string => errors.map(errorKey).join('\n');
  const lastKey = keyOf(last);
  if (earlier.every((errors) => keyOf(errors) === lastKey))
    return [sameInAllAttempts(earlier.length + 1)];
  return earlier.map((errors, index) => attemptNote(index + 1, errorHeadline(errors[0])));
}

/** Errors that say no place (a crash, a value that is no error) point to the test itself. */
function placedErrors(failure: Failure, context: FailureContext): readonly SerializedError[] {
  const last = failure.errors.at(-1);
  if (last === undefined || failure.errors.some(({ stack }) => stack.length > 0))
    return failure.errors;
  const location = declarationOf(failure, context);
  if (location === undefined) return failure.errors;
  return [...failure.errors.slice(0, -1), { ...last, stack: [location] }];
}

/** Where nothing says why, the test itself is shown. */
function frameOfDeclaration(failure: Failure, context: FailureContext): string[] {
  const location = declarationOf(failure, context);
  const source = location === undefined ? undefined : context.readSource(location.file);
  if (location === undefined || source === undefined) return [];
  const { line, column } = location;
  const frame = renderCodeFrame({ source, line, column, context: 3, styles: context.styles });
  const place = `  ${context.styles.dim('at')} ${displayPlace(location, context)}`;
  return ['', ...frame.map((text) => `  ${text}`), '', place];
}

function declarationOf({ node, file }: Failure, context: FailureContext): Location | undefined {
  if (node?.kind !== 'test') return node?.location;
  if (node.info?.location !== undefined || file === undefined) return node.info?.location;
  const source = context.readSource(file.path);
  const place = source === undefined ? undefined : findDeclaration(source, node.title);
  return place && { file: file.path, ...place };
}

function renderAttachment(
  { name, contentType, body, encoding }: Attachment,
  dim: (text: string) => string,
): string[] {
  const size = encoding === 'base64' ? Math.floor((body.length * 3) / 4) : Buffer.byteLength(body);
  const head = `${dim('attached:')} ${oneLine(name)} ${dim(`(${oneLine(contentType)}, ${formatSize(size)})`)}`;
  if (encoding === 'base64' || !/^text\/|json|xml/.test(contentType)) return [head];
  const lines = plainLines(body.slice(0, 4000));
  if (lines.length > maxAttachmentLines) lines.splice(maxAttachmentLines, Infinity, '…');
  return [head, ...lines.map((line) => `  ${line}`)];
}
