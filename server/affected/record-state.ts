/** After a run: which versions of what its tests have seen. */
import path from 'node:path';
import type { StoredModules } from '../../modules/store.ts';
import type { FilePath, ReadInputs } from '../../test-host/protocol.ts';
import type { ResolvedConfig } from '../config/resolved-config.ts';
import { openCodeMaps, type CodeMaps } from '../coverage/code-maps.ts';
import { folderNames, inputNames } from '../history/file-closures.ts';
import { lookInput } from '../history/input-names.ts';
import { moduleStoreDirectory } from '../loading/store-place.ts';
import { resultOf } from '../running/early-work.ts';
import type { RequestedFile, RunResult } from '../running/run-request.ts';
import { countedRun, joinCounted, placesOf, type CountedRun } from './counted-run.ts';
import type { RanFile } from './last-state.ts';
import { ANYTHING, COUNTING, countingHash, LOADED, settingHash, settingOf } from './settings.ts';
import { MISSING, NO_RUN, StateLog, type LastRuns } from './state-log.ts';
import { nameOfTest } from './test-names.ts';
import { VersionNotes, withSlashes, type LoadedModule } from './version-notes.ts';

/** What is known when the tests begin. */
export interface LoadedState extends Pick<RunResult, 'modulesOf'> {
  readonly config: ResolvedConfig;
  readonly files: readonly RequestedFile[];
  /** Milliseconds since the epoch. */
  readonly startedAt: number;
}

export interface StateOfRun extends LoadedState, Pick<RunResult, 'inputsOf'> {
  readonly ran: ReadonlyMap<FilePath, RanFile>;
}

/** @returns nothing where a file cannot be read: what that means is found out at the end */
export function* prepareState(known: LoadedState): Generator<undefined, Recorder | undefined> {
  try {
    const recorder = new Recorder(known, new StateLog(known.config.rootDir));
    yield* recorder.noteLoaded();
    return recorder;
  } catch (error) {
    if (!isOfDisk(error)) throw error;
    return undefined;
  }
}

/** @param early what {@link prepareState} gives */
export function recordState(state: StateOfRun, early?: Recorder): void {
  const isAsItWas = early !== undefined && !early.log.refresh();
  const log = early?.log ?? new StateLog(state.config.rootDir);
  resultOf(stepsOf(isAsItWas ? early : new Recorder(state, log), state));
}

/** Yields after each file, for whoever has something else to do. */
export function* recordSteps(state: StateOfRun, log: StateLog): Generator<undefined, void> {
  yield* stepsOf(new Recorder(state, log), state);
}

function* stepsOf(first: Recorder, state: StateOfRun): Generator<undefined, void> {
  const { log } = first;
  try {
    let recorder = first;
    // Another run has ended meanwhile: what it has noted is the base.
    for (let attempt = 1; attempt <= MOST_ATTEMPTS; attempt++) {
      yield* recorder.record(state);
      if (log.saveUnlessWritten()) return;
      log.refresh();
      recorder = new Recorder(state, log);
    }
  } catch (error) {
    // No room, or a file that is no file of ours: the tests are affected by whatever changes.
    if (!isOfDisk(error)) throw error;
  }
}

function isOfDisk(error: unknown): boolean {
  return error instanceof Error && 'code' in error;
}

/** After them the tests stand where they stood: more of them are affected. */
const MOST_ATTEMPTS = 5;

interface LoadedModules {
  /** Of modules that are not as they were. */
  readonly changed: ReadonlyMap<FilePath, LoadedModule>;
  /** Imported, and no modules. */
  readonly others: ReadonlySet<FilePath>;
  /** With a module in them. */
  readonly folders: ReadonlySet<FilePath>;
}

