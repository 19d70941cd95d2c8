/** An error in full: message with its diff, the code it points to, the stack, and what it was caused by. */
import type { SerializedError, StackFrame } from '../../../test-host/protocol.ts';
import { displayPlace, type PathBase } from '../text/paths.ts';
import { oneLine, plainLines } from '../text/plain-text.ts';
import type { Styles } from '../text/styles.ts';
import { renderCodeFrame } from './code-frame.ts';
import { hasDiff, looksLikeAssertion, namePrefix } from './headline.ts';
import { colorAssertion } from './color-message.ts';
import { diffLines } from './line-diff.ts';
import { moreFrames, moreLines } from '../messages.ts';

export interface ErrorContext extends PathBase {
  readonly styles: Styles;
  readonly readSource: (file: string) => string | undefined;
  /** The test file: the line there that led to an error elsewhere is shown too. */
  readonly testFile: string | undefined;
  /** Keeps what is too long to show and says where. */
  readonly keepOverflow: (text: string) => string | undefined;
}

const maxMessageLines = 300;
const maxFrames = 12;
const maxDepth = 6;

/** @returns lines without indentation */
export function renderError(error: SerializedError, context: ErrorContext, depth = 0): string[] {
  const { styles } = context;
  const lines = [...renderMessage(error, context)];
  const append = (block: readonly string[], indent = ''): void => {
    if (block.length === 0) return;
    lines.push('', ...block.map((line) => (line === '' ? '' : indent + line)));
  };
  append(
    Object.entries(error.properties ?? {}).flatMap(([name, value]) =>
      renderProperty(name, value, styles),
    ),
  );
  append(renderFrames(error, context), '  ');
  append(renderStack(error.stack, context), '  ');
  if (error.hint !== undefined)
    append(plainLines(error.hint).map((line) => styles.cyan(`→ ${line}`)));
  if (depth >= maxDepth) return lines;
  for (const [index, member] of (error.errors ?? []).entries()) {
    const count = error.errors?.length ?? 0;
    append([
      styles.bold(`Error ${index + 1} of ${count}:`),
      ...renderError(member, context, depth + 1).map(indent),
    ]);
  }
  if (error.cause !== undefined) {
    const [first = '', ...rest] = renderError(error.cause, context, depth + 1);
    append([`${styles.bold('Caused by:')} ${first}`, ...rest.map(indent)]);
  }
  return lines;
}

function renderMessage(error: SerializedError, context: ErrorContext): string[] {
  const { styles } = context;
  const lines = plainLines(error.message);
  while (lines.length > 1 && lines.at(-1)?.trim() === '') lines.pop();
  const isAssertion = looksLikeAssertion(lines);
  const shown = lines.slice(0, maxMessageLines);
  const colored = isAssertion ? colorAssertion(shown, styles) : shown;
  colored[0] =
    styles.red(namePrefix(error, lines)) +
    (isAssertion ? (colored[0] ?? '') : styles.red(colored[0] ?? ''));
  if (lines.length > shown.length) {
    const place = context.keepOverflow(`${lines.join('\n')}\n`);
    colored.push(styles.dim(moreLines(lines.length - shown.length, place)));
  }
  if (error.diff !== undefined && !isAssertion && !hasDiff(lines)) {
    colored.push('', ...colorAssertion(ownDiff(error.diff), styles));
  }
  return colored;
}

function ownDiff({ expected, actual }: { expected: string; actual: string }): string[] {
  const a = plainLines(expected).join('\n');
  const b = plainLines(actual).join('\n');
  return a.includes('\n') || b.includes('\n')
    ? diffLines(a, b)
    : [`Expected: ${a}`, `Received: ${b}`];
}

function renderProperty(name: string, value: string, styles: Styles): string[] {
  const [first = '', ...rest] = plainLines(value);
  return [`${styles.dim(`${oneLine(name)}:`)} ${first}`, ...rest.map(indent)];
}

/** The line that threw, and when that is not in the test file, also the line of the test that led there. */
function renderFrames({ stack }: SerializedError, context: ErrorContext): string[] {
  const thrown = stack.find((frame) => isUsers(frame)) ?? undefined;
  if (thrown === undefined) return [];
  const lines = renderFrame(thrown, context, 3);
  const inTest = stack.find((frame) => frame.file === context.testFile);
  if (inTest === undefined || thrown.file === context.testFile) return lines;
  const second = renderFrame(inTest, context, 0);
  if (lines.length === 0 || second.length === 0) return lines.length === 0 ? second : lines;
  const place = context.styles.dim(`called at ${displayPlace(inTest, context)}`);
  return [...lines, '', place, ...second];
}

function renderFrame(frame: StackFrame, context: ErrorContext, around: number): string[] {
  const source = context.readSource(frame.file);
  if (source === undefined) return [];
  const { line, column } = frame;
  return renderCodeFrame({ source, line, column, context: around, styles: context.styles });
}

function renderStack(stack: readonly StackFrame[], context: ErrorContext): string[] {
  const { styles } = context;
  const relevant = stack.filter((frame) => !frame.file.startsWith('node:'));
  const frames = relevant.length > 0 ? relevant : stack;
  const lines = frames.slice(0, maxFrames).map((frame) => {
    const place = displayPlace({ ...frame, file: oneLine(frame.file) }, context);
    const name = frame.functionName === undefined ? '' : `${oneLine(frame.functionName)} `;
    const isForeign = !isUsers(frame);
    if (isForeign) return styles.dim(`at ${name}${name === '' ? place : `(${place})`}`);
    const shown = frame.file === context.testFile ? styles.cyan(place) : place;
    return `${styles.dim(`at ${name}${name === '' ? '' : '('}`)}${shown}${name === '' ? '' : styles.dim(')')}`;
  });
  if (frames.length > maxFrames) lines.push(styles.dim(moreFrames(frames.length - maxFrames)));
  return lines;
}

/** In the user's own code, not in a package or in Node. */
function isUsers({ file }: StackFrame): boolean {
  return !file.startsWith('node:') && !file.includes('node_modules/');
}

function indent(line: string): string {
  return line === '' ? '' : `  ${line}`;
}
