/** The sentences of reporters. Nothing else in this folder speaks to the user in whole sentences. */
import { RELEASE_AFTER, type Remark } from '../../server/engine.ts';
import type {
  HookKind,
  OutcomeReason,
  Problem,
  Quarantine,
  SerializedError,
} from '../../test-host/protocol.ts';
import { oneLine } from './text/plain-text.ts';

// Usage

export function unknownReporter(
  name: string,
  nearest: string | undefined,
  known: readonly string[],
): Problem {
  return {
    code: 'ZT1901',
    severity: 'error',
    message: `There is no reporter "${name}"${nearest === undefined ? '' : `; did you mean "${nearest}"?`}`,
    hint: `Reporters: ${known.join(', ')}. Use name=path to choose the file, name=- for standard output.`,
  };
}

export function emptyReportTarget(name: string): Problem {
  return {
    code: 'ZT1902',
    severity: 'error',
    message: `The report "${name}=" does not say where it is to be written`,
    hint: `Write "${name}" for the default, "${name}=path" for a file, or "${name}=-" for standard output.`,
  };
}

export function sameReportTarget(first: string, second: string, target: string): Problem {
  const place = target === '-' ? 'standard output' : target;
  return {
    code: 'ZT1903',
    severity: 'error',
    message: `The reports "${first}" and "${second}" would both be written to ${place}`,
    hint: `Give one of them a file of its own, e.g. "${second}=test-results/${second}.out".`,
  };
}

// Failures of reporters

export function reporterThrew(name: string, cause: string): Problem {
  return {
    code: 'ZT1904',
    severity: 'warning',
    message: `The reporter "${name}" failed, its report is incomplete: ${cause}`,
    hint: 'The results of the tests are not affected. Please report this as a bug, with the events of the run (--report events).',
  };
}

export function reportNotWritten(name: string, file: string, cause: string): Problem {
  return {
    code: 'ZT1905',
    severity: 'warning',
    message: `The report "${name}" could not be written to ${file}: ${cause}`,
    hint: `Check that the folder can be written to, or choose another with "${name}=path".`,
    location: { file },
  };
}

export function reporterTooSlow(name: string, seconds: number): Problem {
  return {
    code: 'ZT1906',
    severity: 'warning',
    message: `The reporter "${name}" was not done ${seconds} s after the end of the run and was given up`,
    hint: 'Its report is incomplete. Is the place it writes to (a pipe, a network drive) stuck?',
  };
}

// Failures of tests

const reasonNotes: Partial<Record<OutcomeReason, string>> = {
  timeout: 'timed out',
  hook: 'failed in a hook',
  load: 'did not run: its file could not be loaded',
  unhandled: 'an error outside its own call was counted to it',
  'host-exit': 'the process that ran it died',
  'process-exit': 'it tried to end the process',
  loop: 'was ended: it never gave the thread back',
  'out-of-memory': 'ran out of memory',
};

export function reasonNote(
  reason: OutcomeReason | undefined,
  hook: HookKind | undefined,
): string | undefined {
  if (hook !== undefined) return `failed in ${hook}`;
  return reason === undefined ? undefined : reasonNotes[reason];
}

export const unfinishedFile: SerializedError = {
  name: 'Error',
  code: 'ZT1907',
  message: 'The run ended before this file was done',
  stack: [],
  hint: 'Was the command ended from outside, or did it run out of memory? Run this file alone to find out.',
};

export function noError(note: string | undefined): string {
  return note === undefined
    ? 'It failed, and no error says why.'
    : `It failed without an error: ${note}.`;
}

/** @param isTest the failure is a test's own: the tests that follow are others */
export function othersNote(count: number, isTest: boolean): string {
  const other = isTest ? 'other ' : '';
  return count === 1
    ? `The same stopped ${isTest ? 'another' : 'one'} test:`
    : `The same stopped ${count} ${other}tests:`;
}

export function sameCauseNote(count: number): string {
  return count === 1
    ? 'The same cause failed one other:'
    : `The same cause failed ${count} others:`;
}

