/** Prints how well flaky tests are found, as the tables of docs/history.md: `node scripts/flaky-figures.ts`. */
import type { Health } from '../server/history/flakiness.ts';
import { score, simulate, type SimulatedSuite } from './simulated-suite.ts';

const RATES = [0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.3, 0.5];
const TESTS_OF_RATE = 100;
const HEALTHY = 900;
const ALWAYS_RED = 20;
const RUNS = 100;

type Circumstances = Omit<SimulatedSuite, 'seed' | 'rates' | 'runs'>;

const CIRCUMSTANCES = {
  'nothing edited': { edits: 0, breaks: 0, incidents: 0 },
  'a tenth edited': { edits: 0.1, breaks: 0.1, incidents: 0.02 },
  'all edited': { edits: 1, breaks: 0.01, mends: 0.3, incidents: 0.02 },
  'two retries': { edits: 0.1, breaks: 0.1, incidents: 0.02, retries: 2 },
} satisfies Readonly<Record<string, Circumstances>>;

function row(cells: readonly (string | number)[]): string {
  return `| ${cells.join(' | ')} |`;
}

const percent = (share: number): string =>
  `${share < 0.01 ? share * 100 : Math.round(share * 100)} %`;

const names = Object.keys(CIRCUMSTANCES);
console.log(row(['Rate of failure', ...names]));
console.log(row(['---', ...names.map(() => '---')]));
for (const rate of RATES) {
  const found = Object.values(CIRCUMSTANCES).map((circumstances, at) => {
    const rates = Array<number>(TESTS_OF_RATE).fill(rate);
    const scored = score({ seed: at + 1, rates, runs: RUNS, ...circumstances });
    return `${percent(scored.recall)}, ${Number.isFinite(scored.runsNeeded) ? scored.runsNeeded : '–'}`;
  });
  console.log(row([percent(rate), ...found]));
}

console.log(
  `\nAll rates and ${HEALTHY} healthy tests, ${ALWAYS_RED} that always fail, in one suite:\n`,
);
console.log(row(['', ...names]));
console.log(row(['---', ...names.map(() => '---')]));
const mixed = [
  ...RATES.flatMap((rate) => Array<number>(10).fill(rate)),
  ...Array<number>(HEALTHY).fill(0),
  ...Array<number>(ALWAYS_RED).fill(1),
];
const called = Object.values(CIRCUMSTANCES).map((circumstances) => {
  const health = simulate({ seed: 7, rates: mixed, runs: RUNS, ...circumstances });
  const flaky = health.map((one) => one.includes('flaky'));
  const count = (rate: (one: number) => boolean): number =>
    mixed.filter((one, at) => rate(one) && flaky[at]).length;
  const right = count((rate) => rate > 0 && rate < 1);
  return { right, healthy: count((rate) => rate === 0), red: count((rate) => rate === 1) };
});
console.log(
  row([
    'Precision',
    ...called.map(({ right, healthy, red }) => percent(right / (right + healthy + red))),
  ]),
);
console.log(row(['Recall', ...called.map(({ right }) => percent(right / (RATES.length * 10)))]));
console.log(row(['Healthy called flaky', ...called.map(({ healthy }) => healthy)]));
console.log(row(['Always red called flaky', ...called.map(({ red }) => red)]));

const MENDED_AFTER = 50;
console.log(`\nMended by an edit after ${MENDED_AFTER} runs; runs until half of them are that:\n`);
console.log(row(['Rate of failure', 'not flaky', 'healthy']));
console.log(row(['---', '---', '---']));
for (const rate of [0.02, 0.1, 0.5]) {
  const health = simulate({
    seed: 5,
    rates: Array<number>(TESTS_OF_RATE).fill(rate),
    runs: MENDED_AFTER + RUNS,
    mendedAfter: MENDED_AFTER,
    ...CIRCUMSTANCES['nothing edited'],
  });
  const runsUntil = (isThere: (state: Health) => boolean): number => {
    const needed = health.map((one) => one.slice(MENDED_AFTER).findIndex(isThere));
    return needed.toSorted((a, b) => a - b)[TESTS_OF_RATE / 2] ?? 0;
  };
  const until = [(one: Health) => one !== 'flaky', (one: Health) => one === 'healthy'];
  console.log(row([percent(rate), ...until.map(runsUntil)]));
}
