/** Runs a project's own Jest, and ztest, each as its user would, and reads what they report. */
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { joinLines, ranLines, type RanLines } from './compare-coverage.ts';
import { jestOutcomes, ztestOutcomes, type Outcome, type Outcomes } from './compare-outcomes.ts';
import { findJest, jestCall } from '../jest/jest-call.ts';
import { runTool } from '../running/tool-process.ts';
import { joined, type JestSuite } from './jest-suites.ts';
import { placeOf } from './journal.ts';

export interface RunnerOptions {
  readonly rootDir: string;
  /** Which lines run is asked, too. Default: false. */
  readonly counts?: boolean;
  readonly signal?: AbortSignal | undefined;
}

export interface JestRun {
  /** `undefined`: Jest is not installed, or it reported nothing. */
  readonly outcomes: Outcomes | undefined;
  /** Absent: nobody has counted. */
  readonly lines: RanLines | undefined;
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
  const lines: RanLines[] = [];
  let said: string | undefined;
  for (const suite of suites) {
    const run = await runOneJest(suite, options);
    if (run === undefined) continue;
    const found = jestOutcomes(run.report, options.rootDir);
    if (found.size === 0 && suite.testFiles.length > 0) said = run.said;
    for (const [key, of] of found) outcomes.set(key, of);
    lines.push(ranLines(run.coverage, options.rootDir));
  }
  return {
    outcomes: outcomes.size > 0 ? outcomes : undefined,
    lines: options.counts === true ? joinLines(lines) : undefined,
    duration: performance.now() - started,
    said,
  };
}

async function runOneJest(suite: JestSuite, options: RunnerOptions): Promise<Ran | undefined> {
  const { rootDir } = options;
  const folder = path.join(rootDir, suite.folder);
  const binary = findJest(folder)?.binary;
  if (binary === undefined) return undefined;
  const { env, nodeFlags, cwd } = jestCall(folder, rootDir);
  const config =
    suite.source === undefined || suite.source.endsWith('package.json')
      ? []
      : ['--config', path.join(rootDir, suite.source)];
  return await runReporting(
    (file, folderOfCoverage) => [
      ...nodeFlags,
      binary,
      '--json',
      '--outputFile',
      file,
      '--ci',
      '--forceExit',
      ...config,
      ...(options.counts === true
        ? ['--coverage', '--coverageReporters=json', '--coverageThreshold={}']
        : ['--coverage=false']),
      `--coverageDirectory=${folderOfCoverage}`,
    ],
    { cwd, env, signal: options.signal },
  );
}

export interface ZtestRun {
  readonly outcomes: Outcomes;
  /** Absent: nobody has counted. */
  readonly lines: RanLines | undefined;
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
  { rootDir, suites, signal, flags = [], counts = false }: ZtestRunOptions,
): Promise<ZtestRun> {
  const started = performance.now();
  const [first] = suites;
  const env = first === undefined ? {} : jestCall(path.join(rootDir, first.folder), rootDir).env;
  const run = await runReporting(
    (file, folder) => [
      bin,
      'run',
      '--report',
      `json=${file}`,
      '--pass-with-no-tests',
      ...(counts ? ['--coverage.report', 'json', '--coverage.directory', folder] : []),
      ...flags,
    ],
    { cwd: rootDir, env: { ...env, CI: '1' }, signal },
  );
  return {
    outcomes: ztestOutcomes(run.report),
    lines: counts ? ranLines(run.coverage, rootDir) : undefined,
    duration: performance.now() - started,
    said: run.report === undefined ? run.said : undefined,
  };
}

interface Ran {
  readonly report: unknown;
  readonly coverage: unknown;
  readonly said: string;
}

async function runReporting(
  argumentsFor: (report: string, coverage: string) => readonly string[],
  {
    cwd,
    env,
    signal,
  }: { cwd: string; env: Readonly<Record<string, string>>; signal: AbortSignal | undefined },
): Promise<Ran> {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'ztest-migrate-'));
  const file = path.join(folder, 'report.json');
  try {
    const coverage = path.join(folder, 'coverage');
    const args = argumentsFor(file, coverage);
    const { said } = await runTool({ args, cwd, env: { ...process.env, ...env }, signal });
    return {
      report: jsonIn(file),
      coverage: jsonIn(path.join(coverage, 'coverage-final.json')),
      said,
    };
  } finally {
    fs.rmSync(folder, { recursive: true, force: true });
  }
}

function jsonIn(file: string): unknown {
  return fs.existsSync(file) ? JSON.parse(fs.readFileSync(file, 'utf8')) : undefined;
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
