/** What is remembered of a test, as Markdown: the same as `ztest history <test>`. */
import {
  dateOf,
  durationsOf,
  rateOf,
  sinceOf,
  STRIP_SIGNS,
  stripOf,
} from '../history/history-words.ts';
import { readTestId } from '../../test-host/protocol.ts';
import type { TestHistory } from '../history/test-history.ts';
import { plain } from '../plain-markdown.ts';

export function describeHistory(test: TestHistory): readonly string[] {
  const lastFailure = test.results.findLast(({ error }) => error !== undefined);
  return [
    `\`${strip(test)}\` **${test.health}**: ${rateOf(test)}`,
    ...takes(test),
    ...(test.failingSince === undefined ? [] : [`- failing since ${sinceOf(test.failingSince)}`]),
    ...(lastFailure === undefined
      ? []
      : [`- last failure, ${dateOf(lastFailure.at)}: ${plain(lastFailure.error ?? '')}`]),
  ].map((line, index) => (index === 0 ? `${line}\n` : line));
}

/** Of one of several tests. */
export function historyRow(test: TestHistory): string {
  const title = readTestId(test.id).titles.at(-1) ?? '';
  return `- \`${strip(test)}\` ${plain(title)}: ${test.health}, ${rateOf(test)}`;
}

function strip(test: TestHistory): string {
  return stripOf(test)
    .map((mark) => STRIP_SIGNS[mark])
    .join('');
}

function takes(test: TestHistory): readonly string[] {
  const durations = durationsOf(test);
  if (durations === undefined) return [];
  const [median, least, most] = [durations.median, durations.least, durations.most].map(duration);
  return [`- takes ${median} (${least} to ${most})`];
}

function duration(milliseconds: number): string {
  return milliseconds < 1000
    ? `${Math.round(milliseconds)} ms`
    : `${(milliseconds / 1000).toFixed(2)} s`;
}
