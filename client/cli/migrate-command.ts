/** `ztest migrate`: says what a migration from Jest would do, does it, proves it, takes it back. */
import fs from 'node:fs';
import path from 'node:path';
import {
  createEngine,
  openMigration,
  type Comparison,
  type MigrationPlan,
} from '../../server/engine.ts';
import type { Problem } from '../../test-host/protocol.ts';
import { plural } from '../reporters/text/format.ts';
import { fail } from './command-context.ts';
import { exitCodes } from './exit-codes.ts';
import { renderProblem } from './messages.ts';
import {
  brokenManifest,
  brokenOff,
  editedSince,
  endedOtherwise,
  jestSaidNothing,
  mixesVitest,
  noSuite,
  notWritten,
  nothingToUndo,
  uncommitted,
  undoFailed,
  unknownPath,
  unknownReport,
} from './migrate-messages.ts';
import type { RunRequest } from './options-request.ts';
import { print } from './print.ts';
import { version } from './version.ts';

/** @returns the exit code */
export async function migrate(request: RunRequest): Promise<number> {
  const { analyze, dryRun, undo, reportFile } = request.migrate;
  const migration = openMigration();
  const cwd = process.cwd();
  const rootDir = migration.migrationRoot(cwd);
  if (undo) return await undoMigration(rootDir, request);
  if (reportFile !== undefined && !/\.(?:md|html)$/.test(reportFile))
    return fail([unknownReport(reportFile)]);
  const paths = request.filters.map(({ text }) => path.resolve(cwd, text));
  const missing = paths.find((file) => !fs.existsSync(file));
  if (missing !== undefined) return fail([unknownPath(path.relative(cwd, missing))]);
  if (migration.journalState(rootDir) === 'broken-off') return fail([brokenOff()]);
  const broken = brokenManifestIn(rootDir);
  if (broken !== undefined) return fail([broken]);
  let plan = migration.plan({ rootDir, paths, version });
  if (!analyze && paths.length === 0 && plan.suites.length > 0) {
    const { settings, problems } = await runConfigs(plan);
    for (const problem of problems) process.stderr.write(`${renderProblem(problem)}\n`);
    if (problems.some(({ severity }) => severity === 'error')) return exitCodes.usage;
    if (settings.size > 0) plan = migration.plan({ rootDir, paths, version, evaluated: settings });
  }
  if (plan.suites.length === 0) {
    process.stderr.write(`${renderProblem(noSuite(rootDir))}\n`);
    return exitCodes.nothingMatched;
  }
  if (plan.vitestFiles.length > 0)
    process.stderr.write(`${renderProblem(mixesVitest(plan.vitestFiles.length))}\n`);
  if (analyze || dryRun) {
    await print(dryRun ? diffOf(plan) : request.json ? toJson(plan) : renderPlan(plan));
    writeReport(plan, reportFile);
    return exitCodes.passed;
  }
  if (plan.changes.length === 0) {
    await print(`Nothing is left to migrate.\n${renderPlan(plan)}`);
    writeReport(plan, reportFile);
    return exitCodes.passed;
  }
  return await doMigrate(plan, request);
}

/** A host is started only where a configuration is a program. */
async function runConfigs({
  rootDir,
  suites,
}: MigrationPlan): ReturnType<ReturnType<typeof openMigration>['evaluateConfigs']> {
  const distribution = import.meta.dirname;
  const engine = createEngine({ cwd: rootDir, version, distribution, env: process.env });
  try {
    return await openMigration().evaluateConfigs({ rootDir, suites, evaluate: engine.evaluate });
  } finally {
    await engine.dispose();
  }
}

function brokenManifestIn(rootDir: string): Problem | undefined {
  try {
    JSON.parse(fs.readFileSync(path.join(rootDir, 'package.json'), 'utf8').replace(/^\uFEFF/, ''));
    return undefined;
  } catch (error) {
    const isMissing = error instanceof Error && 'code' in error && error.code === 'ENOENT';
    return isMissing ? undefined : brokenManifest(String(error));
  }
}

