/** After a run: which versions of what its tests have seen. */
import path from 'node:path';
import type { StoredModules } from '../../modules/store.ts';
import type { FilePath, ReadInputs } from '../../test-host/protocol.ts';
import type { ResolvedConfig } from '../config/resolved-config.ts';
import { openCodeMaps, type CodeMaps } from '../coverage/code-maps.ts';
import { folderNames, inputNames } from '../history/file-closures.ts';
import { moduleStoreDirectory } from '../loading/store-place.ts';
import type { RequestedFile, RunResult } from '../running/run-request.ts';
import { countedRun, joinCounted, placesOf, type CountedRun } from './counted-run.ts';
import type { RanFile } from './last-state.ts';
import { COUNTING, countingHash, settingHash, settingOf } from './settings.ts';
import { MISSING, nameOfTest, NO_RUN, StateLog, type LastRuns } from './state-log.ts';
import { VersionNotes, withSlashes } from './version-notes.ts';

export interface StateOfRun extends Pick<RunResult, 'modulesOf' | 'inputsOf'> {
  readonly config: ResolvedConfig;
  readonly files: readonly RequestedFile[];
  readonly ran: ReadonlyMap<FilePath, RanFile>;
  /** Milliseconds since the epoch. */
  readonly startedAt: number;
}

export function recordState(state: StateOfRun): void {
  const steps = recordSteps(state, new StateLog(state.config.rootDir));
  while (steps.next().done !== true);
}

/** Yields after each file, for whoever has something else to do. */
export function* recordSteps(state: StateOfRun, log: StateLog): Generator<undefined, void> {
  try {
    yield* new Recorder(state, log).record();
  } catch (error) {
    // No room, or a file that is no file of ours: the tests are affected by whatever changes.
    if (!(error instanceof Error && 'code' in error)) throw error;
  }
}

class Recorder {
  readonly #state: StateOfRun;
  readonly #log: StateLog;
  readonly #run: number;
  readonly #rootDir: string;
  readonly #broken: FilePath[] = [];
  readonly #notes: VersionNotes;
  /** Test files of which all has run, with when they did before. */
  readonly #whole: { readonly file: FilePath; readonly runs: LastRuns | undefined }[] = [];

