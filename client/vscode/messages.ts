/** What the extension says. */
import * as vscode from 'vscode';
import type { Explanation } from '../../server/protocol.ts';
import type { Problem, RunSummary } from '../../test-host/protocol.ts';
import { OLDEST } from './node/node-version.ts';
import type { NodeRuntime, NodeSource, RejectedNode } from './node/node-runtime.ts';
import type { RunCounts } from './running/run-progress.ts';
import type { ServerState } from './status/server-state.ts';

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
export function runSummary({ tests, todo, flaky }: RunSummary, milliseconds: number): string {
  const counts = [
    [vscode.l10n.t('{0} passed', tests.passed), tests.passed],
    [vscode.l10n.t('{0} failed', tests.failed), tests.failed],
    [vscode.l10n.t('{0} errored', tests.errored), tests.errored],
    [vscode.l10n.t('{0} skipped', tests.skipped - todo), tests.skipped - todo],
    [vscode.l10n.t('{0} todo', todo), todo],
    [vscode.l10n.t('{0} flaky', flaky), flaky],
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
