/**
 * For GitHub Actions: an annotation a failure, which GitHub shows at the changed line, and a summary of
 * the step as Markdown where `GITHUB_STEP_SUMMARY` names a file.
 */
import path from 'node:path';
import { listFailures, type Failure } from './failure-list.ts';
import { failureTitle } from './failures/render-failure.ts';
import { errorHeadline } from './failures/headline.ts';
import { noError, quarantineNote } from './messages.ts';
import { failurePlace, plainErrorText } from './plain-error.ts';
import type { EventBatches, ReporterContext } from './reporter.ts';
import { createRunState, foldEvent, settleRunState } from './run-state.ts';
import { displayTitle, isFlaky, isQuarantined } from './run-tree.ts';
import type { RunState, TestState } from './run-tree.ts';
import { formatDuration } from './text/format.ts';
import { oneLine, stripSequences } from './text/plain-text.ts';

/** GitHub shows no more than the beginning of an annotation, and cuts summaries at 1 MiB. */
const maxAnnotation = 4000;
const maxSummary = 900_000;
const maxAnnotations = 50;

export async function* github(
  batches: EventBatches,
  context: ReporterContext,
): AsyncGenerator<string> {
  const state = createRunState(0);
  for await (const batch of batches) for (const event of batch) foldEvent(state, event);
  settleRunState(state);
  const failures = listFailures(state);
  const flaky = [...state.tests.values()].filter(isFlaky);
  const quarantined = [...state.tests.values()].filter(isQuarantined);
  const findings: Findings = { failures, flaky, quarantined };
  const text = renderAnnotations(state, findings, context);
  if (text !== '') yield text;
  const summaryFile = context.env['GITHUB_STEP_SUMMARY'];
  if (summaryFile === undefined || summaryFile === '') return;
  await context.appendFile(summaryFile, renderStepSummary(state, findings, context));
}

interface Findings {
  readonly failures: readonly Failure[];
  readonly flaky: readonly TestState[];
  readonly quarantined: readonly TestState[];
}

function renderAnnotations(
  state: RunState,
  { failures, flaky, quarantined }: Findings,
  context: ReporterContext,
): string {
  const commands = [
    ...failures.slice(0, maxAnnotations).map((failure) =>
      command('error', errorText(failure, context), {
        ...placeOf(failurePlace(failure), context),
        title: failureTitle(failure, context),
      }),
    ),
    ...flaky.slice(0, maxAnnotations).map((test) =>
      command('warning', `Flaky: passed in attempt ${test.retries.length + 1}`, {
        ...placeOf(test.info?.location ?? { file: test.file.path, line: 1 }, context),
        title: `${oneLine(test.file.path)} › ${displayTitle(test)}`,
      }),
    ),
    ...quarantined.slice(0, maxAnnotations).map((test) =>
      command('warning', quarantineText(test), {
        ...placeOf(test.info?.location ?? { file: test.file.path, line: 1 }, context),
        title: `${oneLine(test.file.path)} › ${displayTitle(test)}`,
      }),
    ),
    ...state.problems.slice(0, maxAnnotations).map((problem) =>
      command(
        problem.severity,
        [problem.message, problem.hint].filter((line) => line !== undefined).join('\n'),
        {
          ...placeOf(problem.location, context),
          title: problem.code,
        },
      ),
    ),
  ];
  return commands.map((line) => `${line}\n`).join('');
}

function quarantineText(test: TestState): string {
  return `Failed in quarantine: ${errorHeadline(test.errors[0])} (${quarantineNote(test.quarantine)})`;
}

function errorText({ errors, node }: Failure, context: ReporterContext): string {
  if (errors.length === 0) return noError(node?.kind === 'test' ? node.note : undefined);
  return plainErrorText(errors, context);
}

interface Properties {
  readonly file?: string;
  readonly line?: number;
  readonly col?: number;
  readonly title: string;
}

function command(kind: 'error' | 'warning', message: string, properties: Properties): string {
  const list = Object.entries(properties).map(
    ([name, value]) => `${name}=${escapeProperty(String(value))}`,
  );
  return `::${kind} ${list.join(',')}::${escapeData(message.slice(0, maxAnnotation))}`;
}

/** GitHub wants paths relative to the checkout, whatever folder the tests run in. */
function placeOf(
  place: { readonly file: string; readonly line?: number; readonly column?: number } | undefined,
  context: ReporterContext,
): Omit<Properties, 'title'> {
  if (place === undefined) return {};
  const checkout = context.env['GITHUB_WORKSPACE'] ?? context.cwd;
  const file = path
    .relative(checkout, path.resolve(context.rootDir, place.file))
    .replaceAll('\\', '/');
  return {
    file,
    ...(place.line === undefined ? {} : { line: place.line }),
    ...(place.column === undefined ? {} : { col: place.column }),
  };
}

function escapeData(text: string): string {
  return stripSequences(text)
    .replaceAll('%', '%25')
    .replaceAll('\r', '%0D')
    .replaceAll('\n', '%0A');
}

function escapeProperty(text: string): string {
  return escapeData(text).replaceAll(':', '%3A').replaceAll(',', '%2C');
}

/** Markdown; names and messages of users are shown as they are, never as markup. */
function renderStepSummary(
  state: RunState,
  { failures, flaky, quarantined }: Findings,
  context: ReporterContext,
): string {
  const { tests, todo, cached } = state.counts;
  const failed = tests.failed + tests.errored;
  const isFailure = state.finished?.outcome !== 'passed';
  const duration =
    state.finished === undefined ? '' : ` in ${formatDuration(state.finished.duration)}`;
  let text = `## ${isFailure ? '❌' : '✅'} Tests: ${tests.passed} passed${cached > 0 ? ` (${cached} cached)` : ''}, ${failed} failed, ${tests.skipped - todo} skipped${duration}\n\n`;
  for (const [index, failure] of failures.entries()) {
    const block = summaryOf(failure, context);
    if (text.length + block.length > maxSummary) {
      text += `\n… ${failures.length - index} more failures\n\n`;
      break;
    }
    text += block;
  }
  if (flaky.length > 0 && text.length < maxSummary) {
    const lines = flaky.slice(0, maxAnnotations).map((test) => {
      const title = `${oneLine(test.file.path)} › ${displayTitle(test)}`;
      return `- ${escapeMarkup(title)}: passed in attempt ${test.retries.length + 1}`;
    });
    text += `### Flaky\n\n${lines.join('\n')}\n\n`;
  }
  if (quarantined.length > 0 && text.length < maxSummary) {
    const lines = quarantined.slice(0, maxAnnotations).map((test) => {
      const title = `${oneLine(test.file.path)} › ${displayTitle(test)}`;
      return `- ${escapeMarkup(title)}: ${escapeMarkup(oneLine(quarantineText(test)))}`;
    });
    text += `### Quarantined\n\n${lines.join('\n')}\n\n`;
  }
  return text;
}

function summaryOf(failure: Failure, context: ReporterContext): string {
  const message = stripSequences(errorText(failure, context)).slice(0, maxAnnotation * 4);
  const longest = Math.max(2, ...(message.match(/`+/g) ?? []).map((ticks) => ticks.length));
  const fence = '`'.repeat(longest + 1);
  const title = escapeMarkup(failureTitle(failure, context));
  return `<details><summary>❌ ${title}</summary>\n\n${fence}text\n${message}\n${fence}\n\n</details>\n\n`;
}

function escapeMarkup(text: string): string {
  return text.replace(/[&<>"'`*_[\]\\|~#@]/g, (character) => `&#${character.charCodeAt(0)};`);
}