  constructor(state: StateOfRun, log: StateLog) {
    this.#state = state;
    this.#rootDir = state.config.rootDir;
    this.#log = log;
    this.#run = this.#log.nextRun(state.startedAt);
    this.#notes = new VersionNotes({
      ...state.config,
      log,
      run: this.#run,
      since: state.startedAt,
    });
  }

  *record(): Generator<undefined, void> {
    const { config, files } = this.#state;
    this.#notes.packages();
    for (const [own, ofConfig] of Map.groupBy(files, ({ config: one = config }) => one)) {
      const setting = settingOf(own);
      this.#notes.value(setting, settingHash(own));
      const modules = this.#state.modulesOf(own);
      if (modules === undefined) continue;
      const before = [...own.setupFiles, ...own.globalSetup, ...own.globalTeardown];
      const entries = ofConfig.map(({ file }) => path.join(this.#rootDir, file));
      yield* this.#noteModules(modules, [...entries, ...before]);
      if (own.tsconfig !== undefined) this.#notes.file(this.#notes.relative(own.tsconfig));
      for (const { file } of ofConfig) {
        this.#noteFile(file, own);
        yield;
      }
      yield* this.#keepCounted(own, ofConfig);
    }
    // What others have read of it is noted by now.
    for (const { file } of files) this.#noteWritten(file);
    // Who has seen nothing new stands where he stood: mostly there is nothing to write.
    const anew = this.#whole.filter(
      ({ runs }) => runs?.tests !== undefined || !this.#log.isSameSince(runs?.run),
    );
    this.#log.setWholeRuns(this.#broken, NO_RUN);
    this.#log.setWholeRuns(
      anew.map(({ file }) => file),
      this.#run,
    );
    this.#log.save();
  }

  #noteFile(file: FilePath, own: ResolvedConfig): void {
    const ran = this.#state.ran.get(file);
    const inputs = this.#state.inputsOf(file);
    if (ran?.isBroken === true) this.#broken.push(file);
    if (
      ran?.isBroken !== false ||
      ran === undefined ||
      inputs === undefined ||
      ran.tests.size === 0
    )
      return;
    const names = this.#namesOf(inputs);
    const { dir, base } = path.posix.parse(file);
    const snapshots = `${dir === '' ? '' : `${dir}/`}__snapshots__/${base}.snap`;
    this.#notes.ownFile(snapshots);
    for (const name of names) this.#notes.input(name);
    const all = [
      settingOf(own),
      snapshots,
      ...names,
      ...(ran.isWhole ? [] : this.#log.inputs(file)),
    ];
    this.#log.setInputs(file, [...new Set(all)].toSorted());
    const known = this.#log.lastRuns(file);
    if (!ran.isWhole) {
      const tests = [...ran.tests].map((id) => [nameOfTest(file, id), this.#run] as const);
      this.#log.setTests(file, { ...known?.tests, ...Object.fromEntries(tests) });
    } else this.#whole.push({ file, runs: known });
  }

  #noteWritten(file: FilePath): void {
    const { written = [] } = this.#state.inputsOf(file) ?? {};
    for (const name of written) this.#notes.ownFile(this.#notes.relative(name));
  }

  #namesOf(inputs: ReadInputs): readonly string[] {
    return [
      ...inputNames(inputs, this.#rootDir),
      ...inputNames(inputs.shared ?? {}, this.#rootDir),
      ...folderNames(inputs, this.#rootDir),
    ].map(withSlashes);
  }

  *#keepCounted(own: ResolvedConfig, files: readonly RequestedFile[]): Generator<undefined, void> {
    const isAny = files.some(({ file }) => this.#state.ran.get(file)?.counted !== undefined);
    // Where files share modules, what one has run says nothing of the next.
    if (!isAny || own.isolation === 'none') return;
    using maps = mapsOf(own);
    const bits = new Map<string, string | undefined>();
    const nothing: FilePath[] = [];
    for (const { file } of files) {
      const counted = this.#countedOf(file, { maps, bits });
      if (counted !== undefined)
        this.#log.setCounted(file, joinCounted(this.#log.counted(file), counted));
      else if (this.#state.ran.get(file)?.isWhole === true) nothing.push(file);
      yield;
    }
    this.#log.setCountedNothing(nothing, this.#run);
    this.#notes.value(COUNTING, countingHash(own));
  }

  #countedOf(
    file: FilePath,
    { maps, bits }: { readonly maps: CodeMaps; readonly bits: Map<string, string | undefined> },
  ): CountedRun | undefined {
    const { counted, isWhole, tests } = this.#state.ran.get(file) ?? NOT_RUN;
    if (counted === undefined || tests.size === 0 || this.#state.inputsOf(file) === undefined)
      return undefined;
    return countedRun(counted, {
      bits,
      run: this.#run,
      isWhole,
      mapOf: ({ file: module, hash }) => {
        const name = this.#notes.relative(module);
        const codeMap = maps.of(module, hash);
        const version = this.#log.versionAt(name, this.#run);
        if (codeMap === undefined || version === undefined || version.hash === '') return undefined;
        this.#log.setPlaces(version.hash, placesOf(codeMap));
        return { name, codeMap, hash };
      },
    });
  }

  /** All that the entries reach, each once. */
  *#noteModules(modules: StoredModules, entries: readonly string[]): Generator<undefined, void> {
    const seen = new Set(entries);
    for (const file of seen) {
      yield;
      const module = modules[file];
      const name = this.#notes.relative(file);
      if (module === undefined) this.#notes.file(name);
      else {
        const targets = module.targets.flatMap((target) =>
          target.startsWith('m') ? target.slice(1) : [],
        );
        for (const target of targets) seen.add(target);
        this.#notes.folder(path.posix.dirname(name));
        const to = targets.map((target) => this.#notes.relative(target));
        if (module.targets.includes(MISSING)) to.push(MISSING);
        this.#notes.module(name, { ...module, to });
      }
    }
  }
}

const NOT_RUN: RanFile = { tests: new Set(), isWhole: false, counted: undefined, isBroken: false };

function mapsOf({ rootDir, jest, coverage }: ResolvedConfig): CodeMaps {
  const { conditions, counts, optionalChaining } = coverage;
  const directory = moduleStoreDirectory(rootDir, { hasProbes: true, rules: jest?.modules });
  return openCodeMaps(directory, { conditions, counts, optionalChaining });
}
