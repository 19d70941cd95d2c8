/** What the extension says. */
import * as vscode from 'vscode';
import type { CoveringTests, Explanation, MigrationAnswer } from '../../server/protocol.ts';
import type { Outcome, Problem, RunSummary } from '../../test-host/protocol.ts';
import { OLDEST } from './node/node-version.ts';
import type { NodeRuntime, NodeSource, RejectedNode } from './node/node-runtime.ts';
import type { RunCounts } from './running/run-progress.ts';
import type { ServerState } from './status/server-state.ts';

/** In the output of a run that nobody asked for. @param why as the server says it: `runs …, which changed in …` */
export function affectedBecause(file: string, why: string): string {
  return vscode.l10n.t('Affected: {0} {1}', file, why);
}

export function attached(name: string, contentType: string): string {
  return vscode.l10n.t('Attachment {0} ({1})', name, contentType);
}

export function causedBy(text: string): string {
  return vscode.l10n.t('Caused by: {0}', text);
}

/** For the terminal of a run: with its line breaks. */
export function describeProblem({ code, message, hint, location }: Problem): string {
  const place =
    location === undefined ? '' : `${[location.file, location.line].filter(Boolean).join(':')}: `;
  const lines = [`${code} ${place}${message}`, ...(hint === undefined ? [] : [hint])];
  return lines.map((line) => `${line}\r\n`).join('');
}

/** In one line, at the end of a line of code. */
export function editedSinceMigration(files: readonly string[]): string {
  return vscode.l10n.t(
    'Changed since the migration: {0}. Taking it back loses these changes.',
    files.join(', '),
  );
}

export function expectedAndReceived(expected: string, received: string): string {
  return vscode.l10n.t('expected {0}, received {1}', expected, received);
}

export function failedAttempt(attempt: number): string {
  return vscode.l10n.t('Attempt {0} failed:', attempt);
}

/** Beside a node whose tests the source does not tell. */
export function knownOnlyToARun(): string {
  return vscode.l10n.t('known when it runs');
}

/** In the log. */
export function nodeChosen({ version, executable, source }: NodeRuntime): string {
  return vscode.l10n.t(
    'Tests run on Node {0}: {1}, {2}.',
    version,
    executable ?? vscode.env.appName,
    nodeSource(source),
  );
}

/** In the log. */
export function nodeRejected({ source, command, why }: RejectedNode): string {
  switch (why.reason) {
    case 'too-old':
      return vscode.l10n.t(
        '{0} ({1}) is Node {2}; ztest needs {3} or newer.',
        command,
        nodeSource(source),
        why.version,
        OLDEST,
      );
    case 'no-answer':
      return vscode.l10n.t(
        '{0} ({1}) does not answer as Node does: {2}.',
        command,
        nodeSource(source),
        why.detail,
      );
    case 'not-installed':
      return vscode.l10n.t(
        '{0} asks for Node {1}, which no version manager has installed.',
        command,
        why.version,
      );
    default:
      return why satisfies never;
  }
}

function nodeSource(source: NodeSource): string {
  switch (source) {
    case 'setting':
      return vscode.l10n.t('from the setting ztest.nodeExecutable');
    case 'version-file':
      return vscode.l10n.t('what the version file of the project asks for');
    case 'path':
      return vscode.l10n.t('on the PATH');
    case 'version-manager':
      return vscode.l10n.t('from a version manager');
    case 'editor':
      return vscode.l10n.t("VS Code's own");
    default:
      return source satisfies never;
  }
}

export function noNodeFound(ownVersion: string): string {
  return vscode.l10n.t(
    "ztest needs Node {0} or newer and has found none; VS Code's own is {1}. Install one, or name it in the setting ztest.nodeExecutable. The log has what was looked at.",
    OLDEST,
    ownVersion,
  );
}

export function settingNotTaken(rejected: RejectedNode, chosen: NodeRuntime): string {
  const instead = `${nodeRejected(rejected)} ${nodeChosen(chosen)}`;
  return vscode.l10n.t('ztest does not use the Node of your settings. {0}', instead);
}

