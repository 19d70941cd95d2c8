/** Which tests an edit can have changed the outcome of, for one root: for one question, or for who asks again and again. */
import path from 'node:path';
import type { FilePath, Problem } from '../../test-host/protocol.ts';
import type { ResolvedConfig } from '../config/resolved-config.ts';
import { isFileInput } from '../history/input-names.ts';
import { inSlices } from '../coverage/in-slices.ts';
import type { GraphService } from '../graph/graph-service.ts';
import type { ModuleGraph } from '../graph/module-graph.ts';
import type { ReachContext } from '../graph/reaching-tests.ts';
import type { FileCode } from '../parsing/code-units.ts';
import type { Workspace } from '../workspace/workspace.ts';
import { lastRunBase, type Base } from './base.ts';
import { changedNames, describeChange, withFolders, type ChangedFile } from './changed-names.ts';
import { isCountedAlready } from './counted-already.ts';
import { countedAnswer } from './counted-answer.ts';
import { decidesAll } from './file-state.ts';
import { FileVersions, type FindCode } from './file-versions.ts';
import { openCommit } from './git-base.ts';
import { Inquiry, oldestRun, type AffectedFile } from './inquiry.ts';
import { ledElsewhere } from './led-elsewhere.ts';
import { loadingView } from './loading-view.ts';
import type { Places } from './places.ts';
import { recordSteps, type StateOfRun } from './record-state.ts';
import {
  otherReasons,
  packageReasons,
  type OtherReason,
  type Surroundings,
} from './other-reasons.ts';
import { reachedBy, relativeTo, type Reach, type ReachOptions } from './reached-by.ts';
import { testsSharingState } from './shared-state.ts';
import { StateIndex } from './state-index.ts';
import { findStrangers } from './strangers.ts';
import { testsMentioning } from './mentioning-tests.ts';
import { isLockFile, readInstalled } from './packages.ts';
import { ANYTHING, PACKAGES } from './settings.ts';
import { ABSENT, StateLog } from './state-log.ts';
import { extendedBy } from './tsconfig-files.ts';
import { staticSearch } from './static-search.ts';

export interface AffectedOptions {
  /** Absolute, with forward slashes. */
  readonly rootDir: string;
  readonly graph: Pick<GraphService, 'asking'>;
  readonly workspace: Workspace;
  readonly findCode: FindCode;
  /** Absent: changes of the configuration are told as those of its file. */
  readonly surroundings?: Surroundings;
}

export interface AffectedQuestion {
  /** Absolute paths: only these are looked at. Absent: all that differs. */
  readonly changed?: readonly string[];
  /** Absent: the last run of each test. */
  readonly since?: { readonly ref: string } | undefined;
}

export interface AffectedAnswer {
  readonly changes: readonly ChangedFile[];
  /** A test file is here once. */
  readonly files: readonly AffectedFile[];
  /** The commit that was compared with; absent: the last run of each test. */
  readonly since?: string | undefined;
  /** Why it could not be answered. */
  readonly problems: readonly Problem[];
}

export class AffectedTests {
  readonly #options: AffectedOptions;
  readonly #codes = new Map<string, Promise<FileCode | undefined>>();
  /** Files that have changed since somebody looked first; relative to the root. */
  readonly #dirty = new Set<FilePath>();
  #log: StateLog | undefined;
  #index: StateIndex | undefined;
  #learning: Promise<void> = Promise.resolve();

  constructor(options: AffectedOptions) {
    this.#options = options;
  }

