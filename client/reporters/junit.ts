/**
 * JUnit XML as Jenkins, GitLab, CircleCI, Azure and Surefire's readers take it: a `testsuite` a file, a
 * `testcase` a test. The elements and their order are those of the Surefire and Jenkins schemas; `file`
 * and `line` on a `testcase` are the common addition that lets CI servers link to the source.
 */
import type { SerializedError, TestId } from '../../test-host/protocol.ts';
import { clusterFailures } from './failure-clusters.ts';
import { listFailures } from './failure-list.ts';
import { errorHeadline } from './failures/headline.ts';
import { outputText, type KeptOutput } from './kept-output.ts';
import { noError, quarantineNote } from './messages.ts';
import { plainErrorText } from './plain-error.ts';
import type { EventBatches, ReporterContext } from './reporter.ts';
import { createRunState, foldEvent, settleRunState } from './run-state.ts';
import { displayOutcome, titlePath } from './run-tree.ts';
import type { FileState, RunState, TestState } from './run-tree.ts';
import { displayPath } from './text/paths.ts';
import { xmlAttribute, xmlText } from './text/xml.ts';

export async function* junit(
  batches: EventBatches,
  context: ReporterContext,
): AsyncGenerator<string> {
  const state = createRunState();
  for await (const batch of batches) for (const event of batch) foldEvent(state, event);
  settleRunState(state);
  const causes = causesOf(state);
  const suites = [...state.files.values()].map((file) => suiteOf(file, state));
  if (state.hooks.length > 0) suites.unshift(globalSuite(state));
  const totals = {
    tests: sum(suites, 'tests'),
    failures: sum(suites, 'failures'),
    errors: sum(suites, 'errors'),
    time: seconds(state.finished?.duration ?? 0),
  };
  yield `<?xml version="1.0" encoding="UTF-8"?>\n<testsuites${attributes({ name: 'ztest', ...totals })}>\n`;
  for (const suite of suites) yield renderSuite(suite, { ...context, causes });
  yield '</testsuites>\n';
}

interface JunitContext extends ReporterContext {
  /** Fingerprints of causes that several tests share. */
  readonly causes: ReadonlyMap<TestId, string>;
}

function causesOf(state: RunState): JunitContext['causes'] {
  const shared = clusterFailures(listFailures(state)).filter(({ same }) => same.length > 0);
  return new Map(
    shared.flatMap(({ fingerprint, failure, same }) =>
      [failure, ...same].flatMap(({ node }): [TestId, string][] =>
        node?.kind === 'test' ? [[node.id, fingerprint]] : [],
      ),
    ),
  );
}

interface Suite {
  readonly name: string;
  readonly file: FileState | undefined;
  readonly cases: readonly Case[];
  readonly tests: number;
  readonly failures: number;
  readonly errors: number;
  readonly skipped: number;
}

interface Case {
  readonly name: string;
  readonly kind: 'passed' | 'failure' | 'error' | 'skipped' | 'quarantined';
  readonly errors: readonly SerializedError[];
  readonly test: TestState | undefined;
}

function suiteOf(file: FileState, state: RunState): Suite {
  const cases: Case[] = file.tests.flatMap((test) => testCase(test));
  // What failed outside any test must be seen too: readers count test cases only.
  for (const failure of listFailures({
    ...state,
    hooks: [],
    files: new Map([[file.path, file]]),
  })) {
    if (
      failure.node?.kind === 'test' ||
      (failure.node === undefined && failure.hook === undefined && !isFilesOwn(file))
    )
      continue;
    const titles = failure.node === undefined ? [] : titlePath(failure.node);
    const name = [...titles, failure.hook ?? '(file)'].join(' › ');
    cases.push({ name, kind: 'error', errors: failure.errors, test: undefined });
  }
  return { name: file.path, file, cases, ...countCases(cases) };
}

function isFilesOwn(file: FileState): boolean {
  return file.errors.length > 0 || file.outcome === 'failed' || file.outcome === 'errored';
}

function globalSuite(state: RunState): Suite {
  const cases = state.hooks.map(({ hook, errors }): Case => ({
    name: hook,
    kind: 'error',
    errors,
    test: undefined,
  }));
  return { name: 'ztest', file: undefined, cases, ...countCases(cases) };
}

function countCases(
  cases: readonly Case[],
): Pick<Suite, 'tests' | 'failures' | 'errors' | 'skipped'> {
  const count = (kind: Case['kind']): number => cases.filter((each) => each.kind === kind).length;
  return {
    tests: cases.length,
    failures: count('failure'),
    errors: count('error'),
    skipped: count('skipped') + count('quarantined'),
  };
}

function testCase(test: TestState): Case[] {
  const outcome = displayOutcome(test);
  const name = titlePath(test).join(' › ');
  switch (outcome) {
    case 'unselected':
      return [];
    case 'passed':
      return [{ name, kind: 'passed', errors: test.errors, test }];
    case 'failed':
      return [{ name, kind: 'failure', errors: test.errors, test }];
    case 'errored':
      return [{ name, kind: 'error', errors: test.errors, test }];
    case 'quarantined':
      return [{ name, kind: 'quarantined', errors: test.errors, test }];
    case 'skipped':
    case 'todo':
      return [{ name, kind: 'skipped', errors: [], test }];
    default:
      return outcome satisfies never;
  }
}

