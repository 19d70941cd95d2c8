/** Runs a test in all the circumstances that make tests flaky, one after the other, and says which of them do. */
import fs from 'node:fs';
import path from 'node:path';
import type { RequestedFile } from '../running/run-request.ts';
import { keepBusy } from './busy-machine.ts';
import { causesOf, type Cause, type Experiment, type Order } from './causes.ts';
import { Experiments, probeFolder, repeated, writeProbe } from './experiments.ts';
import { findPolluters, type PollutionQuestion } from './find-polluters.ts';
import type { TrialRequest } from './trials.ts';
import {
  CLOCKS,
  inFolder,
  OFFLINE,
  RANDOMS,
  SLOW_TIMERS,
  STOPPED_CLOCKS,
  TAKEN_PORTS,
} from './probes.ts';

export interface DiagnosisRequest extends PollutionQuestion {
  readonly rootDir: string;
}

export interface Diagnosis {
  readonly experiments: readonly Experiment[];
  readonly causes: readonly Cause[];
}

/** Shows a failure of one in four with 95 %. */
const RUNS_ALONE = 10;
const RUNS_IN_FILE = 3;
const RUNS_UNDER_LOAD = 5;
/** Random numbers of one process are tried for as long, so that rare failures show. Milliseconds, and repeats. */
const RANDOM_BUDGET_MS = 500;
const MOST_REPEATS = 20;

export async function diagnose(request: DiagnosisRequest): Promise<Diagnosis> {
  try {
    return await tryAll(request);
  } finally {
    fs.rmSync(probeFolder(request.rootDir), { recursive: true, force: true });
  }
}

async function tryAll(request: DiagnosisRequest): Promise<Diagnosis> {
  const { file, victim, seeds, rootDir, trials, onStep } = request;
  const { selection: _, ...whole } = file;
  const only: RequestedFile = { ...whole, selection: { ids: [victim] } };
  const lab = new Experiments({ rootDir, victim, only, trials, onStep });
  const run = async (
    name: string,
    when: string,
    ...trials: readonly TrialRequest[]
  ): Promise<Experiment> => await lab.run({ name, when, trials });
  const alone = await run('alone', 'alone', ...repeated(RUNS_ALONE, { files: [only] }));
  const inFile = await run(
    'in its file',
    'in its file',
    ...repeated(RUNS_IN_FILE, { files: [whole] }),
  );
  const shuffled = await run(
    'in random orders',
    'in random orders of its file',
    ...seeds.map((seed) => ({ files: [whole], settings: { shuffle: true, seed } })),
  );
  const order = async (): Promise<Order> => await orderOf(request);
  if (alone.failures === alone.runs && inFile.failures === 0) {
    const found = await order();
    if (found.setters.length > 0)
      return { experiments: lab.done, causes: causesOf(lab.done, found) };
  }
  const again = await run(
    'state',
    'when it runs again in the same process',
    ...repeated(RUNS_IN_FILE, { files: [only], settings: { repeats: 2 } }),
  );
  await lab.probe(RANDOMS, { repeats: again.failures > 0 ? 0 : repeatsFor(alone) });
  if (alone.failures === alone.runs) {
    await lab.probe(CLOCKS); // a date may have passed
    return { experiments: lab.done, causes: causesOf(lab.done, await order()) };
  }
  const isMoody = alone.failures > 0 && alone.failures < alone.runs;
  if (isMoody) {
    await lab.probe(STOPPED_CLOCKS);
    await run('fresh folder', 'with an empty temporary folder', ...freshFolders(rootDir, only));
  } else await lab.probe(CLOCKS);
  await lab.probe([OFFLINE, TAKEN_PORTS]);
  await lab.probe([SLOW_TIMERS]);
  {
    using _load = keepBusy();
    await run('load', 'while the machine is busy', ...repeated(RUNS_UNDER_LOAD, { files: [only] }));
  }
  const failures = lab.done.reduce((sum, one) => sum + one.failures, 0);
  const mayBeOrder =
    alone.failures === 0 && (failures === 0 || inFile.failures + shuffled.failures > 0);
  return {
    experiments: lab.done,
    causes: causesOf(lab.done, mayBeOrder ? await order() : NO_ORDER),
  };
}

const NO_ORDER: Order = { polluters: [], setters: [] };

async function orderOf(request: DiagnosisRequest): Promise<Order> {
  const pollution = await findPolluters(request);
  return pollution.found ? pollution : NO_ORDER;
}

/** One that fails often needs no repeats: with them, it would fail with all numbers. */
function repeatsFor({ failures, runs, duration }: Experiment): number {
  const share = failures / runs;
  const wanted = share === 0 ? MOST_REPEATS : share < 0.3 ? 3 : 0;
  return Math.min(wanted, Math.floor(RANDOM_BUDGET_MS / Math.max(1, duration)));
}

/** As many as alone, each with a folder of its own. */
function freshFolders(rootDir: string, only: RequestedFile): readonly TrialRequest[] {
  return Array.from({ length: RUNS_ALONE }, (_, at) => {
    const folder = path.join(probeFolder(rootDir), `temporary-${at}`);
    fs.mkdirSync(folder, { recursive: true });
    return { files: [only], setup: writeProbe(rootDir, inFolder(folder)) };
  });
}