export function repeatNote(repeat: number): string {
  return `failed in repeat ${repeat}`;
}

export function sameInAllAttempts(attempts: number): string {
  return `failed the same way in all ${attempts} attempts`;
}

/** @param show the command that shows what has changed. @returns `undefined`: nothing that helps is known */
export function pastNote(remark: Remark, show: string): string | undefined {
  const { health, failures, trials, failingSince } = remark;
  const rate = `${failures} of its last ${trials} runs failed`;
  switch (health) {
    case 'flaky':
      return `flaky: ${rate}, also with nothing changed`;
    case 'suspect':
      return `suspect: ${rate}; it has failed before with nothing changed`;
    case 'broken':
    case 'healthy': {
      const passed = lastPass(remark);
      if (failingSince === undefined) return passed && `${passed}; what has changed since: ${show}`;
      const since = `failing since ${runOf(failingSince)}`;
      return passed === undefined ? since : `${since}, ${passed}; what has changed: ${show}`;
    }
    default:
      return health satisfies never;
  }
}

/** Where a commit says what to compare with. */
function lastPass({ results, failingSince }: Remark): string | undefined {
  const passed = results.findLast(
    ({ outcome, run }) => outcome === 'passed' && run < (failingSince?.run ?? Infinity),
  );
  return passed?.commit === undefined ? undefined : `passed last in ${runOf(passed)}`;
}

function runOf({
  run,
  commit,
}: {
  readonly run: number;
  readonly commit: string | undefined;
}): string {
  return `run ${run}${commit === undefined ? '' : ` (commit ${commit.slice(0, 9)})`}`;
}

export function flakyRate({ failures, trials }: Remark): string {
  return `, ${failures} of its last ${trials} runs failed`;
}

/** `quarantined until 2026-12-31 (ann): flaky` */
export function quarantineNote(quarantine: Quarantine = {}): string {
  const { reason, owner, expires } = quarantine;
  const until = expires === undefined ? '' : ` until ${expires}`;
  const whose = owner === undefined ? '' : ` (${owner})`;
  return oneLine(`quarantined${until}${whose}${reason === undefined ? '' : `: ${reason}`}`);
}

export function proposesQuarantine(count: number, command: string): string {
  const tests = count === 1 ? '1 test' : `${count} tests`;
  return `${tests} failed although nothing had changed. So that such tests fail no run until they are mended: ${command} quarantine propose`;
}

export function proposesRelease(count: number, command: string): string {
  const tests = count === 1 ? '1 test' : `${count} tests`;
  return `${tests} in quarantine passed ${RELEASE_AFTER} runs in a row. Let them go with: ${command} quarantine --release`;
}

export function attemptNote(attempt: number, headline: string): string {
  return `attempt ${attempt} failed with: ${headline}`;
}

export function moreLines(count: number, place: string | undefined): string {
  return place === undefined ? `… ${count} more lines` : `… ${count} more lines in ${place}`;
}

export function moreFailures(count: number): string {
  return `… ${count} more failures: see the list of files above, or --report json`;
}

export function moreFrames(count: number): string {
  return `… ${count} more frames`;
}

export function outputCut(size: string, place: string | undefined): string {
  return place === undefined ? `… ${size} more were left out` : `… ${size} more in ${place}`;
}

// Ends

export const rerun = 'Run the failed ones again:';
export const noTestsRan = 'No test ran.';
export const interrupted = 'The run was interrupted: what follows is incomplete.';
export const neverFinished =
  'The run ended before all results had come: what follows is incomplete.';

export function stoppedByBail(count: number): string {
  return `${count === 1 ? '1 test was' : `${count} tests were`} not run: the run stopped at a failure (--bail).`;
}

export function obsoleteSnapshots(count: number, command: string): string {
  const what = count === 1 ? '1 snapshot belongs' : `${count} snapshots belong`;
  return `${what} to no test any more. To remove: ${command} --update`;
}