async function doMigrate(
  plan: MigrationPlan,
  { migrate: wish, settings, json }: RunRequest,
): Promise<number> {
  const migration = openMigration();
  const { rootDir } = plan;
  const changed = wish.force ? [] : (migration.uncommittedFiles(rootDir) ?? []);
  if (changed.length > 0 && !(await goOnWith(changed))) return fail([uncommitted(changed)]);
  const signal = interruption();
  const counts = settings.coverage?.enabled !== false;
  if (wish.validate) say('Running the tests with Jest …');
  const jest = wish.validate ? await askJest(plan, { signal, counts }) : undefined;
  if (signal.aborted) return exitCodes.interrupted;
  if (jest?.said !== undefined)
    process.stderr.write(`${renderProblem(jestSaidNothing(jest.said))}\n`);
  const written = migration.writeChanges(rootDir, plan.changes);
  if (!written.ok) {
    migration.forgetChanges(rootDir);
    return fail([notWritten(written)]);
  }
  if (jest?.outcomes !== undefined) migration.keepBaseline(rootDir, jest.outcomes);
  let comparison: Comparison | undefined;
  if (wish.validate) {
    say('Running the tests with ztest …');
    comparison = await compareOwn({ plan, jest, signal });
    if (signal.aborted) return takeBack(rootDir) ?? exitCodes.interrupted;
  }
  const others = wish.force ? 0 : (comparison?.differences.length ?? 0);
  const failure = others > 0 ? takeBack(rootDir) : undefined;
  const shown = others > 0 ? undefined : written.written;
  await print(json ? toJson(plan, comparison) : renderPlan(plan, comparison, shown));
  writeReport(plan, wish.reportFile, comparison);
  if (failure !== undefined) return failure;
  if (others > 0) {
    fail([endedOtherwise(others)]);
    return exitCodes.failed;
  }
  return comparison === undefined || isSame(comparison) ? exitCodes.passed : exitCodes.failed;
}

/** @returns the exit code, where that failed */
function takeBack(rootDir: string): number | undefined {
  const undone = openMigration().undoChanges(rootDir, { force: false });
  return undone.ok || undone.reason === 'nothing' ? undefined : fail([notUndone(undone)]);
}

function isSame({ differences, coverage }: Comparison): boolean {
  const losses = coverage?.differences.filter(({ lost }) => lost.length > 0) ?? [];
  return differences.length + losses.length === 0;
}

type JestRun = Awaited<ReturnType<ReturnType<typeof openMigration>['runJest']>>;

/** A test may fail only because its code is counted: then it is asked without. */
async function askJest(
  { suites, rootDir }: MigrationPlan,
  { signal, counts }: { readonly signal: AbortSignal; readonly counts: boolean },
): Promise<JestRun> {
  const { runJest } = openMigration();
  const run = await runJest(suites, { rootDir, signal, counts });
  const hasFailed = [...(run.outcomes?.values() ?? [])].flat().includes('failed');
  const saysNothing = run.outcomes === undefined && run.said !== undefined;
  if (!counts || signal.aborted || !(hasFailed || saysNothing)) return run;
  say('Running them once more, without counting lines …');
  return { ...(await runJest(suites, { rootDir, signal })), lines: run.lines };
}

/** Where packages remember things from file to file, only a process of its own for each file has the outcomes of Jest. */
async function compareOwn({
  plan,
  jest,
  signal,
}: {
  readonly plan: MigrationPlan;
  readonly jest: JestRun | undefined;
  readonly signal: AbortSignal;
}): Promise<Comparison> {
  const migration = openMigration();
  const { rootDir, suites, files, changes } = plan;
  const taken = files.filter(({ state, isTest }) => isTest && /^(?:converts|clean)$/.test(state));
  const paths = new Set(taken.map((file) => file.path));
  const bin = path.join(import.meta.dirname, '..', 'bin', 'ztest.cjs');
  const before = jest?.outcomes;
  // Where files stay with Jest, what they alone run would be missing.
  const lines = files.some(({ state }) => state === 'refused') ? undefined : jest?.lines;
  const run = async (flags: readonly string[], counts = false): Promise<Comparison> => {
    const own = await migration.runZtest(bin, { rootDir, suites, signal, flags, counts });
    const compared = migration.compareOutcomes(
      before && migration.outcomesOf(before, paths),
      migration.outcomesOf(own.outcomes, paths),
    );
    if (lines === undefined || own.lines === undefined) return compared;
    return { ...compared, coverage: migration.compareCoverage(lines, own.lines) };
  };
  const counted = await run([], lines !== undefined);
  if (counted.differences.length === 0 || before === undefined || signal.aborted) return counted;
  const shared = counted.coverage === undefined ? counted : await run([]);
  if (shared.differences.length === 0 || signal.aborted)
    return { ...shared, coverage: counted.coverage };
  say('Running them once more, each file in a process of its own …');
  const apart = await run(['--isolation', 'full'], lines !== undefined);
  if (apart.differences.length >= shared.differences.length || signal.aborted)
    return { ...shared, coverage: counted.coverage };
  const configs = changes.filter((change) => /(?:^|\/)ztest\.config\.ts$/.test(change.path));
  migration.writeChanges(
    rootDir,
    configs.map((change) => ({
      path: change.path,
      before: change.after,
      after: change.after?.replace('defineConfig({\n', `defineConfig({\n${FULL_ISOLATION}`),
    })),
  );
  return apart;
}

const FULL_ISOLATION = `  // Packages of these tests remember things from file to file: each file gets a process of its own.
  isolation: 'full',
`;

