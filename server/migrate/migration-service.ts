/** What an editor asks of a migration; it makes the changes itself. */
import path from 'node:path';
import { diskFiles } from '../workspace/disk-files.ts';
import { compareOutcomes } from './compare-outcomes.ts';
import { evaluateConfigs, type EvaluateRequest } from './evaluate-configs.ts';
import type { EvaluatedSettings } from './jest-suites.ts';
import { journalState, prepareChanges, settleChanges, undoChanges } from './journal.ts';
import type { FileChange, MigrationPlan } from './plan.ts';
import { planMigration } from './plan-migration.ts';
import { comparisonLines, markdownReport, summarize } from './report.ts';
import { keepBaseline, readBaseline, runJest, runZtest } from './run-both.ts';
import { lineEdits } from './unified-diff.ts';

export interface MigrationServiceOptions {
  /** Absolute, with forward slashes. */
  readonly rootDir: string;
  /** Of ztest. */
  readonly version: string;
  /** Absolute path of `bin/ztest.cjs`. */
  readonly bin: string;
  /** Whose hosts run configurations that are programs. */
  readonly openEngine: () => EvaluatingEngine;
}

interface EvaluatingEngine {
  readonly evaluate: EvaluateRequest['evaluate'];
  readonly dispose: () => Promise<void>;
}

interface PlannedFile {
  /** Absolute, with forward slashes. */
  readonly file: string;
  readonly kind: 'changed' | 'new' | 'removed';
  readonly edits: readonly {
    readonly start: number;
    readonly end: number;
    readonly text: string;
  }[];
}

interface PlannedFiles {
  readonly report: string;
  readonly files: readonly PlannedFile[];
  readonly byHand: number;
}

/** A configuration is broken. */
interface Refusal {
  readonly refused: readonly string[];
}

type ServiceAnswer =
  | { readonly ok: true; readonly files: number }
  | {
      readonly ok: false;
      readonly reason: 'nothing' | 'edited' | 'changed' | 'read-only' | 'failed' | 'broken-off';
      readonly files: readonly string[];
    };

export class MigrationService {
  readonly #options: MigrationServiceOptions;
  #last: MigrationPlan | undefined;

  constructor(options: MigrationServiceOptions) {
    this.#options = options;
  }

  /** @param files absolute; none: all */
  plan(files: readonly string[]): PlannedFiles | undefined {
    return this.#toPlanned(this.#plan(files));
  }

  /** As what runs configurations that are programs says. */
  async planToDo(files: readonly string[]): Promise<PlannedFiles | Refusal | undefined> {
    const plan = this.#plan(files);
    if (files.length > 0 || plan.suites.length === 0) return this.#toPlanned(plan);
    const { openEngine, rootDir } = this.#options;
    const engine = openEngine();
    try {
      const { evaluate } = engine;
      const found = await evaluateConfigs({ rootDir, suites: plan.suites, evaluate });
      const errors = found.problems.filter(({ severity }) => severity === 'error');
      if (errors.length > 0)
        return { refused: errors.map(({ code, message }) => `${code} ${message}`) };
      return this.#toPlanned(this.#plan(files, found.settings));
    } finally {
      await engine.dispose();
    }
  }

  #toPlanned(plan: MigrationPlan): PlannedFiles | undefined {
    this.#last = plan;
    if (plan.suites.length === 0) return undefined;
    return {
      report: markdownReport(plan),
      files: plan.changes.map((change) => this.#planned(change)),
      byHand: summarize(plan).byHand,
    };
  }

  keep(): ServiceAnswer {
    const { rootDir } = this.#options;
    const changes = this.#last?.changes ?? [];
    if (changes.length === 0) return { ok: false, reason: 'nothing', files: [] };
    if (journalState(rootDir) === 'broken-off')
      return { ok: false, reason: 'broken-off', files: [] };
    const kept = prepareChanges(rootDir, changes);
    if (kept.ok) return { ok: true, files: changes.length };
    const reason = kept.reason === 'no-place' ? 'failed' : kept.reason;
    return { ok: false, reason, files: [kept.file] };
  }

  settle(): void {
    settleChanges(this.#options.rootDir);
  }

  undo(force: boolean): ServiceAnswer {
    const undone = undoChanges(this.#options.rootDir, { force });
    if (undone.ok) return { ok: true, files: undone.restored.length };
    switch (undone.reason) {
      case 'nothing':
        return { ok: false, reason: 'nothing', files: [] };
      case 'edited':
        return { ok: false, reason: 'edited', files: undone.files };
      case 'failed':
        return { ok: false, reason: 'failed', files: [undone.file] };
      default:
        return undone satisfies never;
    }
  }

  /** Jest is asked as long as nothing is migrated; afterwards what it said then counts. */
  async compare(signal: AbortSignal): Promise<string | undefined> {
    const { rootDir, bin } = this.#options;
    const { suites } = this.#plan([]);
    const isMigrated = journalState(rootDir) !== 'none';
    if (suites.length === 0 && !isMigrated) return undefined;
    const before = isMigrated ? undefined : await runJest(suites, { rootDir, signal });
    if (before?.outcomes !== undefined) keepBaseline(rootDir, before.outcomes);
    const known = before?.outcomes ?? readBaseline(rootDir);
    const after = await runZtest(bin, { rootDir, suites, signal });
    const lines = comparisonLines(compareOutcomes(known, after.outcomes));
    return ['# Jest and ztest', '', ...lines.map((line) => `- ${line}`), ''].join('\n');
  }

  #plan(files: readonly string[], evaluated?: EvaluatedSettings): MigrationPlan {
    const { rootDir, version } = this.#options;
    const paths = files
      .map((file) => path.posix.relative(rootDir, file))
      .filter((file) => file !== '');
    return planMigration({
      rootDir,
      files: diskFiles,
      paths,
      version: `^${version}`,
      evaluated,
    });
  }

  #planned({ path: file, before, after }: FileChange): PlannedFile {
    const kind = before === undefined ? 'new' : after === undefined ? 'removed' : 'changed';
    const edits = kind === 'removed' ? [] : lineEdits(before ?? '', after ?? '');
    return { file: `${this.#options.rootDir}/${file}`, kind, edits };
  }
}