export function openSettings(): string {
  return vscode.l10n.t('Open Settings');
}

export function leftOpen(description: string): string {
  return vscode.l10n.t('Left open: {0}', description);
}

/** In the output of a test that was asked for. */
export function notDeclared(): string {
  return vscode.l10n.t('It was not declared when its file ran: the file declares other tests now.');
}

export function nothingSelected(): string {
  return vscode.l10n.t('Nothing ran: there is no test in what was selected.');
}

/** Of a test whose file ended before it began. */
export function neverBegan(note: string): string {
  return vscode.l10n.t('It did not run: {0}.', note);
}

export function passedInAttempt(attempt: number): string {
  return vscode.l10n.t('Flaky: passed in attempt {0}.', attempt);
}

export function runFailed(error: unknown): string {
  const reason = error instanceof Error ? error.message : String(error);
  return vscode.l10n.t('The run ended early: {0}', reason);
}

/** The last line of a run. */
export function runSummary(
  { tests, todo, flaky, quarantined }: RunSummary,
  milliseconds: number,
): string {
  const counts = [
    [vscode.l10n.t('{0} passed', tests.passed), tests.passed],
    [vscode.l10n.t('{0} failed', tests.failed), tests.failed],
    [vscode.l10n.t('{0} errored', tests.errored), tests.errored],
    [vscode.l10n.t('{0} skipped', tests.skipped - todo), tests.skipped - todo],
    [vscode.l10n.t('{0} todo', todo), todo],
    [vscode.l10n.t('{0} flaky', flaky), flaky],
    [vscode.l10n.t('{0} failed in quarantine', quarantined), quarantined],
  ] as const;
  const told = counts.filter(([, count]) => count > 0).map(([text]) => text);
  const seconds = (milliseconds / 1000).toFixed(milliseconds < 10_000 ? 2 : 1);
  const what = told.length === 0 ? vscode.l10n.t('no test ran') : told.join(', ');
  return vscode.l10n.t('Tests: {0} · {1} s', what, seconds);
}

/** Of a request that had no answer yet. */
export function serverEnded(): string {
  return vscode.l10n.t('The server of ztest has ended and is being started again. Try once more.');
}

export function serverGivenUp(): string {
  return vscode.l10n.t(
    'The server of ztest has ended six times within three minutes and is not started again. Its log says why; the command "ztest: Restart Server" starts it.',
  );
}

export function serverNotStarted(): string {
  return vscode.l10n.t('The server of ztest could not be started. Its log says why.');
}

export function showLog(): string {
  return vscode.l10n.t('Show Log');
}

export function startAgain(): string {
  return vscode.l10n.t('Start Again');
}

export function skippedBecause(note: string): string {
  return vscode.l10n.t('Skipped: {0}', note);
}

export function askWhatToExplain(): vscode.InputBoxOptions {
  return {
    title: explanationTitle(),
    prompt: vscode.l10n.t('A file, or a part of the title of a test'),
    placeHolder: 'src/cart.test.ts',
  };
}

export function chooseSource(): string {
  return vscode.l10n.t('What the tests here exercise');
}

export function countOfTests(count: number): string {
  if (count === 0) return vscode.l10n.t('no test');
  return count === 1 ? vscode.l10n.t('1 test') : vscode.l10n.t('{0} tests', count);
}

export function continueElsewhere(): string {
  return vscode.l10n.t('Continue Working On…');
}

export function comparing(): string {
  return vscode.l10n.t('Running the tests with Jest and with ztest');
}

export function createIt(): string {
  return vscode.l10n.t('Create It');
}

export function explanationTitle(): string {
  return vscode.l10n.t('Why Is My Test Not Here?');
}

export function installTerminal(name: string): string {
  return vscode.l10n.t('Install {0}', name);
}

export function noConfiguration(folder: string): string {
  return vscode.l10n.t('{0} has no ztest configuration: the defaults hold.', folder);
}

