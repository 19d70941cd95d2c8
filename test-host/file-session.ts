/** One test file in a host: loaded, run, put away. */
import path from 'node:path';
import fs from 'node:fs';
import type { ApiModules } from './api-modules.ts';
import { createApiModules } from './api-modules.ts';
import { uncounted, type Counters } from './coverage/counters.ts';
import type { StartedChildren } from './coverage/children/started-children.ts';
import { FileCoverage } from './coverage/file-coverage.ts';
import { setCurrentFile, setSequentialTest, type FileScope } from './api/scope.ts';
import { registryOf } from './api/registry.ts';
import type { EventChannel } from './event-channel.ts';
import { registerMatchers } from './expect/built-in-matchers.ts';
import {
  createBoundExpect,
  expect,
  finishAssertions,
  finishJestAssertions,
  registerStatics,
} from './expect/expect.ts';
import { supplyState } from './expect/state.ts';
import { fileMocker, setMockSettings } from './mock/file-mocks.ts';
import { autoMock } from './mock/automock.ts';
import { createFailureStops } from './debugging/failure-stops.ts';
import { FileErrors } from './file-errors.ts';
import { describeLeak } from './leak-report.ts';
import { loadLimit, withinEnvironmentLimit, withinLoadLimit } from './load-limit.ts';
import { UnfinishedTests } from './unfinished-tests.ts';
import type * as Environments from './jest/environment-chunk.ts';
import type { Environment } from './jest/environment-chunk.ts';
import { beginJestFile, jestGlobals, snapshotsOfJest } from './jest/jest-file.ts';
import { shapeAsJest } from './jest/jest-shape.ts';
import { lazyChunk } from './lazy-chunk.ts';
import type { Isolation } from './isolation/isolation.ts';
import { monotonicNow, realNow } from './intrinsics.ts';
import { FileModules, type SharedModules } from './loader/file-modules.ts';
import type { ModuleSource } from './loader/module-source.ts';
import type { SourcePositions } from './loader/source-positions.ts';
import type { Locks } from './locks.ts';
import type { OutputCapture } from './output-capture.ts';
import {
  loopLimit,
  type HostCommand,
  type HostSettings,
  type Outcome,
  type OutcomeReason,
  type RunEvent,
  type SnapshotCounts,
  type TestId,
} from './protocol.ts';
import { runCollectedFile, type FileResult } from './runner/run-file.ts';
import {
  addSnapshotSerializer,
  attachSnapshots,
  currentSnapshotState,
  finishSnapshots,
  snapshotMatchers,
} from './snapshot/matchers.ts';
import { LoadError } from './loader/errors.ts';
import { StrayErrors } from './stray-errors.ts';

/** What a host has for all its files. */
export interface HostParts {
  readonly channel: EventChannel;
  readonly source: ModuleSource;
  readonly isolation: Isolation;
  readonly positions: SourcePositions;
  readonly output: OutputCapture;
  readonly locks: Locks;
  readonly shared: SharedModules;
  readonly isOwnFile: (file: string) => boolean;
  /** Set while a run is to end early. */
  readonly stop: {
    reason: 'bail' | 'cancelled' | undefined;
    controller: AbortController;
    /** Tests of this run that failed here. */
    failures: number;
  };
  /** Modules of `none` files: they share one registry. */
  sharedFileModules?: FileModules;
  /** Present while code is counted. */
  counters?: Counters | undefined;
  children?: StartedChildren | undefined;
  /** Takes errors that reach the process while no test file is loaded. */
  onStray?: ((error: unknown) => void) | undefined;
  /** Of the file that runs. */
  coverage?: FileCoverage | undefined;
}

export interface FileSessionOptions {
  readonly command: Extract<HostCommand, { type: 'run-file' }>;
  readonly settings: HostSettings;
  readonly parts: HostParts;
}

registerMatchers(snapshotMatchers, { internal: true });
registerStatics({ addSnapshotSerializer });
supplyState('snapshotState', currentSnapshotState);

export class FileSession {
  readonly #options: FileSessionOptions;
  readonly #scope: FileScope;
  readonly #api: ApiModules;
  readonly #errors: FileErrors;
  readonly #strays = new StrayErrors((error) => this.#errors.serialize(error));
  readonly #unfinished = new UnfinishedTests();
  #environment: Environment | undefined;
  /** What a Jest configuration says is done before each test. */
  #beforeTest: (() => void) | undefined;
  /** The server knows from `test-started` what runs now. */
  #isPhaseKnown = false;