function renderSuite(suite: Suite, context: JunitContext): string {
  const { name, file, tests, failures, errors, skipped } = suite;
  const path = file === undefined ? undefined : displayPath(file.path, context);
  const timestamp =
    file?.startedAt === undefined ? undefined : new Date(file.startedAt).toISOString().slice(0, 19);
  const time = seconds(file?.duration ?? 0);
  const head = attributes({ name, tests, failures, errors, skipped, time, timestamp, file: path });
  const cases = suite.cases.map((each) => renderCase(each, suite, context)).join('');
  return `  <testsuite${head}>\n${cases}${file === undefined ? '' : renderOutput(file.output, '    ')}  </testsuite>\n`;
}

function renderCase(each: Case, suite: Suite, context: JunitContext): string {
  const { name, kind, test } = each;
  const location = test?.info?.location;
  const head = attributes({
    name,
    classname: suite.name,
    time: seconds(test?.duration ?? 0),
    file:
      suite.file === undefined
        ? undefined
        : displayPath(location?.file ?? suite.file.path, context),
    line: location?.line,
  });
  let body = propertiesOf(test, context);
  if (kind === 'failure') body += renderErrors('failure', each, context);
  for (const attempt of kind === 'quarantined' ? [] : (test?.retries ?? [])) {
    body += renderAttempt(kind === 'passed' ? 'flakyFailure' : 'rerunFailure', attempt, context);
  }
  if (kind === 'skipped')
    body += `      <skipped${attributes({ message: test?.note ?? test?.reason })}/>\n`;
  if (kind === 'quarantined') body += renderQuarantined(each, context);
  if (kind === 'error') body += renderErrors('error', each, context);
  if (test !== undefined) body += renderOutput(test.output, '      ');
  return body === ''
    ? `    <testcase${head}/>\n`
    : `    <testcase${head}>\n${body}    </testcase>\n`;
}

/** What readers have no element for: that it did not run, and the cause that it shares with others. */
function propertiesOf(test: TestState | undefined, { causes }: JunitContext): string {
  const cause = test === undefined ? undefined : causes.get(test.id);
  const properties = [
    ...(test?.isCached === true ? [{ name: 'cached', value: 'true' }] : []),
    ...(cause === undefined ? [] : [{ name: 'cause', value: cause }]),
  ];
  if (properties.length === 0) return '';
  const lines = properties.map((property) => `        <property${attributes(property)}/>\n`);
  return `      <properties>\n${lines.join('')}      </properties>\n`;
}

/** No reader has a word for it: one that fails nothing is skipped to them, and says why. */
function renderQuarantined({ errors, test }: Case, context: JunitContext): string {
  const message = [quarantineNote(test?.quarantine), ...errors.map(errorHeadline)].join('; ');
  return `      <skipped${attributes({ message })}>${xmlText(plainErrorText(errors, context))}</skipped>\n`;
}

/** One element whatever the number of errors: some readers take only the first. */
function renderErrors(
  tag: 'failure' | 'error',
  { errors, test }: Case,
  context: JunitContext,
): string {
  const message = errors.length === 0 ? noError(test?.note) : errors.map(errorHeadline).join('; ');
  const head = attributes({ message, type: errors[0]?.name ?? 'Error' });
  return `      <${tag}${head}>${xmlText(plainErrorText(errors, context))}</${tag}>\n`;
}

function renderAttempt(
  tag: 'flakyFailure' | 'rerunFailure',
  errors: readonly SerializedError[],
  context: JunitContext,
): string {
  const head = attributes({ message: errorHeadline(errors[0]), type: errors[0]?.name ?? 'Error' });
  return `      <${tag}${head}><stackTrace>${xmlText(plainErrorText(errors, context))}</stackTrace></${tag}>\n`;
}

function renderOutput(output: KeptOutput | undefined, indent: string): string {
  const stdout = outputText(output, 'stdout');
  const stderr = outputText(output, 'stderr');
  return (
    (stdout === '' ? '' : `${indent}<system-out>${xmlText(stdout)}</system-out>\n`) +
    (stderr === '' ? '' : `${indent}<system-err>${xmlText(stderr)}</system-err>\n`)
  );
}

function attributes(values: Readonly<Record<string, string | number | undefined>>): string {
  let text = '';
  for (const [name, value] of Object.entries(values)) {
    if (value !== undefined) text += ` ${name}="${xmlAttribute(String(value))}"`;
  }
  return text;
}

/** Surefire's schema wants seconds with three digits at most. */
function seconds(milliseconds: number): string {
  return (milliseconds / 1000).toFixed(3);
}

function sum(suites: readonly Suite[], key: 'tests' | 'failures' | 'errors'): number {
  return suites.reduce((total, suite) => total + suite[key], 0);
}