export function migrationFailed({
  reason,
  files,
}: Extract<MigrationAnswer, { ok: false }>): string {
  const file = files[0] ?? '';
  switch (reason) {
    case 'nothing':
      return vscode.l10n.t('There is no migration to take back.');
    case 'broken-off':
      return vscode.l10n.t('An earlier migration was broken off. Take it back first.');
    case 'changed':
    case 'edited':
      return vscode.l10n.t('{0} was changed meanwhile. Nothing was changed by ztest.', file);
    case 'read-only':
      return vscode.l10n.t('{0} is read-only. Nothing was changed.', file);
    case 'failed':
      return vscode.l10n.t('{0} could not be written.', file);
    default:
      return reason satisfies never;
  }
}

export function migrationTitle(): string {
  return vscode.l10n.t('From Jest to ztest');
}

export function migrationUndone(files: number): string {
  return vscode.l10n.t('Taken back: {0} files are as before.', files);
}

export function noJestHere(): string {
  return vscode.l10n.t('There is no Jest suite in this folder.');
}

export function nothingToMigrate(): string {
  return vscode.l10n.t('Nothing is left to migrate.');
}

export function undoAllTheSame(): string {
  return vscode.l10n.t('Take Back All the Same');
}

export function noSource(file: string): string {
  return vscode.l10n.t('{0} loads no other file of this workspace.', file);
}

export function noTestHere(): string {
  return vscode.l10n.t('Put the cursor into a test first, or choose one in the Test Explorer.');
}

export function noTestReaches(file: string): string {
  return vscode.l10n.t('No test reaches {0}.', file);
}

export function nothingFailedHere(): string {
  return vscode.l10n.t('The test here has not failed. Put the cursor into one that has.');
}

export function nothingRunsHere(): string {
  return vscode.l10n.t(
    'ztest shows the tests of this workspace but executes nothing in it, because you have not said that you trust it.',
  );
}

export function manageTrust(): string {
  return vscode.l10n.t('Manage Workspace Trust');
}

/** In a window without Node. */
export function nothingRunsWithoutNode(): string {
  return vscode.l10n.t(
    'Tests are shown here and cannot run: this window has no Node. Open the folder on the desktop, in WSL, in a container or in a Codespace to run them.',
  );
}

/** Beside nothingRunsWithoutNode, in the status bar. */
export function shownOnly(): string {
  return vscode.l10n.t('Tests: view only');
}

export function peekTheseTests(): string {
  return vscode.l10n.t('Peek');
}

export function repeatedTimes(times: number): string {
  return vscode.l10n.t('It failed in run {0}.', times);
}

export function repeating(tests: string): string {
  return vscode.l10n.t('Repeating "{0}" until it fails', tests);
}

export function repetition(times: number): string {
  return vscode.l10n.t('Run {0}', times);
}

export function renderExplanation({ headline, trail, guess }: Explanation): string {
  const lines = [headline];
  if (trail.length > 0) lines.push(trail.map((step, index) => `${index + 1}. ${step}`).join('\n'));
  if (guess !== undefined) lines.push(vscode.l10n.t('Was {0} meant?', guess));
  return `${lines.join('\n\n')}\n`;
}

export function runTheseTests(count: number): string {
  return vscode.l10n.t('Run {0}', countOfTests(count));
}

export function searchingTests(): string {
  return vscode.l10n.t('ztest follows imports');
}

/** For the status bar: what is seen, what a screen reader says, and what a click does. */
export interface StatusText {
  readonly text: string;
  readonly label: string;
  readonly action: string;
}

export function statusOfRuns({ isRunning, planned, ...counts }: RunCounts): StatusText {
  const { passed, failed, skipped } = counts;
  const finished = passed + failed + skipped;
  if (isRunning) {
    const all = Math.max(planned, finished);
    return {
      text: `${finished}/${all}`,
      label: vscode.l10n.t('ztest is running: {0} of {1} tests, {2} failed', finished, all, failed),
      action: vscode.l10n.t('Click to cancel'),
    };
  }
  if (planned === 0)
    return {
      text: 'ztest',
      label: vscode.l10n.t('ztest: nothing has run yet'),
      action: vscode.l10n.t('Click to show the tests'),
    };
  return {
    text: textOfCounts(counts),
    label: vscode.l10n.t('ztest: {0} passed, {1} failed, {2} skipped', passed, failed, skipped),
    action: vscode.l10n.t('Click to show the results'),
  };
}

