/** What the extension says of flaky tests and of the history. */
import * as vscode from 'vscode';
import type { CauseName, TestHealth } from '../../../server/protocol.ts';
import type { Quarantine } from '../../../test-host/protocol.ts';

type Rate = Pick<TestHealth, 'health' | 'failures' | 'trials'>;

/** Beside a test in the tree, which has no icons there. */
export function healthInTree(test: Rate): string {
  return test.health === 'flaky' ? `⚠ ${rateText(test)}` : rateText(test);
}

/** `flaky 3/20` */
function rateText({ health, failures, trials }: Rate): string {
  return `${healthName(health)} ${failures}/${trials}`;
}

/** At the end of a line: `flaky 3/20, order-dependent`. */
export function healthInLine(test: TestHealth): string {
  if (test.health === 'broken') return failingSince(test);
  return [rateText(test), ...test.causes.map(causeText)].join(', ');
}

/** For a screen reader. */
export function healthSpoken(test: TestHealth): string {
  const { failures, trials, causes } = test;
  if (test.health === 'broken') return failingSince(test);
  const rate = vscode.l10n.t(
    '{0}: {1} of the last {2} runs failed',
    healthName(test.health),
    failures,
    trials,
  );
  return [rate, ...causes.map(causeText)].join(', ');
}

/** Of several rows of a table in one line. */
export function rowsInLine(flaky: number, worst: TestHealth): string {
  return vscode.l10n.t('{0} rows in trouble, the worst: {1}', flaky, healthInLine(worst));
}

function healthName(health: TestHealth['health']): string {
  switch (health) {
    case 'flaky':
      return vscode.l10n.t('flaky');
    case 'suspect':
      return vscode.l10n.t('suspect');
    case 'broken':
      return vscode.l10n.t('failing');
    case 'healthy':
      return vscode.l10n.t('healthy');
    default:
      return health satisfies never;
  }
}

/** `failing since a1b2c3d4e`, or since when, where there is no commit. */
function failingSince({ failingSince: since }: Pick<TestHealth, 'failingSince'>): string {
  if (since === undefined) return vscode.l10n.t('failing');
  const commit = since.commit?.slice(0, 9);
  return commit === undefined
    ? vscode.l10n.t('failing since {0}', new Date(since.at).toLocaleString())
    : vscode.l10n.t('failing since commit {0}', commit);
}

function causeText(cause: CauseName): string {
  switch (cause) {
    case 'always':
      return vscode.l10n.t('failed each time it was diagnosed');
    case 'order':
      return vscode.l10n.t('order-dependent');
    case 'random':
      return vscode.l10n.t('depends on random numbers');
    case 'time':
      return vscode.l10n.t('depends on the time, date or time zone');
    case 'network':
      return vscode.l10n.t('depends on the network');
    case 'port':
      return vscode.l10n.t('depends on a port');
    case 'state':
      return vscode.l10n.t('leaves state behind');
    case 'timeout':
      return vscode.l10n.t('near its time limit');
    case 'load':
      return vscode.l10n.t('depends on the speed of the machine');
    case 'unknown':
      return vscode.l10n.t('cause not found');
    default:
      return cause satisfies never;
  }
}

export function chooseOneTest(): string {
  return vscode.l10n.t('Choose a single test: one can be diagnosed at a time.');
}

export function diagnosing(title: string): string {
  return vscode.l10n.t('Finding out why "{0}" is flaky', title);
}

export function diagnosisTitle(): string {
  return vscode.l10n.t('Diagnosis of a Flaky Test');
}

export function findingPolluters(title: string): string {
  return vscode.l10n.t('Finding out which tests make "{0}" fail', title);
}

export function pollutersTitle(): string {
  return vscode.l10n.t('Polluters of a Test');
}

/** `what` as the end of the sentence "It runs …". */
export function diagnosisStepText(what: string, runs: number): string {
  const so = runs === 1 ? vscode.l10n.t('1 run') : vscode.l10n.t('{0} runs', runs);
  return what === '' ? so : vscode.l10n.t('{0}, now {1}', so, what);
}

type Entry = Pick<Quarantine, 'expires' | 'reason'> & { readonly isExpired?: boolean };

/** Beside a test in the tree. */
export function quarantineInTree({ expires, isExpired = false }: Entry): string {
  if (isExpired) return vscode.l10n.t('quarantine is over');
  return expires === undefined
    ? vscode.l10n.t('in quarantine')
    : vscode.l10n.t('in quarantine until {0}', expires);
}

/** In the view: with its reason. */
export function quarantineInView({ expires, isExpired = false, reason }: Entry): string {
  const until = isExpired
    ? vscode.l10n.t('over since {0}: its failures count', expires ?? '')
    : expires === undefined
      ? vscode.l10n.t('without end')
      : vscode.l10n.t('until {0}', expires);
  return reason === undefined ? until : `${until} · ${reason}`;
}

/** Of a test that failed, in its output. */
export function failedInQuarantine(entry: Entry): string {
  const { expires, reason } = entry;
  const until =
    expires === undefined
      ? vscode.l10n.t('It failed, and is in quarantine: that fails nothing.')
      : vscode.l10n.t('It failed, and is in quarantine until {0}: that fails nothing.', expires);
  return reason === undefined ? until : `${until} (${reason})`;
}

export function quarantined(title: string, { expires }: Entry): string {
  return expires === undefined
    ? vscode.l10n.t('"{0}" is in quarantine: it runs, and fails nothing.', title)
    : vscode.l10n.t(
        '"{0}" is in quarantine until {1}: it runs, and fails nothing.',
        title,
        expires,
      );
}

export function unquarantined(title: string): string {
  return vscode.l10n.t('"{0}" is in quarantine no longer: its failures count.', title);
}

export function nobodyInQuarantine(): string {
  return vscode.l10n.t('No test of these is in quarantine.');
}

export function chooseTests(): string {
  return vscode.l10n.t(
    'Put the cursor into a test or suite first, or choose one in the Test Explorer.',
  );
}

export function moreTime(day: string): string {
  return vscode.l10n.t('Keep it in quarantine until {0}', day);
}

export function takeOut(): string {
  return vscode.l10n.t('Take it out of quarantine');
}

export function openEntry(): string {
  return vscode.l10n.t('Show Entry');
}

export function askForReason(
  titles: string,
  known: TestHealth | undefined,
): vscode.InputBoxOptions {
  return {
    title: vscode.l10n.t('Quarantine "{0}"', titles),
    prompt: vscode.l10n.t('Why? Whoever reviews ztest.quarantine.json reads it.'),
    value: known === undefined ? '' : healthInLine(known),
    ignoreFocusOut: true,
  };
}