/** Ends the runner that is waited for, and with it the command. */
function interruption(): AbortSignal {
  const controller = new AbortController();
  for (const name of ['SIGINT', 'SIGTERM'] as const) process.once(name, () => controller.abort());
  return controller.signal;
}

/** What is for a person to read while it waits. */
function say(line: string): void {
  process.stderr.write(`${line}\n`);
}

async function goOnWith(changed: readonly string[]): Promise<boolean> {
  if (!process.stdin.isTTY || !process.stderr.isTTY) return false;
  const { createInterface } = await import('node:readline/promises');
  const terminal = createInterface({ input: process.stdin, output: process.stderr });
  try {
    const answer = await terminal.question(
      `Git has ${plural(changed.length, 'changed file')} ${changed.length === 1 ? 'that is' : 'that are'} not committed. Migrate all the same? (y/N) `,
    );
    return /^y(?:es)?$/i.test(answer.trim());
  } finally {
    terminal.close();
  }
}

async function undoMigration(rootDir: string, { migrate: { force } }: RunRequest): Promise<number> {
  const undone = openMigration().undoChanges(rootDir, { force });
  if (undone.ok) {
    const count = undone.restored.length;
    await print(`Taken back: ${count} ${count === 1 ? 'file is' : 'files are'} as before.\n`);
    return exitCodes.passed;
  }
  return fail([notUndone(undone)]);
}

type Undone = ReturnType<ReturnType<typeof openMigration>['undoChanges']>;

function notUndone(undone: Extract<Undone, { readonly ok: false }>): Problem {
  switch (undone.reason) {
    case 'nothing':
      return nothingToUndo();
    case 'edited':
      return editedSince(undone.files);
    case 'failed':
      return undoFailed(undone.file, undone.detail);
    default:
      return undone satisfies never;
  }
}

function diffOf({ changes }: MigrationPlan): string {
  const { unifiedDiff } = openMigration();
  return changes.map(unifiedDiff).join('');
}

function toJson(plan: MigrationPlan, comparison?: Comparison): string {
  const { files, notes, changes, vitestFiles, removablePackages } = plan;
  const suites = plan.suites.map(({ folder, source, major }) => ({ folder, source, major }));
  const whole = {
    version: 1,
    suites,
    summary: openMigration().summarize(plan),
    files,
    notes,
    changes: changes.map(({ path: file, before, after }) => ({
      path: file,
      kind: before === undefined ? 'new' : after === undefined ? 'removed' : 'changed',
    })),
    vitestFiles,
    removablePackages,
    ...(comparison !== undefined && { comparison }),
  };
  return `${JSON.stringify(whole, undefined, 2)}\n`;
}

/** @param written how many files were changed; absent: none, it is only said */
function renderPlan(plan: MigrationPlan, comparison?: Comparison, written?: number): string {
  const migration = openMigration();
  const sum = migration.summarize(plan);
  const needsHand = sum.byHand === 1 ? 'needs a hand' : 'need a hand';
  const lines = [
    written === undefined
      ? `${plural(sum.tests, 'test file')}; ${plural(sum.alone, 'file')} ${sum.alone === 1 ? 'converts by itself' : 'convert by themselves'}, ${sum.byHand} ${needsHand} (effort: ${migration.effort(sum.minutes)}).`
      : `${plural(written, 'file')} changed; ${sum.byHand} ${needsHand} (effort: ${migration.effort(sum.minutes)}). Take it back with: ztest migrate --undo`,
  ];
  const notes = [...plan.notes, ...plan.files.flatMap((file) => file.notes)];
  const hand = notes.filter(({ kind }) => kind === 'hand');
  if (hand.length > 0) lines.push('', 'Needs a hand:');
  for (const { file, line, what, advice } of hand)
    lines.push(`  ${file}${line === undefined ? '' : `:${line}`}  ${what}`, `    ${advice}`);
  const other = plan.changes.filter(
    ({ path: file }) => !plan.files.some((one) => one.path === file),
  );
  if (other.length > 0) lines.push('', 'Besides the tests:');
  for (const change of other) lines.push(`  ${migration.changeWord(change)} ${change.path}`);
  if (plan.removablePackages.length > 0)
    lines.push('', migration.removeSentence(plan.removablePackages, ''));
  if (comparison !== undefined) lines.push('', ...migration.comparisonLines(comparison));
  return `${lines.join('\n')}\n`;
}

function writeReport(plan: MigrationPlan, file: string | undefined, comparison?: Comparison): void {
  if (file === undefined) return;
  const { markdownReport, htmlReport } = openMigration();
  const markdown = markdownReport(plan, comparison);
  fs.mkdirSync(path.dirname(path.resolve(file)), { recursive: true });
  fs.writeFileSync(file, file.endsWith('.html') ? htmlReport(markdown) : markdown);
}