function textOfCounts({
  passed,
  failed,
  skipped,
}: Omit<RunCounts, 'isRunning' | 'planned'>): string {
  if (failed > 0) return vscode.l10n.t('{0} of {1} failed', failed, passed + failed + skipped);
  return passed === 0 && skipped > 0
    ? vscode.l10n.t('{0} skipped', skipped)
    : vscode.l10n.t('{0} passed', passed);
}

/** While there is no result to tell of. */
export function statusOfServer(state: Exclude<ServerState, 'ready'>): StatusText {
  switch (state) {
    case 'starting':
      return {
        text: 'ztest',
        label: vscode.l10n.t('ztest is looking for tests'),
        action: vscode.l10n.t('Click to show the log'),
      };
    case 'restricted':
      return {
        text: 'ztest',
        label: nothingRunsHere(),
        action: vscode.l10n.t('Click to manage the trust in this workspace'),
      };
    case 'no-node':
      return {
        text: 'ztest',
        label: vscode.l10n.t('ztest has found no Node that is new enough'),
        action: vscode.l10n.t('Click to name one in the settings'),
      };
    case 'failed':
      return {
        text: 'ztest',
        label: vscode.l10n.t('ztest has ended and is not started again'),
        action: vscode.l10n.t('Click to start it again'),
      };
    default:
      return state satisfies never;
  }
}

export function testsThatReach(): string {
  return vscode.l10n.t('Tests that reach this');
}

/** `3 tests run this line` */
export function testsThatRun(count: number): string {
  if (count === 0) return vscode.l10n.t('No test runs this line');
  return count === 1
    ? vscode.l10n.t('1 test runs this line')
    : vscode.l10n.t('{0} tests run this line', count);
}

/** Above a function. */
export function testsThatRunThis(count: number): string {
  if (count === 0) return vscode.l10n.t('no test runs this');
  return count === 1
    ? vscode.l10n.t('1 test runs this')
    : vscode.l10n.t('{0} tests run this', count);
}

type KnownLine = Extract<CoveringTests, { readonly isKnown: true }>;

/** What a reader has to know to believe the answer; '' when it holds as it is. */
export function howSureOfLine({ of, isStale, awaited }: KnownLine): string {
  const sentences: string[] = [];
  if (of === 'function')
    sentences.push(
      vscode.l10n.t('The line is new or has changed: this is of the function around it.'),
    );
  else if (isStale) sentences.push(vscode.l10n.t('The file has changed since this was counted.'));
  if (awaited === 1)
    sentences.push(vscode.l10n.t('1 test file has not run since the file has changed.'));
  else if (awaited > 1)
    sentences.push(
      vscode.l10n.t('{0} test files have not run since the file has changed.', awaited),
    );
  return sentences.join(' ');
}

/** Of a line that no test runs, but loading a file or a hook. */
export function runsWhileLoaded({ load, hooks }: Pick<KnownLine, 'load' | 'hooks'>): string {
  if (load.length === 0)
    return vscode.l10n.t('No test runs this line, but hooks of {0}', list(hooks));
  return vscode.l10n.t('No test runs this line itself: it runs while {0} is loaded', list(load));
}

export function noTestRunsLine(place: string, answer: KnownLine): string {
  const { load, hooks } = answer;
  const what =
    load.length + hooks.length === 0
      ? vscode.l10n.t('No test runs {0}.', place)
      : `${place}: ${runsWhileLoaded(answer)}.`;
  return `${what} ${howSureOfLine(answer)}`.trim();
}

const MOST_NAMED = 3;

function list(names: readonly string[]): string {
  const named = names.slice(0, MOST_NAMED).join(', ');
  const left = names.length - MOST_NAMED;
  return left > 0 ? vscode.l10n.t('{0} and {1} more', named, left) : named;
}