export class Recorder {
  readonly log: StateLog;
  readonly #state: LoadedState;
  readonly #run: number;
  readonly #rootDir: string;
  readonly #broken: FilePath[] = [];
  readonly #notes: VersionNotes;
  readonly #changed = new Set<FilePath>();
  /** Whose modules are noted. */
  #loaded: ReadonlySet<ResolvedConfig> | undefined;
  #startsProcesses = false;
  /** Test files of which all has run, with when they did before. */
  readonly #whole: {
    readonly file: FilePath;
    readonly runs: Pick<LastRuns, 'run' | 'tests'> | undefined;
  }[] = [];

  constructor(state: LoadedState, log: StateLog) {
    this.#state = state;
    this.#rootDir = state.config.rootDir;
    this.log = log;
    this.#run = this.log.nextRun(state.startedAt);
    this.#notes = new VersionNotes({
      ...state.config,
      log,
      run: this.#run,
      since: state.startedAt,
    });
  }

  /** Notes modules that are as they were; looks at nothing on disk. */
  *#compareModules(): Generator<undefined, ReadonlyMap<ResolvedConfig, LoadedModules>> {
    const compared = new Map<ResolvedConfig, LoadedModules>();
    for (const [own, files] of this.#byConfig()) {
      const modules = this.#state.modulesOf(own);
      if (modules === undefined) continue;
      const before = [...own.setupFiles, ...own.globalSetup, ...own.globalTeardown];
      const entries = files.map(({ file }) => path.join(this.#rootDir, file));
      compared.set(own, yield* this.#compare(modules, [...entries, ...before]));
    }
    return compared;
  }

  /** Modules, packages, settings: what there is before a test has run. */
  *noteLoaded(): Generator<undefined, ReadonlySet<ResolvedConfig>> {
    const loaded = new Set<ResolvedConfig>();
    const compared = yield* this.#compareModules();
    this.#notes.packages();
    yield;
    if (this.#state.config.coverage.enabled) this.log.readCounted();
    yield;
    for (const [own] of this.#byConfig()) {
      this.#notes.value(settingOf(own), settingHash(own));
      yield;
      const modules = compared.get(own);
      if (modules === undefined) continue;
      loaded.add(own);
      yield* this.#noteModules(modules);
      if (own.tsconfig !== undefined) this.#notes.deciding(this.#notes.relative(own.tsconfig));
      yield;
    }
    this.log.saveTexts();
    yield;
    return (this.#loaded = loaded);
  }

  *record(state: StateOfRun): Generator<undefined, void> {
    const { files } = state;
    if (this.#loaded !== undefined) this.#notes.lookAgain();
    const loaded = this.#loaded ?? (yield* this.noteLoaded());
    for (const [own, ofConfig] of this.#byConfig()) {
      if (!loaded.has(own)) continue;
      for (const { file } of ofConfig) {
        this.#noteFile(file, own, state);
        yield;
      }
      yield* this.#keepCounted(own, ofConfig, state);
    }
    if (this.#startsProcesses) yield* this.#notes.project();
    // What others have read of it is noted by now.
    for (const { file } of files) this.#noteWritten(state.inputsOf(file));
    // Who has seen nothing new stands where he stood: mostly there is nothing to write.
    const anew = this.#whole.filter(
      ({ runs }) => runs?.tests !== undefined || !this.log.isSameSince(runs?.run),
    );
    this.log.setWholeRuns(this.#broken, NO_RUN);
    this.log.setWholeRuns(
      anew.map(({ file }) => file),
      this.#run,
    );
  }

  #byConfig(): ReadonlyMap<ResolvedConfig, readonly RequestedFile[]> {
    const { config, files } = this.#state;
    return Map.groupBy(files, ({ config: own = config }) => own);
  }

  #noteFile(file: FilePath, own: ResolvedConfig, state: StateOfRun): void {
    const ran = state.ran.get(file);
    const inputs = state.inputsOf(file);
    if (ran?.isBroken === true) this.#broken.push(file);
    if (
      ran?.isBroken !== false ||
      ran === undefined ||
      inputs === undefined ||
      ran.tests.size === 0
    )
      return;
    const names = this.#namesOf(inputs);
    const { beyond = [] } = inputs;
    const isOpen = beyond.includes('process') || beyond.includes('thread');
    this.#startsProcesses ||= isOpen;
    const loaded = (inputs.modules ?? []).map((module) => this.#notes.relative(module));
    for (const name of loaded) {
      this.#notes.folder(path.posix.dirname(name));
      this.#notes.file(name);
    }
    const { dir, base } = path.posix.parse(file);
    const snapshots = `${dir === '' ? '' : `${dir}/`}__snapshots__/${base}.snap`;
    this.#notes.ownFile(snapshots);
    for (const name of names) this.#notes.input(name);
    const all = [
      settingOf(own),
      snapshots,
      ...names,
      ...loaded.map((name) => LOADED + name),
      ...(isOpen ? [LOADED + ANYTHING] : []),
      ...(ran.isWhole ? [] : this.log.inputs(file)),
    ];
    this.log.setInputs(file, [...new Set(all)].toSorted());
    const known = this.log.runsOf(file);
    if (!ran.isWhole) {
      const tests = [...ran.tests].map((id) => [nameOfTest(file, id), this.#run] as const);
      this.log.setTests(file, { ...known?.tests, ...Object.fromEntries(tests) });
    } else this.#whole.push({ file, runs: known });
  }

  #noteWritten({ written = [] }: ReadInputs = {}): void {
    for (const name of written) this.#notes.ownFile(this.#notes.relative(name));
  }

  #namesOf({ modules: _, ...inputs }: ReadInputs): readonly string[] {
    return [
      ...inputNames(inputs, this.#rootDir),
      // Which variables there are packages ask that look for theirs.
      ...inputNames(
        { ...inputs.shared, env: inputs.shared?.env?.filter((name) => name !== '*') ?? [] },
        this.#rootDir,
      ),
      ...(inputs.looks ?? []).map((file) => lookInput(path.relative(this.#rootDir, file))),
      ...folderNames(inputs, this.#rootDir),
    ].map(withSlashes);
  }

  *#keepCounted(
    own: ResolvedConfig,
    files: readonly RequestedFile[],
    state: StateOfRun,
  ): Generator<undefined, void> {
    const isAny = files.some(({ file }) => state.ran.get(file)?.counted !== undefined);
    // Where files share modules, what one has run says nothing of the next.
    if (!isAny || own.isolation === 'none') return;
    const anew: FilePath[] = [];
    const nothing: FilePath[] = [];
    for (const { file } of files) {
      yield;
      if (this.#hasCountedAgain(file, state)) continue;
      const ran = state.ran.get(file);
      if (ran?.counted !== undefined) anew.push(file);
      else if (ran?.isWhole === true) nothing.push(file);
    }
    if (anew.length > 0) nothing.push(...(yield* this.#setCounted(own, anew, state)));
    this.log.setCountedNothing(nothing, this.#run);
    this.#notes.value(COUNTING, countingHash(own));
  }

  /** @returns those that ran as a whole and touched nothing that is counted */
  *#setCounted(
    own: ResolvedConfig,
    files: readonly FilePath[],
    state: StateOfRun,
  ): Generator<undefined, readonly FilePath[]> {
    using maps = mapsOf(own);
    const bits = new Map<string, string | undefined>();
    const nothing: FilePath[] = [];
    for (const file of files) {
      yield;
      const counted = this.#countedOf(file, state, { maps, bits });
      if (counted !== undefined)
        this.log.setCounted(file, joinCounted(this.log.counted(file), counted));
      else if (state.ran.get(file)?.isWhole === true) nothing.push(file);
    }
    return nothing;
  }

  #hasCountedAgain(file: FilePath, { ran, inputsOf }: StateOfRun): boolean {
    const { counted, isWhole, tests } = ran.get(file) ?? NOT_RUN;
    if (counted === undefined || !isWhole || tests.size === 0 || inputsOf(file) === undefined)
      return false;
    return this.log.hasCountedAgain(file, { run: this.#run, digest: counted.digest });
  }

  #countedOf(
    file: FilePath,
    { ran, inputsOf }: StateOfRun,
    { maps, bits }: { readonly maps: CodeMaps; readonly bits: Map<string, string | undefined> },
  ): CountedRun | undefined {
    const { counted, isWhole, tests } = ran.get(file) ?? NOT_RUN;
    if (counted === undefined || tests.size === 0 || inputsOf(file) === undefined) return undefined;
    return countedRun(counted, {
      bits,
      run: this.#run,
      isWhole,
      mapOf: ({ file: module, hash }) => {
        const name = this.#notes.relative(module);
        const codeMap = maps.of(module, hash);
        const version = this.log.versionAt(name, this.#run);
        if (codeMap === undefined || version === undefined || version.hash === '') return undefined;
        this.log.setPlaces(version.hash, placesOf(codeMap));
        return { name, codeMap, hash };
      },
    });
  }

  /** All that the entries reach, each once. */
  *#compare(
    modules: StoredModules,
    entries: readonly string[],
  ): Generator<undefined, LoadedModules> {
    const changed = new Map<FilePath, LoadedModule>();
    const others = new Set<FilePath>();
    const folders = new Set<FilePath>();
    const seen = new Set(entries);
    for (const file of seen) {
      yield;
      const module = modules[file];
      const name = this.#notes.relative(file);
      if (module === undefined) others.add(name);
      else {
        const targets = module.targets.flatMap((target) =>
          target.startsWith('m') ? target.slice(1) : [],
        );
        for (const target of targets) seen.add(target);
        folders.add(path.posix.dirname(name));
        const to = targets.map((target) => this.#notes.relative(target));
        if (module.targets.includes(MISSING)) to.push(MISSING);
        const loaded = { ...module, to };
        const isChanged = this.#changed.has(name); // for another configuration
        if (isChanged || !this.#notes.isKnownModule(name, loaded)) changed.set(name, loaded);
      }
    }
    for (const name of changed.keys()) this.#changed.add(name);
    return { changed, others, folders };
  }

  *#noteModules({ changed, others, folders }: LoadedModules): Generator<undefined, void> {
    for (const folder of folders) this.#notes.folder(folder);
    for (const other of others) this.#notes.file(other);
    for (const [name, module] of changed) {
      this.#notes.module(name, module);
      yield;
    }
  }
}

const NOT_RUN: RanFile = { tests: new Set(), isWhole: false, counted: undefined, isBroken: false };

function mapsOf({ rootDir, jest, coverage }: ResolvedConfig): CodeMaps {
  const { conditions, counts, optionalChaining } = coverage;
  const directory = moduleStoreDirectory(rootDir, { hasProbes: true, rules: jest?.modules });
  return openCodeMaps(directory, { conditions, counts, optionalChaining });
}
