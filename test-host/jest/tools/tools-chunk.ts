/**
 * Chunk of the host: runs what a Jest configuration names for a run as a whole (reporters, sequencer, filter) by the interfaces
 * that Jest has for them. Such a host runs nothing else.
 */
import fs from 'node:fs';
import path from 'node:path';
import type { FilePath, JestToolsRequest, RunEvent, SerializedError } from '../../protocol.ts';
import { FileResults, RunResults, type JestTest } from './results.ts';
import { projectConfig } from './project-config.ts';

type Begin = Extract<JestToolsRequest, { kind: 'begin' }>;

export interface ToolsParts {
  readonly load: (file: string) => Promise<unknown>;
  readonly toData: (error: unknown) => SerializedError;
}

/** Answers as {@link JestToolsRequest} says. */
export async function ask(
  file: string,
  request: JestToolsRequest,
  parts: ToolsParts,
): Promise<unknown> {
  switch (request.kind) {
    case 'filter':
      return await filterPaths(file, request.files, parts);
    case 'begin':
      session = await Session.begin(request, parts);
      return undefined;
    case 'sort':
      return await session?.sort();
    case 'shard':
      return await session?.shard(request.count);
    case 'hear':
      return await session?.hear(request.events);
    case 'end':
      return await session?.end();
    default:
      return request satisfies never;
  }
}

let session: Session | undefined;

async function filterPaths(
  file: string,
  paths: readonly string[],
  { load }: ToolsParts,
): Promise<readonly string[]> {
  const exports = await load(file);
  const filter = defaultOf(exports);
  await call(filter, 'setup');
  if (typeof filter !== 'function') throw new Error('it exports no function');
  const answer: unknown = await Reflect.apply(filter, undefined, [paths]);
  const filtered = member(answer, 'filtered');
  if (!Array.isArray(filtered)) throw new Error('it did not return a valid test list');
  return filtered.map((one: unknown) => String(member(one, 'test') ?? one));
}

/** One run. */
class Session {
  readonly #parts: ToolsParts;
  readonly #request: Begin;
  readonly #tests: ReadonlyMap<FilePath, JestTest>;
  readonly #results: RunResults;
  #reporters: readonly object[] = [];
  #sequencer: object | undefined;

  static async begin(request: Begin, parts: ToolsParts): Promise<Session> {
    const one = new Session(request, parts);
    await one.#begin();
    return one;
  }

  private constructor(request: Begin, parts: ToolsParts) {
    this.#parts = parts;
    this.#request = request;
    const contexts = request.projects.map((written) => ({
      config: projectConfig(written),
      hasteFS,
      moduleMap: {},
      resolver: {},
    }));
    this.#tests = new Map(
      request.tests.flatMap(({ file, project, path: place, duration }) => {
        const context = contexts[project];
        const test = { path: place, ...(duration !== undefined && { duration }) };
        return context === undefined ? [] : [[file, { context, ...test }]];
      }),
    );
    this.#results = new RunResults(
      new Map([...this.#tests].map(([file, test]) => [file, new FileResults(test)])),
    );
  }

  async #begin(): Promise<void> {
    const { tools } = this.#request;
    const { globalConfig } = tools;
    if (tools.sequencer !== undefined) {
      const options = { contexts: this.#contexts, globalConfig };
      this.#sequencer = await this.#make(tools.sequencer, [options]);
    }
    const reporters: object[] = [];
    const shared = { firstRun: true, previousSuccess: true, changedFiles: undefined };
    for (const { path: file, options } of tools.reporters)
      reporters.push(await this.#make(file, [globalConfig, options, shared]));
    this.#reporters = reporters;
    const durations = [...this.#tests.values()].map(({ duration = 0 }) => duration);
    const estimatedTime = Math.ceil(durations.reduce((sum, one) => sum + one, 0) / 1000);
    await this.#tell(['onRunStart'], this.#results.aggregated, {
      estimatedTime,
      showStatus: durations.length > 1,
    });
  }