export function coverageNotKnown(
  reason: Extract<CoveringTests, { readonly isKnown: false }>['reason'],
  place: string,
): string {
  switch (reason) {
    case 'no-data':
      return vscode.l10n.t('No run has counted yet which code the tests run.');
    case 'no-file':
      return vscode.l10n.t(
        'No test that was counted loads the file in {0}; test files themselves are not counted.',
        place,
      );
    case 'no-code':
      return vscode.l10n.t(
        'Nothing on {0} is counted: it is a type, a comment, empty, or left out by a comment.',
        place,
      );
    case 'changed':
      return vscode.l10n.t('{0} is new or has changed since the file was counted.', place);
    default:
      return reason satisfies never;
  }
}

export function putCursorIntoSource(): string {
  return vscode.l10n.t('Put the cursor into a line of a source file first.');
}

export function runWithCoverage(): string {
  return vscode.l10n.t('Run All with Coverage');
}

export function linkTexts(): Readonly<Record<'run' | 'debug' | 'show' | 'copy', string>> {
  return {
    run: vscode.l10n.t('Run'),
    debug: vscode.l10n.t('Debug'),
    show: vscode.l10n.t('Show'),
    copy: vscode.l10n.t('Copy IDs'),
  };
}

export function copyTheseIds(): string {
  return vscode.l10n.t('Copy IDs');
}

export function debugTheseTests(count: number): string {
  return vscode.l10n.t('Debug {0}', countOfTests(count));
}

/** @param outcome `undefined`: it has not run yet */
export function outcomeText(outcome: Outcome | undefined): string | undefined {
  switch (outcome) {
    case 'passed':
      return vscode.l10n.t('passed');
    case 'failed':
    case 'errored':
      return vscode.l10n.t('failed');
    case 'skipped':
      return vscode.l10n.t('skipped');
    case undefined:
      return undefined;
    default:
      return outcome satisfies never;
  }
}

/** For the status bar. */
export function statusOfChanges({ covered, total, base, stale }: ChangesSummary): StatusText {
  const percent = Math.floor((covered / total) * 100);
  const left = vscode.l10n.t(
    '{0} of {1} changed lines since {2} ran in tests',
    covered,
    total,
    base,
  );
  return {
    text: `Δ ${percent}%`,
    label: stale === 0 ? left : `${left}. ${changedSinceCounted(stale)}`,
    action: vscode.l10n.t('Click to list the others'),
  };
}

export interface ChangesSummary {
  readonly covered: number;
  readonly total: number;
  readonly base: string;
  /** Files. */
  readonly stale: number;
}

function changedSinceCounted(files: number): string {
  return files === 1
    ? vscode.l10n.t('1 file has changed since it was counted')
    : vscode.l10n.t('{0} files have changed since they were counted', files);
}

/** Above the list of uncovered lines. */
export function messageOfChanges({ covered, total, base, stale }: ChangesSummary): string {
  const left = total - covered;
  const what =
    total === 0
      ? vscode.l10n.t('No counted line has changed since {0}.', base)
      : left === 0
        ? vscode.l10n.t('All {0} changed lines since {1} ran in tests.', total, base)
        : '';
  return stale === 0 ? what : `${what} ${changedSinceCounted(stale)}.`.trim();
}

export function linesNotCovered(count: number): string {
  return count === 1 ? vscode.l10n.t('1 line') : vscode.l10n.t('{0} lines', count);
}

export function changedAndNotRun(base: string): string {
  return vscode.l10n.t('Changed since {0}, and no test runs it.', base);
}

/** For a screen reader. */
export function uncoveredLines(first: number, last: number, code: string): string {
  return first === last
    ? vscode.l10n.t('Line {0}, no test runs it: {1}', first, code)
    : vscode.l10n.t('Lines {0} to {1}, no test runs them: {2}', first, last, code);
}

export function uncoveredChangesBadge(count: number): string {
  return count === 1
    ? vscode.l10n.t('1 changed line that no test runs')
    : vscode.l10n.t('{0} changed lines that no test runs', count);
}