  /** @throws the signal's reason when it is aborted */
  readonly affected = async (
    { changed, since }: AffectedQuestion,
    signal: AbortSignal,
  ): Promise<AffectedAnswer> => {
    const { rootDir } = this.#options;
    await this.#learning;
    const known = this.#openState();
    const isFirst = changed === undefined && known.log.files().size === 0;
    const ref = since?.ref ?? (isFirst ? 'HEAD' : undefined);
    const opened = ref === undefined ? undefined : await openCommit(rootDir, ref);
    if (opened?.ok === false && since !== undefined)
      return { changes: [], files: [], problems: [opened.problem] };
    const commit = opened?.ok === true ? opened : undefined;
    const names = commit?.names ?? changed?.map((file) => relativeTo(file, rootDir));
    return await this.#options.graph.asking(
      (names ?? []).map((name) => this.#absolute(name)),
      async (graph, treeOf) => {
        const versions = new FileVersions({ ...this.#options, log: known.log }, this.#codes);
        const state = { ...known, versions, graph, treeOf, signal };
        const base = commit?.base ?? lastRunBase(known.log);
        const isElsewhere = ledElsewhere({ ...state, ...this.#places });
        const startsProcesses = known.index.loadersOf(ANYTHING).length > 0;
        const all = withFolders(
          names ?? changedNames({ ...state, rootDir, startsProcesses, isElsewhere }),
          state,
        );
        for (const name of all) this.#dirty.add(name);
        const found = await this.#find(all, { ...state, base });
        const isWhole = changed === undefined && base.kind === 'last-run';
        const others = isWhole ? this.#others(state) : [];
        const changes = [
          ...(await this.#describe(all, { ...state, base, isElsewhere })),
          ...new Map(
            others.flatMap(({ change }) => (change ? [[change.file, change]] : [])),
          ).values(),
        ];
        const files = joinFiles([...others.map(({ file, why }) => ({ file, why })), ...found]);
        known.log.save(); // what it has found out of the code
        return { changes, files, problems: [], ...(commit && { since: ref }) };
      },
      signal,
    );
  };

  /** A run is over: the next question has another base. In slices: somebody may type. */
  readonly learn = (run: StateOfRun): void => {
    this.#learning = this.#learning.then(async () => {
      const { log } = this.#openState();
      await inSlices(recordSteps(run, log));
      this.#index = undefined;
    });
  };

  /** Counting them again would tell nothing new. */
  readonly isCounted = async (
    files: readonly FilePath[],
    config: ResolvedConfig,
  ): Promise<boolean> => {
    await this.#learning;
    const { log } = this.#openState();
    const versions = new FileVersions({ ...this.#options, log }, this.#codes);
    return isCountedAlready({ files, config, log, versions });
  };

  #openState(): Pick<State, 'log' | 'index'> {
    const log = (this.#log ??= new StateLog(this.#options.rootDir));
    if (log.refresh() || this.#index === undefined) this.#index = new StateIndex(log);
    return { log, index: this.#index };
  }

  async #find(
    names: readonly FilePath[],
    state: State & { readonly base: Base },
  ): Promise<readonly AffectedFile[]> {
    const inquiry = this.#inquiry(state);
    const extended = this.#extended(state.log);
    const ofAll = names.filter((name) => decidesAll(name) || extended.has(name));
    // A manifest is read as data, too.
    const ofSome = names.filter(
      (name) => !ofAll.includes(name) || path.posix.basename(name) === 'package.json',
    );
    return [
      ...(await inquiry.affectedBy(ofSome)),
      ...(await inquiry.affectedByAll(ofAll, this.#testsOf(state))),
      ...names.filter(isLockFile).flatMap((name) => this.#affectedByPackages(name, state)),
    ];
  }

  /** What a tsconfig extends has any name. */
  #extended(log: StateLog): ReadonlySet<FilePath> {
    const names = new Set(['tsconfig.json', ...[...log.names()].filter(decidesAll)]);
    const { rootDir } = this.#options;
    return new Set(
      [...names].flatMap((name) =>
        extendedBy(this.#absolute(name)).map((file) =>
          relativeTo(file.replaceAll('\\', '/'), rootDir),
        ),
      ),
    );
  }

  #affectedByPackages(
    name: FilePath,
    state: State & { readonly base: Base },
  ): readonly AffectedFile[] {
    const { rootDir } = this.#options;
    const { base, log, versions } = state;
    const isCommit = base.kind === 'commit';
    const now = isCommit ? versions.now(name) : readInstalled(rootDir);
    const reasonOf = packageReasons({ ...state, rootDir }, now);
    return this.#testsOf(state).flatMap((file) => {
      const run = oldestRun(log.lastRuns(file) ?? {});
      const before = isCommit
        ? base.versionOf(name, 0)
        : run === undefined
          ? undefined
          : base.versionOf(PACKAGES, run);
      const why = reasonOf(file, before)?.why;
      return why === undefined ? [] : { file, why };
    });
  }

  /** For what no change of a file says. */
  #others({ graph, log }: State): readonly (OtherReason & { readonly file: FilePath })[] {
    const { rootDir, surroundings } = this.#options;
    const reasonOf = otherReasons({ log, graph, rootDir, surroundings });
    return this.#testsOf({ graph }).flatMap((file) => {
      const reason = reasonOf(file, oldestRun(log.lastRuns(file) ?? {}));
      return reason === undefined ? [] : { file, ...reason };
    });
  }

  #testsOf({ graph }: Pick<State, 'graph'>): readonly FilePath[] {
    return [...graph.tests].map((file) => relativeTo(file, this.#options.rootDir));
  }

  #inquiry(state: State & { readonly base: Base }): Inquiry {
    const { rootDir } = this.#options;
    const { base, log, index, versions, graph, treeOf, signal } = state;
    const places = this.#places;
    const view = loadingView({ graph, log, versions, ...places });
    const reach: ReachOptions = {
      graph: view,
      isTest: (file) => graph.tests.has(file),
      rootDir,
      readersOf: (name) => index.readersOf(name),
      loadersOf: (name) => index.loadersOf(name),
      strangersTo: base.kind === 'commit' ? findStrangers({ graph, log, ...places }) : () => [],
      importersBefore: (name) =>
        versions.now(name).hash === ABSENT
          ? [
              ...index.importersOf(name),
              ...[...graph.seekersOf(places.absolute(name))].map((file) =>
                relativeTo(file, rootDir),
              ),
            ]
          : [],
    };
    const reached = new Map<FilePath, Reach>();
    const reachOf = (name: FilePath): Reach => {
      let known = reached.get(name);
      if (known === undefined) reached.set(name, (known = reachedBy(name, reach)));
      return known;
    };
    return new Inquiry({
      ...state,
      reachOf,
      ledElsewhere: base.kind === 'commit' ? () => false : ledElsewhere({ graph, log, ...places }),
      mayRun: staticSearch({ graph, treeOf, rootDir, signal }),
      mentioning: async (asked) => await testsMentioning(asked, { graph, treeOf, rootDir, signal }),
      ranBy: async (question) =>
        await countedAnswer(question, {
          log,
          versions,
          changedSince: (run) => new Set([...index.changedSince(run), ...this.#dirty]),
          reaches: (name, test) => !isFileInput(name) || reachOf(name).tests.has(test),
          sharing: async (asked) =>
            await testsSharingState(asked, { ...places, graph: view, versions }),
        }),
    });
  }

  async #describe(
    names: readonly FilePath[],
    {
      base,
      versions,
      isElsewhere,
    }: State & { readonly base: Base; readonly isElsewhere: (name: FilePath) => boolean },
  ): Promise<readonly ChangedFile[]> {
    const changes = await Promise.all(
      names.map(
        async (name) =>
          (await describeChange(name, base.versionOf(name, Infinity), versions)) ??
          (isElsewhere(name) ? { file: name, what: 'imports lead elsewhere' } : undefined),
      ),
    );
    return changes.filter((one) => one !== undefined);
  }

  readonly #absolute = (file: FilePath): string => path.posix.resolve(this.#options.rootDir, file);

  readonly #relative = (file: string): FilePath => relativeTo(file, this.#options.rootDir);

  readonly #places: Places = { relative: this.#relative, absolute: this.#absolute };
}

interface State {
  readonly log: StateLog;
  readonly index: StateIndex;
  readonly versions: FileVersions;
  readonly graph: ModuleGraph;
  readonly treeOf: ReachContext['treeOf'];
  readonly signal: AbortSignal;
}

/** A test file once: as a whole where something says so. */
function joinFiles(found: readonly AffectedFile[]): readonly AffectedFile[] {
  return [...Map.groupBy(found, ({ file }) => file)].map(([file, same]) => {
    const whole = same.find(({ ids }) => ids === undefined);
    const [first] = same;
    if (whole !== undefined || first === undefined) return whole ?? { file, why: '' };
    return { ...first, ids: [...new Set(same.flatMap(({ ids = [] }) => ids))] };
  });
}
