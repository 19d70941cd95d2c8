/** What the view "Test Health" says. */
import * as vscode from 'vscode';

interface SectionText {
  readonly title: string;
  /** What belongs there. */
  readonly spoken: string;
}

export function healthSections(): Readonly<
  Record<'flaky' | 'failing' | 'suspect' | 'slower' | 'slowest' | 'quarantined', SectionText>
> {
  return {
    flaky: {
      title: vscode.l10n.t('Flaky'),
      spoken: vscode.l10n.t('They failed and passed with nothing changed.'),
    },
    failing: {
      title: vscode.l10n.t('Failing'),
      spoken: vscode.l10n.t('They fail, and not by chance.'),
    },
    suspect: {
      title: vscode.l10n.t('Suspect'),
      spoken: vscode.l10n.t('They failed once with nothing changed, or were flaky some time ago.'),
    },
    slower: {
      title: vscode.l10n.t('Getting Slower'),
      spoken: vscode.l10n.t('They take longer than some runs of all tests ago.'),
    },
    slowest: {
      title: vscode.l10n.t('Slowest'),
      spoken: vscode.l10n.t('In the last run of all tests.'),
    },
    quarantined: {
      title: vscode.l10n.t('In Quarantine'),
      spoken: vscode.l10n.t('They run, and fail nothing until a day.'),
    },
  };
}

export function healthyProject(runs: number): string {
  return runs === 1
    ? vscode.l10n.t('1 run is remembered: no test is flaky or fails.')
    : vscode.l10n.t('{0} runs are remembered: no test is flaky or fails.', runs);
}

export function durationText(milliseconds: number): string {
  return milliseconds < 1000
    ? vscode.l10n.t('{0} ms', Math.round(milliseconds))
    : vscode.l10n.t('{0} s', (milliseconds / 1000).toFixed(2));
}

export function slowerText(before: number, now: number): string {
  return `${durationText(before)} → ${durationText(now)}`;
}