  constructor(options: FileSessionOptions) {
    this.#options = options;
    const { settings, command, parts } = options;
    parts.coverage =
      parts.counters &&
      new FileCoverage(parts.counters, { sharesModules: command.isolation === 'none' });
    parts.children?.belongTo(parts.coverage, settings.coverage);
    this.#scope = {
      path: command.file,
      absolutePath: path.join(settings.rootDir, command.file),
      rootDir: settings.rootDir,
      disposers: [],
      testDisposers: [],
      additions: 0,
      slots: new Map(),
      strays: this.#strays,
      ...(settings.stopsAtFailures && {
        failureStops: createFailureStops({
          rootDir: settings.rootDir,
          serialize: (error) => this.#errors.serialize(error),
        }),
      }),
      callerLocation: () => {
        const position = parts.positions.callerLocation();
        return position && this.#errors.toLocation(position);
      },
    };
    this.#errors = new FileErrors({
      rootDir: settings.rootDir,
      positions: parts.positions,
      isOwnFile: parts.isOwnFile,
    });
    const located = new Set(command.located);
    this.#api = createApiModules({
      positions: parts.positions,
      wantsLocation: (id) => settings.locations && (id === undefined || !located.has(id)),
      hookCleanups: settings.jest === undefined,
      seed: () => settings.seed,
      toLocation: (position) => this.#errors.toLocation(position),
    });
  }

  async run(): Promise<void> {
    const { settings, command, parts } = this.#options;
    const started = monotonicNow();
    setCurrentFile(this.#scope);
    parts.channel.send({ type: 'file-started', file: command.file, host: 0, at: realNow() });
    parts.channel.send({ type: 'phase', phase: 'load', limit: loadLimit(settings) });
    parts.channel.secure();
    attachSnapshots(this.#scope, {
      update: settings.snapshot.update,
      format: settings.snapshot.format,
      callerLocation: parts.positions.locationOf,
      isUnchanged: (file, text) => parts.source.isUnchanged(file, text),
      onElsewhere: (file) => parts.isolation.noteFile(file),
      isWritten: !parts.source.hasUnsaved,
      ...(settings.jest !== undefined && snapshotsOfJest(settings.jest)),
    });
    let isLoaded = false;
    try {
      this.#environment = await this.#openEnvironment();
      setMockSettings({
        restore: settings.mocks.restore,
        ...(this.#environment !== undefined && { realm: this.#environment.global }),
      });
      await withinLoadLimit(this.#load(this.#modules()), settings);
      isLoaded = true;
    } catch (error) {
      this.#strays.add(error);
    }
    this.#strays.loaded();
    parts.coverage?.loaded();
    const loadDuration = monotonicNow() - started;
    const result = isLoaded ? await this.#runTests() : undefined;
    await this.#dispose();
    const isWhole = result !== undefined && this.#strays.all.length === 0;
    const snapshots = await this.#finishSnapshots(isWhole);
    this.#reportLeaks();
    parts.output.finishFile();
    await this.#reportCoverage();
    const strays = this.#strays.all;
    const { outcome, reason } = outcomeOf(result, strays.length);
    parts.channel.send({
      type: 'file-finished',
      file: command.file,
      outcome,
      ...(reason !== undefined && { reason }),
      duration: monotonicNow() - started,
      loadDuration,
      errors: [...strays, ...(result?.errors ?? [])],
      ...(snapshots !== undefined && { snapshots }),
    });
    setSequentialTest(undefined);
    setCurrentFile(undefined);
  }

  /** The global object of the test file. */
  get #global(): typeof globalThis {
    return this.#environment?.global ?? globalThis;
  }

  /** Jest's environments other than Node's own are modules of the project. */
  async #openEnvironment(): Promise<Environment | undefined> {
    const { settings, parts } = this.#options;
    const { jest } = settings;
    if (jest?.environment.path === undefined) return undefined;
    const chunk = lazyChunk<typeof Environments>('jest-environment', './jest/environment-chunk.ts');
    const testPath = this.#scope.absolutePath;
    const opening = parts.shared.absorbAsync(
      async () =>
        await chunk.openEnvironment({
          jest,
          rootDir: settings.rootDir,
          testPath,
          testSource: fs.readFileSync(testPath, 'utf8'),
          console,
          onProblem: (problem) => parts.channel.send({ type: 'problem', problem }),
          load: async (file) => await this.#modules().load(file),
        }),
    );
    return await withinEnvironmentLimit(opening, 'setup', settings);
  }

  #modules(): FileModules {
    const { command, parts, settings } = this.#options;
    if (command.isolation === 'none' && parts.sharedFileModules !== undefined) {
      const known = parts.sharedFileModules;
      known.forget([...settings.setupFiles, this.#scope.absolutePath]);
      return known;
    }
    parts.source.sharesPackages = this.#sharesPackages;
    const modules: FileModules = new FileModules({
      source: parts.source,
      shared: parts.shared,
      api: (name, from) => this.#api.resolve(name, from, modules),
      assets: (file) => this.#asset(file),
      hasAssetRule: (file) => this.#assetRule(file) !== undefined,
      automock: (exports) => autoMock(fileMocker(), exports),
      counting: {
        // With isolation `none` the modules stay, and each file counts for itself.
        countersOf: (file, probes) => (parts.coverage ?? uncounted).countersOf(file, probes),
        evaluate: (run) => (parts.coverage ?? uncounted).evaluate(run),
      },
      ...(settings.jest !== undefined && {
        jest: {
          objectFor: this.#api.jestFor,
          manualMocks: settings.jest.manualMocks,
          unmocked: settings.jest.unmocked,
        },
      }),
      ...(this.#environment !== undefined && { realm: this.#environment }),
    });
    if (command.isolation === 'none') parts.sharedFileModules = modules;
    return modules;
  }

  /** As without Jest: asked for by a setting or by the file, and possible where packages need no environment. */
  get #sharesPackages(): boolean {
    const { jest } = this.#options.settings;
    if (jest === undefined || this.#environment !== undefined) return false;
    return jest.sharesPackages || this.#options.parts.source.asksToShare(this.#scope.absolutePath);
  }

  async #load(modules: FileModules): Promise<void> {
    const { settings, parts } = this.#options;
    const globals = this.#globalsFor(modules);
    if (this.#environment === undefined)
      parts.isolation.leaveGlobals([
        ...Object.keys(globals),
        ...Object.keys(settings.jest?.globals ?? {}),
      ]);
    Object.defineProperties(this.#global, globals);
    if (settings.jest !== undefined) {
      shapeAsJest(this.#api.functions);
      this.#beforeTest = await beginJestFile(settings.jest, modules, this.#global);
    }
    if (this.#options.command.isolation === 'none')
      modules.useApi((name, from) => this.#api.resolve(name, from, modules));
    for (const file of settings.setupFiles) {
      const exports = await modules.load(file);
      const isCalled =
        typeof exports === 'function' && settings.jest?.setups.includes(file) === true;
      if (isCalled) await Reflect.apply(exports, undefined, []);
    }
    await modules.load(this.#scope.absolutePath);
    const registry = registryOf(this.#scope);
    if (registry.defaults.awaitsSuites === true) await registry.finishDeclaring();
  }

  #globalsFor(modules: FileModules): PropertyDescriptorMap {
    const { functions, mockFor, jestFor } = this.#api;
    const { settings } = this.#options;
    if (!settings.globals) return {};
    const values =
      settings.jest === undefined
        ? { ...functions, expect, mock: mockFor(this.#scope.absolutePath, modules) }
        : { ...jestGlobals(functions, settings.jest), expect };
    const globals: PropertyDescriptorMap = {};
    for (const [name, value] of Object.entries(values))
      globals[name] = { value, writable: true, configurable: true, enumerable: false };
    // Made when a suite of Jest's asks for it: from then on hints speak of `jest`.
    globals['jest'] = {
      get: () => {
        const value = jestFor(this.#scope.absolutePath, modules);
        Object.defineProperty(this.#global, 'jest', { value, writable: true });
        return value;
      },
      configurable: true,
      enumerable: false,
    };
    return globals;
  }

  async #runTests(): Promise<FileResult> {
    const { settings, command, parts } = this.#options;
    return await runCollectedFile({
      registry: registryOf(this.#scope),
      settings,
      selection: command.selection,
      emit: (event) => this.#emit(event),
      serialize: (error, failed) => this.#errors.serialize(error, failed),
      expectFor: createBoundExpect,
      finishAssertions: settings.jest === undefined ? finishAssertions : finishJestAssertions,
      acquireLocks: async (names) => await parts.locks.acquire(names),
      onFailed: (id) => this.#noteFailure(id),
      shouldStop: () => parts.stop.reason,
      cancelSignal: parts.stop.controller.signal,
      onTestBoundary: (phase, test) => {
        if (phase === 'before') this.#beforeTest?.();
        if (test !== undefined && parts.coverage !== undefined) {
          if (phase === 'before') parts.coverage.testBegins(test.id);
          else parts.coverage.testEnds(test.id);
        }
        if (phase !== 'after' || test === undefined || this.#scope.testDisposers.length === 0)
          return undefined;
        return callAll(this.#scope.testDisposers);
      },
      onPhase: (phase, what) => this.#onPhase(phase, what),
    });
  }

  /** The server counts over all hosts, but its word may come too late for the next test of this file. */
  #noteFailure(id: TestId): void {
    const { settings, parts } = this.#options;
    if (settings.quarantined?.includes(id) === true) return;
    parts.stop.failures++;
    if (settings.bail > 0 && parts.stop.failures >= settings.bail) parts.stop.reason ??= 'bail';
  }

  #emit(event: RunEvent): void {
    const { channel } = this.#options.parts;
    if (event.type === 'test-started') this.#isPhaseKnown = true;
    this.#unfinished.hear(event);
    channel.send(event);
  }

  /** A test that begins with its own function, under the usual limit, is told by `test-started` alone. */
  #onPhase(
    phase: 'hook' | 'test',
    what: { readonly id: TestId; readonly name: string; readonly limit: number },
  ): void {
    const { channel } = this.#options.parts;
    const isTold =
      phase === 'test' && this.#isPhaseKnown && what.limit === this.#options.settings.timeout;
    if (phase === 'hook') {
      this.#isPhaseKnown = false;
      this.#strays.isLoadTurn = false; // a rejection may be the hook's
    }
    const limit = loopLimit(what.limit, this.#options.settings);
    if (!isTold) channel.send({ type: 'phase', phase, ...what, limit });
    channel.secure();
  }

  async #dispose(): Promise<void> {
    try {
      await disposeAll(this.#scope.testDisposers);
      await disposeAll(this.#scope.disposers);
      const closing = this.#environment?.dispose();
      if (closing !== undefined)
        await withinEnvironmentLimit(closing, 'teardown', this.#options.settings);
    } catch (error) {
      this.#strays.add(error);
    }
  }

  async #finishSnapshots(isComplete: boolean): Promise<SnapshotCounts | undefined> {
    const { parts, command, settings } = this.#options;
    const tests = this.#unfinished;
    let unfinished: readonly string[] | undefined;
    const { counts, obsolete, problems } = await finishSnapshots(this.#scope, {
      // Asked for only when the file has snapshots.
      get unfinished() {
        return (unfinished ??= tests.fullTitles());
      },
      complete: isComplete && command.selection === undefined && !settings.collectOnly,
    });
    for (const problem of problems) parts.channel.send({ type: 'problem', problem });
    if (obsolete.length > 0)
      parts.channel.send({ type: 'snapshot-obsolete', file: command.file, keys: obsolete });
    return Object.values(counts).some((count) => count > 0) ? counts : undefined;
  }

  async #reportCoverage(): Promise<void> {
    const { parts, command, settings } = this.#options;
    if (parts.coverage === undefined) return;
    const children = (await parts.children?.finished()) ?? [];
    const hasStarted = parts.children?.hasStarted === true;
    const told = settings.coverage?.told?.[command.file];
    const message = parts.coverage.finish(command.file, { children, hasStarted, told });
    if (message !== undefined) parts.channel.send(message);
    for (const one of parts.children?.uncounted() ?? [])
      parts.channel.send({ type: 'uncounted', ...one });
    parts.children?.belongTo(undefined, settings.coverage);
  }

  #reportLeaks(): void {
    const { settings, parts, command } = this.#options;
    if (!settings.detectLeaks || settings.collectOnly) return;
    for (const leak of parts.isolation.leaks())
      parts.channel.send(describeLeak(leak, command.file, this.#errors));
  }

  #assetRule(file: string): HostSettings['assets'][string] | undefined {
    return this.#options.settings.assets[path.extname(file).toLowerCase()];
  }

  #asset(file: string): unknown {
    const rule = this.#assetRule(file);
    if (rule === 'path') return file;
    if (rule === 'text') return fs.readFileSync(file, 'utf8');
    if (rule === 'empty') return {};
    throw new LoadError(
      'ZT1207',
      `${file} is not a module, and no rule says what importing it gives.`,
      {
        hint: `Add one to the configuration: assets: { '${path.extname(file)}': 'path' } ('path', 'text' or 'empty').`,
      },
    );
  }
}

async function disposeAll(disposers: (() => void | Promise<void>)[]): Promise<void> {
  for (let dispose = disposers.pop(); dispose !== undefined; dispose = disposers.pop())
    await dispose();
}

async function callAll(disposers: readonly (() => void | Promise<void>)[]): Promise<void> {
  for (let i = disposers.length - 1; i >= 0; i--) await disposers[i]?.();
}

function outcomeOf(
  result: FileResult | undefined,
  errors: number,
): { outcome: Outcome; reason?: OutcomeReason } {
  if (result === undefined) return { outcome: 'errored', reason: 'load' };
  if (errors > 0) return { outcome: 'failed' };
  return { outcome: result.outcome, ...(result.reason !== undefined && { reason: result.reason }) };
}
