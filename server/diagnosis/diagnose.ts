/** Runs a test in all the circumstances that make tests flaky, one after the other, and says which of them do. */
import { spawn, type ChildProcess } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import type { TestId } from '../../test-host/protocol.ts';
import type { RequestedFile } from '../running/run-request.ts';
import { dataDirectory } from '../loading/store-place.ts';
import { causesOf, type Cause, type Experiment } from './causes.ts';
import { findPolluters } from './find-polluters.ts';
import { CLOCKS, OFFLINE, RANDOMS, TAKEN_PORTS, type Probe } from './probes.ts';
import type { TrialRequest, TrialResult, Trials } from './trials.ts';

export interface DiagnosisRequest {
  readonly rootDir: string;
  readonly victim: TestId;
  readonly file: RequestedFile;
  readonly others: readonly RequestedFile[];
  /** Of random orders that are tried. */
  readonly seeds: readonly number[];
  readonly trials: Trials;
  /** Told what is tried now. */
  readonly onStep: (what: string) => void;
}

export interface Diagnosis {
  readonly experiments: readonly Experiment[];
  readonly causes: readonly Cause[];
}

/** Shows a failure of one in four with 95 %. */
const RUNS_ALONE = 10;
const RUNS_IN_FILE = 3;
/** Whether a probe decides: by chance, a flake of one in two comes out alike in a quarter of the cases. */
const RUNS_OF_PROBE = 2;
const RUNS_UNDER_LOAD = 5;

export async function diagnose(request: DiagnosisRequest): Promise<Diagnosis> {
  const { file, victim, seeds } = request;
  const { selection: _, ...whole } = file;
  const only: RequestedFile = { ...whole, selection: { ids: [victim] } };
  const experiments: Experiment[] = [];
  const run = async (
    name: string,
    when: string,
    trials: readonly TrialRequest[],
  ): Promise<void> => {
    request.onStep(when);
    experiments.push(await experiment(request, { name, when, trials }));
  };
  await run('alone', 'alone', times(RUNS_ALONE, { files: [only] }));
  await run('in its file', 'in its file', times(RUNS_IN_FILE, { files: [whole] }));
  await run(
    'in random orders',
    'in random orders of its file',
    seeds.map((seed) => ({ files: [whole], settings: { shuffle: true, seed } })),
  );
  await run('state', 'when it runs again in the same process', [
    { files: [only], settings: { repeats: 2 } },
  ]);
  for (const probe of [...RANDOMS, ...CLOCKS, OFFLINE, TAKEN_PORTS]) {
    const setup = writeProbe(request.rootDir, probe);
    await run(probe.name, probe.when, times(RUNS_OF_PROBE, { files: [only], setup }));
  }
  const load = makeLoad();
  try {
    await run('load', 'while the machine is busy', times(RUNS_UNDER_LOAD, { files: [only] }));
  } finally {
    for (const child of load) child.kill('SIGKILL');
  }
  const polluters = await pollutersOf(request, experiments);
  return { experiments, causes: causesOf(experiments, polluters) };
}

/** Looked for when it never fails alone, and nothing else made it fail, or its file did. */
async function pollutersOf(
  request: DiagnosisRequest,
  experiments: readonly Experiment[],
): Promise<readonly TestId[]> {
  const failures = (...names: readonly string[]): number =>
    experiments
      .filter(({ name }) => names.includes(name))
      .reduce((sum, experiment) => sum + experiment.failures, 0);
  const all = experiments.reduce((sum, experiment) => sum + experiment.failures, 0);
  if (failures('alone') > 0) return [];
  if (all > 0 && failures('in its file', 'in random orders') === 0) return [];
  request.onStep('after other tests');
  const pollution = await findPolluters(request);
  return pollution.found ? pollution.polluters : [];
}

function times(count: number, trial: TrialRequest): readonly TrialRequest[] {
  return Array.from({ length: count }, () => trial);
}

interface Plan extends Pick<Experiment, 'name' | 'when'> {
  readonly trials: readonly TrialRequest[];
}

async function experiment({ trials, victim }: DiagnosisRequest, plan: Plan): Promise<Experiment> {
  const results: TrialResult[] = [];
  for (const trial of plan.trials) {
    const result = (await trials.run(trial)).get(victim);
    if (result !== undefined) results.push(result);
  }
  const failed = results.filter(({ hasFailed }) => hasFailed);
  return {
    name: plan.name,
    when: plan.when,
    runs: results.length,
    failures: failed.length,
    error: failed.at(-1)?.error?.message,
    timeouts: failed.filter(({ reason }) => reason === 'timeout').length,
  };
}

function writeProbe(rootDir: string, { name, source }: Probe): string {
  const file = path.join(dataDirectory(rootDir), `probe-${name}.mjs`);
  fs.writeFileSync(file, source);
  return file;
}

/** Twice as much as the machine can do. */
function makeLoad(): readonly ChildProcess[] {
  return Array.from({ length: os.availableParallelism() * 2 }, () =>
    spawn(process.execPath, ['-e', 'const end = Date.now() + 60_000; while (Date.now() < end);'], {
      stdio: 'ignore',
    }),
  );
}
