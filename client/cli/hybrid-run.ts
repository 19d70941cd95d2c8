/** `ztest run --hybrid`: a share of the files runs on ztest, the others on the project's own Jest, as one run. */
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { isContinuousIntegration } from '../../server/config/environment.ts';
import {
  openHybrid,
  type OtherRunner,
  type ProjectFiles,
  type RequestedFile,
  type RunResult,
} from '../../server/engine.ts';
import type { Problem } from '../../test-host/protocol.ts';
import { matchesTags, parseTagExpression } from '../../titles/tag-expression.ts';
import type { CommandContext, FoundOfJest } from './command-context.ts';
import { differentFiles, hybridText } from './hybrid-verdict.ts';

export interface HybridRun {
  /** All that either tool finds. */
  readonly found: ProjectFiles;
  /** @returns what ztest runs of the selected files, and what Jest does; with problems nothing runs */
  readonly divide: (selected: readonly RequestedFile[], wantsLocations: boolean) => Division;
  /** What is to be said when the run is over. */
  readonly conclude: (result: RunResult, facts: RunFacts) => Promise<Conclusion>;
  readonly dispose: () => void;
}

interface Division {
  readonly files: readonly RequestedFile[];
  readonly others: OtherRunner | undefined;
  readonly problems: readonly Problem[];
  /** A folder with what Jest has counted. */
  readonly coverage: string | undefined;
}

interface RunFacts {
  readonly division: Division;
  /** Nothing that could have run was left out. */
  readonly isOfAll: boolean;
  readonly signal: AbortSignal;
  readonly note: (text: string) => void;
}

interface Conclusion {
  readonly text: string;
  readonly problems: readonly Problem[];
}

/** @returns problems: nothing can run */
export async function startHybrid(
  context: CommandContext,
  own: ProjectFiles,
): Promise<HybridRun | readonly Problem[]> {
  const { request, config } = context;
  const { messages, ...hybrid } = openHybrid();
  if (request.debug !== undefined) return [messages.notWithHybrid('--debug')];
  const ofJest = config.jest === undefined ? await context.findOfJest() : { config, found: own };
  if (!('found' in ofJest)) return ofJest;
  const { rootDir, jest: project } = ofJest.config;
  if (project === undefined) return [messages.noJestProject(config.rootDir)];
  if (rootDir !== config.rootDir) return [messages.otherRoot(config.rootDir, rootDir)];
  const read = hybrid.readHybridFile(rootDir);
  if (!read.ok) return [read.problem];
  const percent = request.hybrid?.percent ?? read.state.share;
  if (percent === undefined) return [messages.noShareKnown()];
  const found = config.jest === undefined ? joined(own, ofJest) : own;
  const share = hybrid.planHybrid({
    rootDir,
    files: found.files,
    ownOnly: new Set(config.jest === undefined ? own.files : []),
    percent,
    different: read.state.different,
  });
  const { place } = project;
  const jest = hybrid.findJest(place.folder);
  const left = found.files.length - share.size;
  const isConfigured = place.file !== undefined || place.commandLine !== undefined;
  if (jest === undefined && !isConfigured) return [messages.noJestProject(rootDir)];
  if (jest === undefined && left > 0) return [messages.jestNotInstalled(place.folder, left)];
  const coverage = config.coverage.enabled
    ? fs.mkdtempSync(path.join(os.tmpdir(), 'ztest-hybrid-'))
    : undefined;
  const partOf = (
    files: readonly RequestedFile[],
    { wantsLocations, counts }: { wantsLocations: boolean; counts: boolean },
  ): OtherRunner | undefined =>
    jest === undefined || files.length === 0
      ? undefined
      : hybrid.jestPart({
          rootDir,
          files,
          jest,
          place,
          bin: path.join(import.meta.dirname, '..', 'bin'),
          workers: config.workers,
          snapshots: config.snapshot.update,
          patience: config.timeout * PATIENCE,
          wantsLocations,
          coverage: counts ? coverage : undefined,
        });
  return {
    found,
    divide: (selected, wantsLocations) => {
      const others = selected.filter(({ file }) => !share.has(file));
      const withLines = others.find(({ selection }) => selection?.lines !== undefined);
      return {
        files: selected.filter(({ file }) => share.has(file)),
        others: partOf(others.filter(isFulfilledWithoutTags), { wantsLocations, counts: true }),
        problems: withLines === undefined ? [] : [messages.linesOfJest(withLines.file)],
        coverage,
      };
    },
    conclude: async (result, { division, isOfAll, signal, note }) => {
      if (result.outcome === 'interrupted') return { text: '', problems: [] };
      const again = { wantsLocations: false, counts: false };
      const different = await differentFiles(result.failed, {
        files: division.files,
        runOnJest: (files) => partOf(files, again),
        signal,
        note,
      });
      const all = new Set([...read.state.different, ...different]);
      const isWritten =
        !isContinuousIntegration(process.env) &&
        hybrid.writeHybridFile(rootDir, { share: percent, different: [...all] });
      const failed = new Set(Object.keys(result.failed));
      return {
        text: hybridText({
          percent,
          own: division.files.map(({ file }) => file),
          others: division.others?.files ?? [],
          failed,
          version: jest?.version,
          next: isOfAll ? hybrid.nextShare(percent) : undefined,
          isOfAll,
          isWritten,
        }),
        problems: different.map((file) => messages.failsOnZtestOnly(file, isWritten)),
      };
    },
    dispose: () => {
      if (coverage !== undefined) fs.rmSync(coverage, { recursive: true, force: true });
    },
  };
}

/** How many times as long as a test may take Jest may say nothing. */
const PATIENCE = 60;

/** Tests of Jest have no tags. */
function isFulfilledWithoutTags({ selection }: RequestedFile): boolean {
  if (selection?.tags === undefined) return true;
  const fault = (problem: string): never => {
    throw new Error(problem); // the command line has been checked
  };
  return matchesTags(parseTagExpression(selection.tags, fault), []);
}

/** What ztest's own configuration finds stays with that. */
function joined(own: ProjectFiles, { config, found }: FoundOfJest): ProjectFiles {
  const known = new Set(own.files);
  const added = found.files.filter((file) => !known.has(file));
  return {
    files: [...own.files, ...added].toSorted(),
    problems: [...own.problems, ...found.problems],
    configs: new Map([
      ...added.map((file) => [file, found.configs.get(file) ?? config] as const),
      ...own.configs,
    ]),
    errors: [...own.errors, ...found.errors],
  };
}