  async sort(): Promise<readonly FilePath[]> {
    const fileOf = new Map([...this.#tests].map(([file, test]) => [test, file]));
    const sorted = await call(this.#sequencer, 'sort', [...this.#tests.values()]);
    if (!Array.isArray(sorted)) throw new Error('sort returned no list of tests');
    return sorted.flatMap((test: JestTest) => fileOf.get(test) ?? []);
  }

  async shard(shardCount: number): Promise<readonly (readonly FilePath[])[] | undefined> {
    if (isInheritedFromJest(this.#sequencer, 'shard')) return undefined;
    const fileOf = new Map([...this.#tests].map(([file, test]) => [test.path, file]));
    const parts: (readonly FilePath[])[] = [];
    for (let shardIndex = 1; shardIndex <= shardCount; shardIndex++) {
      const tests = [...this.#tests.values()];
      const part = await call(this.#sequencer, 'shard', tests, { shardIndex, shardCount });
      if (!Array.isArray(part)) throw new Error('shard returned no list of tests');
      parts.push(part.flatMap((test: JestTest) => fileOf.get(test.path) ?? []));
    }
    return parts;
  }

  async hear(events: readonly RunEvent[]): Promise<void> {
    for (const event of events) await this.#hear(event);
  }

  /** @returns what reporters found wrong */
  async end(): Promise<readonly SerializedError[]> {
    const { aggregated } = this.#results;
    await this.#tell(['onRunComplete'], new Set(this.#contexts), aggregated);
    const errors: SerializedError[] = [];
    for (const reporter of this.#reporters) {
      const error = await call(reporter, 'getLastError');
      if (error !== undefined && error !== null) errors.push(this.#parts.toData(error));
    }
    await call(this.#sequencer, 'cacheResults', [...this.#tests.values()], aggregated);
    const { resultsProcessor } = this.#request.tools;
    if (resultsProcessor !== undefined) {
      const process = defaultOf(await this.#parts.load(resultsProcessor));
      if (typeof process === 'function') await Reflect.apply(process, undefined, [aggregated]);
    }
    return errors;
  }

  get #contexts(): readonly JestTest['context'][] {
    return [...new Set([...this.#tests.values()].map(({ context }) => context))];
  }

  async #hear(event: RunEvent): Promise<void> {
    switch (event.type) {
      case 'file-started': {
        const file = this.#results.file(event.file);
        if (file === undefined) return;
        file.start(event.at);
        return await this.#tell(['onTestFileStart', 'onTestStart'], file.test);
      }
      case 'file-collected':
        return this.#results.file(event.file)?.collect(event.nodes);
      case 'output':
        return this.#results.file(event.file)?.print(event);
      case 'snapshot-obsolete':
        return this.#results.file(event.file)?.leaveSnapshots(event.keys);
      case 'test-started': {
        const file = this.#results.file(fileOf(event.id));
        if (file === undefined) return;
        return await this.#tell(['onTestCaseStart'], file.test, file.startTest(event.id, event.at));
      }
      case 'test-finished': {
        const file = this.#results.file(fileOf(event.id));
        const result = file?.finishTest(event);
        if (file === undefined || result?.status === 'pending') return;
        return await this.#tell(['onTestCaseResult'], file.test, result);
      }
      case 'file-finished': {
        const file = this.#results.file(event.file);
        if (file === undefined) return;
        const result = file.result(event);
        this.#results.add(result);
        const { aggregated } = this.#results;
        await this.#tell(['onTestFileResult', 'onTestResult'], file.test, result, aggregated);
        // Jest lets go of it as well.
        Object.assign(result, { console: undefined, coverage: undefined });
        return;
      }
      case 'run-finished':
        return this.#results.end(event);
      default:
        return; // nothing that Jest tells
    }
  }

  /** Calls the first of the methods that each reporter has. */
  async #tell(names: readonly string[], ...args: readonly unknown[]): Promise<void> {
    for (const reporter of this.#reporters) {
      const name = names.find((one) => typeof member(reporter, one) === 'function');
      if (name !== undefined) await call(reporter, name, ...args);
    }
  }

  async #make(file: string, args: readonly unknown[]): Promise<object> {
    const make = defaultOf(await this.#parts.load(file));
    if (typeof make !== 'function') throw new Error(`${path.basename(file)} exports no class.`);
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- `construct` answers with nothing else
    return Reflect.construct(make, args) as object;
  }
}

/** What Jest's own sequencer asks of the haste map. */
const hasteFS = {
  exists: (file: string): boolean => fs.existsSync(file),
  getSize: (file: string): number | null =>
    fs.statSync(file, { throwIfNoEntry: false })?.size ?? null,
};

function fileOf(id: string): FilePath {
  return id.slice(0, id.indexOf('#'));
}

async function call(object: unknown, name: string, ...args: readonly unknown[]): Promise<unknown> {
  const method = member(object, name);
  return typeof method === 'function' ? await Reflect.apply(method, object, args) : undefined;
}

/** A method of the class that Jest's own sequencer is, below one of the project; or there is none. */
function isInheritedFromJest(object: object | undefined, name: string): boolean {
  let at: unknown = object;
  while (typeof at === 'object' && at !== null && !Object.hasOwn(at, name))
    at = Object.getPrototypeOf(at);
  if (at === null || at === undefined) return true;
  const isDirect = object === at || Object.getPrototypeOf(object) === at;
  return !isDirect && member(member(at, 'constructor'), 'name') === 'TestSequencer';
}

function defaultOf(exports: unknown): unknown {
  return member(exports, 'default') ?? exports;
}

function member(object: unknown, key: string): unknown {
  const isObject = (typeof object === 'object' && object !== null) || typeof object === 'function';
  return isObject ? Reflect.get(object, key) : undefined;
}
