/** TAP version 14: a subtest a file and a suite, results of a file written when it is done. */
import { countedHooks } from './failure-list.ts';
import { noError, quarantineNote } from './messages.ts';
import { errorHeadline } from './failures/headline.ts';
import { plainErrorText } from './plain-error.ts';
import type { EventBatches, ReporterContext } from './reporter.ts';
import { createRunState, foldEvent, settleRunState } from './run-state.ts';
import { displayOutcome, hasFailed, isFailure } from './run-tree.ts';
import type { FileState, HookFailure, SuiteState, TestState } from './run-tree.ts';
import { oneLine, plainLines } from './text/plain-text.ts';

export async function* tap(
  batches: EventBatches,
  context: ReporterContext,
): AsyncGenerator<string> {
  const state = createRunState();
  const written = new Set<FileState>();
  let count = 0;
  yield 'TAP version 14\n';
  for await (const batch of batches) {
    let text = '';
    for (const event of batch) {
      foldEvent(state, event);
      if (event.type !== 'file-finished') continue;
      const file = state.files.get(event.file);
      if (file === undefined || written.has(file)) continue;
      written.add(file);
      text += renderFile(file, { number: ++count, context });
    }
    if (text !== '') yield text;
  }
  settleRunState(state);
  for (const file of state.files.values()) {
    if (!written.has(file)) yield renderFile(file, { number: ++count, context });
  }
  for (const hook of state.hooks) yield renderHook(hook, { number: ++count, context });
  yield count === 0 ? '1..0 # SKIP no tests\n' : `1..${count}\n`;
}

interface Point {
  readonly number: number;
  readonly context: ReporterContext;
}

interface Result {
  readonly title: string;
  readonly isOk: boolean;
  readonly duration: number;
}

function renderFile(file: FileState, point: Point): string {
  const lines: string[] = [];
  let count = renderNodes(file.roots, point.context, lines);
  for (const hook of countedHooks(file))
    lines.push(...trimmedLines(renderHook(hook, { ...point, number: ++count })));
  for (const error of file.errors) {
    const diagnosis = yaml({ message: plainErrorText([error], point.context) });
    lines.push(`not ok ${++count} - ${escape(errorHeadline(error))}`, ...diagnosis);
  }
  const isOk = !hasFailed(file.outcome) && !file.tests.some(isFailure);
  return `${subtest({ title: file.path, isOk, duration: file.duration }, { number: point.number, count, lines }).join('\n')}\n`;
}

/** Appends the lines of nodes that were selected; returns how many test points they are. */
function renderNodes(
  nodes: readonly (SuiteState | TestState)[],
  context: ReporterContext,
  lines: string[],
): number {
  let count = 0;
  for (const node of nodes) {
    if (node.kind === 'test') {
      if (displayOutcome(node) !== 'unselected')
        lines.push(...renderTest(node, { number: ++count, context }));
      continue;
    }
    const inner: string[] = [];
    const innerCount = renderNodes(node.children, context, inner);
    if (innerCount === 0) continue;
    const result = { title: node.title, isOk: isOkBelow(node), duration: node.duration };
    lines.push(...subtest(result, { number: ++count, count: innerCount, lines: inner }));
  }
  return count;
}

function subtest(
  { title, isOk, duration }: Result,
  { number, count, lines }: { number: number; count: number; lines: readonly string[] },
): string[] {
  return [
    `# Subtest: ${oneLine(title)}`,
    ...lines.map((line) => `    ${line}`),
    count === 0 ? '    1..0 # SKIP no tests' : `    1..${count}`,
    `${isOk ? 'ok' : 'not ok'} ${number} - ${escape(title)}`,
    ...yaml({ duration_ms: duration }),
  ];
}

function renderTest(test: TestState, { number, context }: Point): string[] {
  const outcome = displayOutcome(test);
  const isNotOk = outcome === 'failed' || outcome === 'errored' || outcome === 'quarantined';
  const directive =
    outcome === 'skipped'
      ? ` # SKIP ${escape(test.note ?? test.reason ?? '')}`.trimEnd()
      : outcome === 'todo'
        ? ' # TODO'
        : outcome === 'quarantined' // what TAP has for a failure that fails nothing
          ? ` # TODO ${escape(quarantineNote(test.quarantine))}`
          : '';
  const location = test.info?.location;
  return [
    `${isNotOk ? 'not ok' : 'ok'} ${number} - ${escape(test.title)}${directive}`,
    ...yaml({
      duration_ms: test.duration,
      ...(isNotOk
        ? {
            reason: test.reason,
            at:
              location === undefined
                ? undefined
                : `${location.file}:${location.line}:${location.column}`,
            message:
              test.errors.length === 0 ? noError(test.note) : plainErrorText(test.errors, context),
          }
        : {}),
      ...(test.isCached ? { cached: 'true' } : {}),
      ...(test.retries.length > 0 ? { attempts: test.retries.length + 1 } : {}),
    }),
  ];
}

function renderHook({ hook, errors }: HookFailure, { number, context }: Point): string {
  return (
    [`not ok ${number} - ${hook}`, ...yaml({ message: plainErrorText(errors, context) })].join(
      '\n',
    ) + '\n'
  );
}

function isOkBelow(suite: SuiteState): boolean {
  if (hasFailed(suite.outcome)) return false;
  return suite.children.every((node) =>
    node.kind === 'test' ? !isFailure(node) : isOkBelow(node),
  );
}

/** A YAML block with strings as JSON, which is YAML, or as literal lines where they are many. */
function yaml(values: Readonly<Record<string, string | number | undefined>>): string[] {
  const lines: string[] = [];
  for (const [key, value] of Object.entries(values)) {
    if (value === undefined) continue;
    if (typeof value === 'number') lines.push(`  ${key}: ${Math.round(value * 1000) / 1000}`);
    else if (value.includes('\n')) {
      const text = plainLines(value.toWellFormed()).map((line) =>
        line === '' ? '' : `    ${line.replaceAll('\t', '  ')}`,
      );
      lines.push(`  ${key}: |2-`, ...text);
    } else lines.push(`  ${key}: ${JSON.stringify(value.toWellFormed())}`);
  }
  return ['  ---', ...lines, '  ...'];
}

/** In descriptions `#` begins a directive and `\` escapes. */
function escape(title: string): string {
  return oneLine(title).replace(/[\\#]/g, String.raw`\$&`);
}

function trimmedLines(text: string): string[] {
  return text.trimEnd().split('\n');
}
