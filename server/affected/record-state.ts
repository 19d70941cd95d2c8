/** After a run: which versions of what its tests have seen. */
import fs from 'node:fs';
import path from 'node:path';
import type { StoredModules } from '../../modules/store.ts';
import type { FilePath, ReadInputs } from '../../test-host/protocol.ts';
import type { ResolvedConfig } from '../config/resolved-config.ts';
import { openCodeMaps, type CodeMaps } from '../coverage/code-maps.ts';
import { contentName } from './content-name.ts';
import { folderNames, inputNames } from '../history/file-closures.ts';
import { moduleStoreDirectory } from '../loading/store-place.ts';
import type { RequestedFile, RunResult } from '../running/run-request.ts';
import { countedRun, joinCounted, placesOf, type CountedRun } from './counted-run.ts';
import type { RanFile } from './last-state.ts';
import { CLOCK_GRAIN_MS, readState, type FileState } from './file-state.ts';
import { readInstalled } from './packages.ts';
import { PACKAGES, settingHash, settingOf } from './settings.ts';
import { ABSENT, MISSING, nameOfTest, NO_RUN, StateLog, type LastRuns } from './state-log.ts';

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
  readonly #noted = new Set<string>();
  readonly #names = new Map<string, FilePath>();
  /** Test files of which all has run, with when they did before. */
  readonly #whole: { readonly file: FilePath; readonly runs: LastRuns | undefined }[] = [];

  constructor(state: StateOfRun, log: StateLog) {
    this.#state = state;
    this.#rootDir = state.config.rootDir;
    this.#log = log;
    this.#run = this.#log.nextRun(state.startedAt);
  }

  *record(): Generator<undefined, void> {
    const { config, files } = this.#state;
    this.#notePackages();
    for (const [own, ofConfig] of Map.groupBy(files, ({ config: one = config }) => one)) {
      const setting = settingOf(own);
      this.#note(setting, settingHash(own));
      const modules = this.#state.modulesOf(own);
      if (modules === undefined) continue;
      const before = [...own.setupFiles, ...own.globalSetup, ...own.globalTeardown];
      const entries = ofConfig.map(({ file }) => path.join(this.#rootDir, file));
      yield* this.#noteModules(modules, [...entries, ...before]);
      if (own.tsconfig !== undefined) this.#noteFileOnDisk(this.#relative(own.tsconfig));
      for (const { file } of ofConfig) {
        this.#noteFile(file, own);
        yield;
      }
      yield* this.#keepCounted(own, ofConfig);
    }
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
    for (const name of names) this.#noteInput(name);
    const { dir, base } = path.posix.parse(file);
    const snapshots = `${dir === '' ? '' : `${dir}/`}__snapshots__/${base}.snap`;
    this.#noteFileOnDisk(snapshots);
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

  #namesOf(inputs: ReadInputs): readonly string[] {
    return [
      ...inputNames(inputs, this.#rootDir),
      ...inputNames(inputs.shared ?? {}, this.#rootDir),
      ...folderNames(inputs, this.#rootDir),
    ].map(slashes);
  }

  *#keepCounted(own: ResolvedConfig, files: readonly RequestedFile[]): Generator<undefined, void> {
    const isAny = files.some(({ file }) => this.#state.ran.get(file)?.counted !== undefined);
    // Where files share modules, what one has run says nothing of the next.
    if (!isAny || own.isolation === 'none') return;
    using maps = mapsOf(own);
    const bits = new Map<string, string | undefined>();
    for (const { file } of files) {
      const counted = this.#countedOf(file, { maps, bits });
      if (counted !== undefined)
        this.#log.setCounted(file, joinCounted(this.#log.counted(file), counted));
      yield;
    }
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
        const name = this.#relative(module);
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
      const name = this.#relative(file);
      if (module === undefined) this.#noteFileOnDisk(name);
      else {
        const targets = module.targets.flatMap((target) =>
          target.startsWith('m') ? target.slice(1) : [],
        );
        for (const target of targets) seen.add(target);
        this.#noteFolder(path.posix.dirname(name));
        const to = targets.map((target) => this.#relative(target));
        if (module.targets.includes(MISSING)) to.push(MISSING);
        this.#noteModule(name, { ...module, to });
      }
    }
  }

  /** What decides there how modules are found and compiled. */
  #noteFolder(folder: FilePath): void {
    if (this.#isNoted(`${folder}/`)) return;
    for (const name of DECISIVE) {
      const file = path.posix.join(folder, name);
      const isKnown = this.#log.versions(file).length > 0;
      if (isKnown || fs.existsSync(path.join(this.#rootDir, file))) this.#noteFileOnDisk(file);
    }
    if (folder !== '.' && !folder.startsWith('..')) this.#noteFolder(path.posix.dirname(folder));
  }

  #noteModule(
    name: FilePath,
    {
      mtime,
      size,
      to,
    }: { readonly mtime: number; readonly size: number; readonly to: readonly FilePath[] },
  ): void {
    if (this.#isNoted(name)) return;
    const last = this.#log.versions(name).at(-1);
    const isSame = last?.mtime === mtime && last.size === size && last.hash !== '';
    if (isSame && sameNames(last.to, to)) return;
    this.#addFile(name, { to, expected: { mtime, size } });
  }

  #noteFileOnDisk(name: FilePath): void {
    if (!this.#isNoted(name)) this.#addFile(name, {});
  }

  #noteInput(name: string): void {
    if (!name.startsWith('$')) return this.#noteFileOnDisk(name);
    const value = process.env[name.slice(1)];
    this.#note(name, value === undefined ? ABSENT : contentName(value));
  }

  #addFile(
    name: FilePath,
    {
      to,
      expected,
    }: {
      readonly to?: readonly FilePath[];
      readonly expected?: Stamp;
    },
  ): void {
    const file = path.join(this.#rootDir, name);
    const last = this.#log.versions(name).at(-1);
    const stats = fs.statSync(file, { throwIfNoEntry: false });
    // What has not been written to since is what it was.
    const isUntouched =
      stats === undefined
        ? last?.hash === ABSENT
        : last?.mtime === stats.mtimeMs && last.size === stats.size && last.hash !== '';
    if (isUntouched && expected === undefined && sameNames(last?.to, to)) return;
    const found = readState(file);
    const { mtime, size, hash, text } = found;
    const isOther = expected !== undefined && !this.#isAsExpected(found, expected);
    // Written while the tests ran: nobody knows which of the two they have seen.
    const version = {
      hash: isOther ? '' : hash,
      ...(mtime !== undefined && { mtime, size }),
      ...(to && { to }),
    };
    const isSame =
      last?.hash === version.hash &&
      last.mtime === mtime &&
      last.size === size &&
      sameNames(last.to, to);
    if (isSame) return;
    if (text !== undefined && version.hash !== '' && last?.hash !== hash)
      this.#log.setText(hash, text);
    this.#log.addVersion(name, { run: this.#run, ...version });
  }

  #notePackages(): void {
    const { hash, text } = readInstalled(this.#rootDir);
    if (text !== undefined && this.#log.versions(PACKAGES).at(-1)?.hash !== hash)
      this.#log.setText(hash, text);
    this.#note(PACKAGES, hash);
  }

  #isAsExpected({ mtime, size }: FileState, expected: Stamp): boolean {
    if (expected.size !== size || mtime === undefined) return false;
    // One that was written a moment before it was loaded is known by no time.
    if (expected.mtime < 0) return mtime < this.#state.startedAt - CLOCK_GRAIN_MS;
    return expected.mtime === mtime;
  }

  /** Of what is no file. */
  #note(name: string, hash: string): void {
    if (this.#isNoted(name) || this.#log.versions(name).at(-1)?.hash === hash) return;
    this.#log.addVersion(name, { run: this.#run, hash });
  }

  #isNoted(name: string): boolean {
    if (this.#noted.has(name)) return true;
    this.#noted.add(name);
    return false;
  }

  #relative(file: string): FilePath {
    let name = this.#names.get(file);
    if (name === undefined)
      this.#names.set(file, (name = slashes(path.relative(this.#rootDir, file))));
    return name;
  }
}

const NOT_RUN: RanFile = { tests: new Set(), isWhole: false, counted: undefined, isBroken: false };

interface Stamp {
  readonly mtime: number;
  readonly size: number;
}

const DECISIVE = ['package.json', 'tsconfig.json', 'jsconfig.json'];

function mapsOf({ rootDir, jest, coverage }: ResolvedConfig): CodeMaps {
  const { conditions, counts, optionalChaining } = coverage;
  const directory = moduleStoreDirectory(rootDir, { hasProbes: true, rules: jest?.modules });
  return openCodeMaps(directory, { conditions, counts, optionalChaining });
}

function sameNames(
  one: readonly string[] | undefined,
  other: readonly string[] | undefined,
): boolean {
  return (
    one === other ||
    (one?.length === other?.length && one?.every((name, i) => name === other?.[i]) === true)
  );
}

function slashes(file: string): string {
  return path.sep === '/' ? file : file.split(path.sep).join('/');
}
