/** Runs the contenders of a scenario in interleaved rounds. */
import { join } from 'node:path';
import type { Medians } from './bars.ts';
import { removeCaches, testCommand } from './commands.ts';
import { generateProject } from './generate.ts';
import { measure, type Command, type Measurement } from './measure.ts';
import { repositoryRoot } from './paths.ts';
import type { ProjectShape } from './project-shape.ts';
import type { Contender, Scenario } from './scenarios.ts';
import { prepareTool, toolDirectory } from './tools.ts';

export interface RoundOptions {
  /** Timed rounds; contenders marked slow join `slowRounds` of them. */
  readonly rounds: number;
  readonly slowRounds: number;
  /** Further rounds, in which memory is sampled and time is not taken. */
  readonly memoryRounds: number;
  /** Called with a line for the person who waits. */
  readonly progress: (line: string) => void;
}

/** All measurements of one contender, or why there are none. */
export interface ContenderResult {
  readonly contender: Contender;
  readonly unavailable?: string;
  readonly timed: readonly Omit<Measurement, 'output'>[];
  readonly sampled: readonly Omit<Measurement, 'output'>[];
}

/** A contender with its project on disk, that passed its first, uncounted run. */
interface Ready {
  readonly contender: Contender;
  readonly command: Command;
  readonly timed: Omit<Measurement, 'output'>[];
  readonly sampled: Omit<Measurement, 'output'>[];
  /** Set when it failed in a later round; it then leaves the scenario. */
  unavailable?: string;
}

/**
 * Measures a scenario: A B C, B C A, C A B, … so that a slow moment of the machine does not hit one
 * contender only, and none always follows the same one.
 *
 * Before the first round each contender runs once, uncounted, which fills caches and proves that it
 * really runs and passes all tests. One that does not is left out, with the reason.
 */
export async function runScenario(
  scenario: Scenario,
  options: RoundOptions,
): Promise<readonly ContenderResult[]> {
  const ready: Ready[] = [];
  const results: ContenderResult[] = [];
  for (const contender of scenario.contenders) {
    const prepared = await prepare(contender, scenario);
    if ('reason' in prepared) {
      options.progress(`${contender.name}: left out, ${prepared.reason}`);
      results.push({ contender, unavailable: prepared.reason, timed: [], sampled: [] });
    } else {
      const state: Ready = { contender, command: prepared.command, timed: [], sampled: [] };
      ready.push(state);
      results.push(state);
    }
  }
  const memoryRounds = scenario.memoryOnly ? options.slowRounds : options.memoryRounds;
  const total = scenario.memoryOnly ? memoryRounds : Math.max(options.rounds, memoryRounds);
  for (let round = 0; round < total; round++) {
    for (const state of rotate(ready, round)) {
      const rounds = scenario.memoryOnly
        ? 0
        : state.contender.slow
          ? options.slowRounds
          : options.rounds;
      if (round < rounds) await runOnce(state, 'time');
      if (round < memoryRounds) await runOnce(state, 'memory');
    }
    options.progress(`${scenario.name}: round ${round + 1} of ${total}`);
  }
  return results;
}

/** The medians of a contender, or nothing when it was not measured. */
export function mediansOf(result: ContenderResult): Medians | undefined {
  if (result.unavailable !== undefined) return undefined;
  return {
    wall: median(result.timed.map((run) => run.wall)),
    cpu: median(result.timed.map((run) => run.cpu)),
    ownMemory: median(result.sampled.map((run) => run.memory?.own ?? 0)),
    treeMemory: median(result.sampled.map((run) => run.memory?.tree ?? 0)),
  };
}

/** The median of numbers: of an even count the mean of the two in the middle, of none `NaN`. */
export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const upper = sorted[sorted.length >> 1] ?? Number.NaN;
  const lower = sorted[(sorted.length - 1) >> 1] ?? Number.NaN;
  return (lower + upper) / 2;
}

async function prepare(
  contender: Contender,
  scenario: Scenario,
): Promise<{ readonly command: Command } | { readonly reason: string }> {
  const { flavour, mode } = contender;
  if (flavour === 'baseline') {
    return { command: { program: process.execPath, args: ['-e', '0'], cwd: import.meta.dirname } };
  }
  const unavailable = prepareTool(flavour);
  if (unavailable) return unavailable;
  const directory = join(toolDirectory(flavour), `${scenario.name}-${slug(contender.name)}`);
  generateProject(flavour, scenario.shape, directory);
  const command = testCommand(flavour, mode, directory);
  const first = await measure(command);
  const reason = whyNotPassed(first, scenario.shape);
  return reason === undefined ? { command } : { reason };
}

/** A contender that runs nothing is very fast: the exit code must be 0 and the number of tests must be in its summary. */
function whyNotPassed(run: Measurement, shape: ProjectShape): string | undefined {
  const tests = shape.files * shape.tests;
  const count = new RegExp(`\\b${tests.toLocaleString('en').replace(/,/g, '[,. ]?')}\\b`);
  if (run.exitCode === 0 && count.test(run.output)) return undefined;
  const end = gist(run.output);
  return run.exitCode === 0
    ? `its output does not say that it ran ${tests} tests: ${end}`
    : `it ended with code ${run.exitCode}: ${end}`;
}

async function runOnce(state: Ready, what: 'time' | 'memory'): Promise<void> {
  if (state.unavailable !== undefined) return;
  if (state.contender.cold) removeCaches(state.command.cwd);
  const { output, ...run } = await measure(state.command, { sampleMemory: what === 'memory' });
  if (run.exitCode === 0) (what === 'time' ? state.timed : state.sampled).push(run);
  else state.unavailable = `it failed in a later round with code ${run.exitCode}: ${gist(output)}`;
}

/** The line of an output that says what went wrong, or its end. Without this machine's paths: it goes into the results. */
function gist(output: string): string {
  const lines = output.replaceAll(repositoryRoot, '').trim().split('\n');
  return (lines.find((line) => /error|ZT\d{4}/i.test(line)) ?? lines.slice(-3).join(' / ')).slice(
    -300,
  );
}

function rotate<T>(items: readonly T[], by: number): readonly T[] {
  const start = items.length === 0 ? 0 : by % items.length;
  return [...items.slice(start), ...items.slice(0, start)];
}

function slug(name: string): string {
  return name.toLowerCase().replace(/[^a-z0-9]+/g, '-');
}
