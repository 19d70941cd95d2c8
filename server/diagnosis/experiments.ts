/** Runs a test in one circumstance after the other, and keeps what became of it. */
import fs from 'node:fs';
import path from 'node:path';
import type { TestId } from '../../test-host/protocol.ts';
import { hashText } from '../../modules/text-hash.ts';
import { dataDirectory } from '../loading/store-place.ts';
import type { RequestedFile } from '../running/run-request.ts';
import type { Experiment } from './causes.ts';
import type { Probe } from './probes.ts';
import type { TrialRequest, TrialResult, Trials } from './trials.ts';

export interface ExperimentsOptions {
  readonly rootDir: string;
  readonly victim: TestId;
  /** The victim alone. */
  readonly only: RequestedFile;
  readonly trials: Trials;
  readonly onStep: (what: string) => void;
}

export interface Plan extends Pick<Experiment, 'name' | 'when'> {
  readonly trials: readonly TrialRequest[];
}

/** Of those that fail, and of those that pass, these few are tried again: a flake of one in two is alike by chance in 1 of 4,096. */
const CONFIRMED = 2;
const CONFIRMATIONS = 3;

/** One experiment with a slow test: it ends sooner, but not before it says something. */
const BUDGET_MS = 15_000;
const LEAST_RUNS = 3;

export class Experiments {
  readonly #options: ExperimentsOptions;
  readonly done: Experiment[] = [];

  constructor(options: ExperimentsOptions) {
    this.#options = options;
  }

  async run(plan: Plan): Promise<Experiment> {
    const experiment = await this.#try(plan);
    this.done.push(experiment);
    return experiment;
  }

  /** Each probe once, then some of them again. */
  async probe(
    probes: readonly Probe[],
    settings: TrialRequest['settings'] = {},
  ): Promise<readonly Experiment[]> {
    const { only, rootDir } = this.#options;
    const tried: { readonly plan: Plan; experiment: Experiment }[] = [];
    const planOf = (probe: Probe, times: number): Plan => {
      const setup = writeProbe(rootDir, probe.source);
      return { ...probe, trials: repeated(times, { files: [only], setup, settings }) };
    };
    for (const probe of probes) {
      const plan = planOf(probe, 1);
      tried.push({ plan: planOf(probe, CONFIRMATIONS), experiment: await this.#try(plan) });
    }
    const failing = tried.filter(({ experiment }) => experiment.failures > 0);
    const passing = tried.filter(({ experiment }) => experiment.failures === 0);
    const doubtful = failing.length === 0 ? [] : passing.slice(0, CONFIRMED);
    for (const each of [...failing.slice(0, CONFIRMED), ...doubtful])
      each.experiment = added(each.experiment, await this.#try(each.plan));
    const experiments = tried.map(({ experiment }) => experiment);
    this.done.push(...experiments);
    return experiments;
  }

  async #try({ name, when, trials }: Plan): Promise<Experiment> {
    const { onStep, victim } = this.#options;
    onStep(when);
    const results: TrialResult[] = [];
    const started = performance.now();
    for (const trial of trials) {
      if (results.length >= LEAST_RUNS && performance.now() - started > BUDGET_MS) break;
      const result = (await this.#options.trials.run(trial)).get(victim);
      if (result !== undefined) results.push(result);
    }
    const failed = results.filter(({ hasFailed }) => hasFailed);
    return {
      name,
      when,
      runs: results.length,
      failures: failed.length,
      error: failed.at(-1)?.error?.message,
      timeouts: failed.filter(({ reason }) => reason === 'timeout').length,
      duration: Math.max(0, ...results.map(({ duration }) => duration)),
    };
  }
}

export function repeated(count: number, trial: TrialRequest): readonly TrialRequest[] {
  return Array.from({ length: count }, () => trial);
}

function added(first: Experiment, more: Experiment): Experiment {
  return {
    ...first,
    runs: first.runs + more.runs,
    failures: first.failures + more.failures,
    error: first.error ?? more.error,
    timeouts: first.timeouts + more.timeouts,
    duration: Math.max(first.duration, more.duration),
  };
}

export function writeProbe(rootDir: string, source: string): string {
  const folder = probeFolder(rootDir);
  fs.mkdirSync(folder, { recursive: true });
  const file = path.join(folder, `${hashText(source)}.mjs`);
  fs.writeFileSync(file, source);
  return file;
}

export function probeFolder(rootDir: string): string {
  return path.join(dataDirectory(rootDir), 'diagnosis');
}
