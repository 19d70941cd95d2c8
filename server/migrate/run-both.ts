/** Runs a project's own Jest, and ztest, each as its user would, and reads what they report. */
import { spawn } from 'node:child_process';
import fs from 'node:fs';
import { createRequire } from 'node:module';
import os from 'node:os';
import path from 'node:path';
import { jestOutcomes, ztestOutcomes, type Outcome, type Outcomes } from './compare-outcomes.ts';
import { joined, readJson, recordOf, type JestSuite } from './jest-suites.ts';
import { placeOf } from './journal.ts';
import { diskFiles } from '../workspace/disk-files.ts';

export interface RunnerOptions {
  readonly rootDir: string;
  readonly signal?: AbortSignal | undefined;
}

export interface JestRun {
  /** `undefined`: Jest is not installed, or it reported nothing. */
  readonly outcomes: Outcomes | undefined;
  /** Milliseconds. */
  readonly duration: number;
  /** The end of what it said, when it reported nothing. */
  readonly said: string | undefined;
}

/** Before anything is converted: afterwards its files are ztest's. */
export async function runJest(
  suites: readonly JestSuite[],
  options: RunnerOptions,
): Promise<JestRun> {
  const started = performance.now();
  const outcomes = new Map<string, readonly Outcome[]>();
  let said: string | undefined;
  for (const suite of suites) {
    const run = await runOneJest(suite, options);
    if (run === undefined) continue;
    const found = jestOutcomes(run.report, options.rootDir);
    if (found.size === 0 && suite.testFiles.length > 0) said = run.said;
    for (const [key, of] of found) outcomes.set(key, of);
  }
  return {
    outcomes: outcomes.size > 0 ? outcomes : undefined,
    duration: performance.now() - started,
    said,
  };
}

async function runOneJest(suite: JestSuite, options: RunnerOptions): Promise<Ran | undefined> {
  const { rootDir } = options;
  const folder = path.join(rootDir, suite.folder);
  const binary = findJest(folder);
  if (binary === undefined) return undefined;
  const { env, nodeFlags, cwd } = callIn(rootDir, suite);
  const config =
    suite.source === undefined || suite.source.endsWith('package.json')
      ? []
      : ['--config', path.join(rootDir, suite.source)];
  return await runReporting(
    (file) => [
      ...nodeFlags,
      binary,
      '--json',
      '--outputFile',
      file,
      '--ci',
      '--forceExit',
      ...config,
    ],
    {
      cwd,
      env,
      signal: options.signal,
    },
  );
}

const JEST = 'jest';

function findJest(folder: string): string | undefined {
  try {
    const require = createRequire(path.join(folder, 'package.json'));
    const manifest = require.resolve(`${JEST}/package.json`);
    const { bin } = readJson(diskFiles, manifest);
    const relative = typeof bin === 'string' ? bin : recordOf(bin)['jest'];
    return path.join(path.dirname(manifest), String(relative));
  } catch {
    return undefined;
  }
}

interface Call {
  readonly env: Readonly<Record<string, string>>;
  readonly nodeFlags: readonly string[];
  readonly cwd: string;
}

/** As the package's own script calls it: with its variables and Node's flags. */
function callIn(rootDir: string, { folder }: JestSuite): Call {
  const cwd = path.join(rootDir, folder);
  const home = fs.existsSync(path.join(cwd, 'package.json')) ? cwd : rootDir;
  const { scripts } = readJson(diskFiles, path.join(home, 'package.json'));
  for (const script of Object.values(recordOf(scripts))) {
    if (typeof script !== 'string') continue;
    const call =
      /((?:\b[A-Z_]\w*=\S*\s+)*)(?:node\s+((?:--?[\w-]+(?:=\S+)?\s+)*)\S*)?\bjest\b/.exec(script);
    if (call === null) continue;
    const assignments = call[1]?.trim().split(/\s+/).filter(Boolean) ?? [];
    const env = Object.fromEntries(
      assignments.map((one) => {
        const at = one.indexOf('=');
        return [one.slice(0, at), one.slice(at + 1).replace(/^(["'])(.*)\1$/, '$2')];
      }),
    );
    return { env, nodeFlags: call[2]?.trim().split(/\s+/).filter(Boolean) ?? [], cwd: home };
  }
  return { env: {}, nodeFlags: [], cwd: home };
}

export interface ZtestRun {
  readonly outcomes: Outcomes;
  readonly duration: number;
  readonly said: string | undefined;
}

export interface ZtestRunOptions extends RunnerOptions {
  readonly suites: readonly JestSuite[];
  readonly flags?: readonly string[];
}

/** @param bin absolute path of `bin/ztest.cjs` */
export async function runZtest(
  bin: string,
  { rootDir, suites, signal, flags = [] }: ZtestRunOptions,
): Promise<ZtestRun> {
  const started = performance.now();
  const [first] = suites;
  const env = first === undefined ? {} : callIn(rootDir, first).env;
  const run = await runReporting(
    (file) => [bin, 'run', '--report', `json=${file}`, '--pass-with-no-tests', ...flags],
    {
      cwd: rootDir,
      env: { ...env, CI: '1' },
      signal,
    },
  );
  return {
    outcomes: ztestOutcomes(run.report),
    duration: performance.now() - started,
    said: run.report === undefined ? run.said : undefined,
  };
}

interface Ran {
  readonly report: unknown;
  readonly said: string;
}

async function runReporting(
  argumentsFor: (report: string) => readonly string[],
  {
    cwd,
    env,
    signal,
  }: { cwd: string; env: Readonly<Record<string, string>>; signal: AbortSignal | undefined },
): Promise<Ran> {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'ztest-migrate-'));
  const file = path.join(folder, 'report.json');
  try {
    const child = spawn(process.execPath, argumentsFor(file), {
      cwd,
      env: { ...process.env, ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
      ...(signal !== undefined && { signal }),
    });
    let said = '';
    const listen = (chunk: Buffer): void => {
      said = (said + chunk.toString()).slice(-4000);
    };
    child.stdout.on('data', listen);
    child.stderr.on('data', listen);
    await new Promise<void>((resolve) => {
      child.on('close', () => resolve());
      child.on('error', () => resolve());
    });
    const report: unknown = fs.existsSync(file)
      ? JSON.parse(fs.readFileSync(file, 'utf8'))
      : undefined;
    return { report, said };
  } finally {
    fs.rmSync(folder, { recursive: true, force: true });
  }
}

/** What Jest said before the migration, for a comparison later on. */
export function keepBaseline(rootDir: string, outcomes: Outcomes): void {
  fs.mkdirSync(placeOf(rootDir), { recursive: true });
  fs.writeFileSync(baselineFile(rootDir), JSON.stringify([...outcomes]));
}

export function readBaseline(rootDir: string): Outcomes | undefined {
  try {
    const rows: unknown = JSON.parse(fs.readFileSync(baselineFile(rootDir), 'utf8'));
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- written above
    return new Map(rows as [string, Outcome[]][]);
  } catch {
    return undefined;
  }
}

function baselineFile(rootDir: string): string {
  return joined(placeOf(rootDir), 'jest.json');
}
