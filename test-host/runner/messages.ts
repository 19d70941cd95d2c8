/** What goes wrong while tests run, in sentences. Codes ZT132x and up; ZT11xx about files. */
import { CodedError } from '../api/coded-error.ts';
import { formatDuration } from '../api/duration.ts';
import { printPlace } from '../api/messages.ts';
import type { UserFunction } from '../api/registry.ts';
import type { HookKind, Location } from '../protocol.ts';

/** What was running, for a sentence. */
export interface Subject {
  readonly kind: 'test' | HookKind;
  /** All titles, joined by ` > `; of the suite for a hook. */
  readonly title: string;
  readonly location: Location | undefined;
  readonly fn: UserFunction | undefined;
}

function describeSubject(subject: Subject): string {
  const place = subject.location === undefined ? '' : ` (${printPlace(subject.location)})`;
  if (subject.kind === 'test') return `"${subject.title}"${place}`;
  const article = subject.kind.startsWith('a') ? 'An' : 'A';
  const owner = subject.title === '' ? 'the file' : `"${subject.title}"`;
  return `${article} ${subject.kind} hook of ${owner}${place}`;
}

export function noTests(file: string): CodedError {
  return new CodedError(
    'ZT1102',
    `${file} declares no test.`,
    'Call the test() of ztest in it (those of node:test run with `node --test`), or take the file out of the include globs of the configuration.',
  );
}

/** An error about a test or hook, shown where that is declared when it comes from none of the user's lines. */
function about(
  subject: Subject,
  code: string,
  text: readonly [message: string, hint: string],
): CodedError {
  const error = new CodedError(code, `${describeSubject(subject)} ${text[0]}`, text[1]);
  error.location = subject.location;
  error.about = subject.fn;
  return error;
}

export type WaitingFor = 'promise' | 'done' | 'unused-parameter';

export function timedOut(subject: Subject, timeout: number, waiting: WaitingFor): CodedError {
  const what = {
    promise: 'its promise has not settled',
    done: 'done() has not been called',
    'unused-parameter': 'it takes a parameter, so ztest waits for it to be called as done()',
  }[waiting];
  const raise =
    subject.kind === 'test'
      ? 'Await what is slow, pass t.signal to it, or give the test more time: { timeout: "30s" }.'
      : `Await what is slow, or give the hook more time: ${subject.kind}(function, 30_000).`;
  return about(subject, subject.kind === 'test' ? 'ZT1320' : 'ZT1321', [
    `did not finish within ${formatDuration(timeout)}: ${what}.`,
    waiting === 'unused-parameter'
      ? 'Remove the parameter if it is not used, make the function async, or call done() at the end.'
      : raise,
  ]);
}

export function cancelled(): CodedError {
  return new CodedError('ZT1322', 'The run was cancelled.');
}

export function doneCalledTwice(subject: Subject): CodedError {
  return about(subject, 'ZT1323', [
    `called done() more than once.`,
    'Expected done to be called once: return after the first call.',
  ]);
}

export function doneAndPromise(subject: Subject, returned: string): CodedError {
  return about(subject, 'ZT1324', [
    `both calls done() and returns ${returned}.`,
    'Do one of the two: return a promise (or be async), or call done().',
  ]);
}

export function doneWith(printed: string): CodedError {
  return new CodedError('ZT1326', `Failed: ${printed}`, 'done() was called with this value.');
}

export function returnedValue(subject: Subject, printed: string): CodedError {
  return about(subject, 'ZT1327', [
    `returned ${printed}.`,
    'A test returns nothing or a promise: put braces around the body of the arrow function.',
  ]);
}

export function unexpectedPass(subject: Subject): CodedError {
  return about(subject, 'ZT1328', [
    `is marked as failing, but it passed.`,
    'Remove .fails (or .failing): the problem seems to be fixed.',
  ]);
}

export function runTestNotCalled(subject: Subject): CodedError {
  return about(subject, 'ZT1329', [
    `ended without calling runTest().`,
    'Call the first argument exactly once and await it: aroundEach(async (runTest) => { await runTest() }).',
  ]);
}

export function runTestCalledTwice(subject: Subject): CodedError {
  return about(subject, 'ZT1330', [
    `called runTest() more than once.`,
    'Call it exactly once; use the option repeats or retry to run a test again.',
  ]);
}

export function runTestNotAwaited(subject: Subject): CodedError {
  return about(subject, 'ZT1331', [
    `ended before the test that it wraps.`,
    'Await runTest(), or return its promise.',
  ]);
}

/** An error whose test already has its result. */
export function lateError(title: string, message: string): CodedError {
  return new CodedError(
    'ZT1332',
    `After "${title}" had finished, something that it had started failed: ${message}`,
    'Await everything that the test starts, or stop it in afterEach or t.onTestFinished.',
  );
}

export function foreignError(file: string, title: string, message: string): CodedError {
  return new CodedError(
    'ZT1333',
    `Something that "${title}" of ${file} had started failed while another file was running: ${message}`,
    'Await everything that the test starts, or stop it in afterEach or t.onTestFinished.',
  );
}

export function badTagExpression(expression: string, problem: string, at: number): CodedError {
  return new CodedError(
    'ZT1334',
    `The tag expression "${expression}" cannot be read: ${problem} at character ${at + 1}.`,
    'Join tags with && and ||, negate with !, group with ( ): "db && !(slow || flaky)", "db*" for all that begin so.',
  );
}

export function memberOfNoTest(member: string): CodedError {
  return new CodedError(
    'ZT1335',
    `t.${member} was used after its test had ended.`,
    'Await it within the test.',
  );
}
