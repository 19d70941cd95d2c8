/** A finished run as a job of recording: what the run knows, picked together. */
import path from 'node:path';
import type { FilePath, ReadInputs, SerializedError } from '../../test-host/protocol.ts';
import type { ResolvedConfig } from '../config/resolved-config.ts';
import type { RequestedFile, RunResult } from '../running/run-request.ts';
import type { WalkableModule, WalkableModules } from './file-closures.ts';
import type { RecordJob } from './record-job.ts';
import type { RecordedResult, RunNotes, RunScope, RunSource } from './recorded-run.ts';

export interface JobOptions {
  readonly config: ResolvedConfig;
  readonly files: readonly RequestedFile[];
  readonly scope: RunScope;
  readonly source: RunSource;
}

type Known = Pick<RunResult, 'modulesOf' | 'inputsOf'>;

/** @returns `undefined`: no test has run */
export function makeJob(
  notes: RunNotes,
  { config, files, ...of }: JobOptions,
  { modulesOf, inputsOf }: Known,
): RecordJob | undefined {
  const summary = notes.summary();
  if (summary === undefined) return undefined;
  const configs = new Set(files.map(({ config: own = config }) => own));
  const modules = new Map<ResolvedConfig, WalkableModules>();
  for (const own of configs) {
    const known = modulesOf(own);
    if (known !== undefined) modules.set(own, known);
  }
  const inputs = new Map<FilePath, ReadInputs>();
  for (const { file } of files) {
    const read = inputsOf(file);
    if (read !== undefined) inputs.set(file, read);
  }
  return { ...summary, ...of, config, files, modules, inputs };
}

/** The same for a worker thread: without what it does not ask for, as all of it is copied. */
export function slimJob(job: RecordJob): RecordJob {
  const { config, files, modules } = job;
  const { rootDir } = config;
  const slim = [...modules].map(([own, known]): [ResolvedConfig, WalkableModules] => {
    const entries = files.flatMap(({ file, config: of = config }) =>
      of === own ? path.join(rootDir, file) : [],
    );
    const before = [...own.setupFiles, ...own.globalSetup, ...own.globalTeardown];
    return [own, reachedModules(known, [...entries, ...before])];
  });
  return {
    ...job,
    files: files.map(({ file, config: own }) =>
      own === undefined ? { file } : { file, config: own },
    ),
    modules: new Map(slim),
    results: job.results.map(slimResult),
  };
}

function reachedModules(modules: WalkableModules, entries: readonly string[]): WalkableModules {
  const reached: Record<string, WalkableModule> = {};
  const open = [...entries];
  for (let file = open.pop(); file !== undefined; file = open.pop()) {
    const module = modules[file];
    if (module === undefined || reached[file] !== undefined) continue;
    const { hash, plain, targets } = module;
    reached[file] = plain === undefined ? { hash, targets } : { hash, plain, targets };
    for (const target of targets) if (target.startsWith('m')) open.push(target.slice(1));
  }
  return reached;
}

/** Characters of a message: it is known by fewer. */
const LONGEST_MESSAGE = 2_000;

function slimResult(result: RecordedResult): RecordedResult {
  const { error } = result;
  return error === undefined ? result : { ...result, error: slimError(error) };
}

function slimError({ name, message, code, stack }: SerializedError): SerializedError {
  return {
    name,
    message: message.slice(0, LONGEST_MESSAGE),
    stack,
    ...(code !== undefined && { code }),
  };
}
