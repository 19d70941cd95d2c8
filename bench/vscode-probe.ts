/**
 * Measures inside the extension host, where the extension runs: each function is called there by `HostCall`. Moments are
 * milliseconds since the epoch, as in every process of the machine.
 */
import inspector from 'node:inspector/promises';
import { PerformanceObserver, type PerformanceEntry } from 'node:perf_hooks';
import { setTimeout as delay } from 'node:timers/promises';
import type * as vscode from 'vscode';
import type { ExtensionExports } from '../client/vscode/extension.ts';
import { isResult, nextRun, now } from '../scripts/vscode/host/watched-runs.ts';

type Api = typeof vscode;

export interface Startup {
  /** ms that VS Code took to load the extension's code. */
  readonly load: number;
  /** ms of the call of `activate`. */
  readonly activate: number;
  /** ms from that call to the complete tree. */
  readonly complete: number;
  readonly files: number;
}

export interface RunTimes {
  readonly asked: number;
  readonly firstResult: number;
  readonly ended: number;
  readonly results: number;
  /** ms of CPU time: the longest that the extension host was kept at a time. */
  readonly longestTask: number;
  /** The same without pauses of the garbage collector. */
  readonly longestWork: number;
}

/** VS Code's own name for a run among `Run`, `Debug` and `Coverage`. */
const RUN_GROUP = 2;

export async function startup(api: Api): Promise<Startup> {
  const controller = await controllerOf(api);
  await controller.resolveHandler?.(undefined);
  const complete = now();
  const marks = marksOf('ztest.ztest');
  return {
    load: marks.didLoad - marks.willLoad,
    activate: marks.didActivate - marks.willActivate,
    complete: complete - marks.willActivate,
    files: countFiles(controller.items),
  };
}

/** Runs single tests by VS Code's command, again and again. */
export async function runTests(
  api: Api,
  {
    ids,
    times,
    pause,
  }: { readonly ids: readonly string[]; readonly times: number; readonly pause: number },
): Promise<readonly RunTimes[]> {
  const all: RunTimes[] = [];
  for (let time = 0; time < times; time++) {
    const ask = (): void =>
      void api.commands.executeCommand('vscode.runTestsById', RUN_GROUP, ...ids);
    all.push(await timeRun(api, ask));
    await delay(pause);
  }
  return all;
}

export async function runAll(api: Api): Promise<RunTimes> {
  return await timeRun(api, () => void api.commands.executeCommand('testing.runAll'));
}

/** The next run, whoever starts it. */
export async function anyRun(api: Api): Promise<RunTimes> {
  return await timeRun(api, () => {});
}

export async function show(api: Api, file: string): Promise<void> {
  await api.window.showTextDocument(uriOf(api, file));
}

/** Turns the continuous run of the test at a line of the open file on, or off. */
export async function toggleContinuousRun(api: Api, line: number): Promise<void> {
  const editor = api.window.activeTextEditor;
  if (editor === undefined) throw new Error('no file is open');
  const place = new api.Position(line - 1, 0);
  editor.selection = new api.Selection(place, place);
  await api.commands.executeCommand('ztest.toggleContinuousRun');
  await delay(500); // the editor asks for the run a moment later
}

/** Changes a file and saves it, again and again. */
export async function saveFile(
  api: Api,
  { file, times, pause }: { readonly file: string; readonly times: number; readonly pause: number },
): Promise<readonly RunTimes[]> {
  const document = await api.workspace.openTextDocument(uriOf(api, file));
  const all: RunTimes[] = [];
  for (let time = 0; time < times; time++) {
    const edit = new api.WorkspaceEdit();
    edit.insert(document.uri, new api.Position(document.lineCount, 0), `// ${time}\n`);
    await api.workspace.applyEdit(edit);
    all.push(await timeRun(api, () => void document.save()));
    await delay(pause);
  }
  return all;
}

export interface HostMemory {
  readonly pid: number;
  /** Bytes of objects that are still needed. */
  readonly live: number;
}

export async function memory(): Promise<HostMemory> {
  const session = new inspector.Session();
  session.connect();
  await session.post('HeapProfiler.collectGarbage');
  session.disconnect();
  return { pid: process.pid, live: process.memoryUsage().heapUsed };
}

// ---------------------------------------------------------------------------------------------

/** @param ask starts a run */
async function timeRun(api: Api, ask: () => void): Promise<RunTimes> {
  const run = nextRun(await controllerOf(api));
  const tasks = new TaskWatch();
  const asked = now();
  ask();
  const { said, ended } = await run;
  const results = said.filter(isResult);
  return {
    asked,
    firstResult: results[0]?.at ?? Number.NaN,
    ended,
    results: results.length,
    ...(await tasks.end()),
  };
}

const TICK_MS = 5;

/** How long the extension host was kept at a time: CPU time of its main thread, for others may have had the processor. */
class TaskWatch {
  readonly #kept: { readonly from: number; readonly to: number; readonly cpu: number }[] = [];
  readonly #pauses: PerformanceEntry[] = [];
  readonly #collections = new PerformanceObserver((list) =>
    this.#pauses.push(...list.getEntries()),
  );
  #at = performance.now();
  #before = threadTime();
  readonly #timer = setInterval(() => {
    const to = performance.now();
    const time = threadTime();
    this.#kept.push({ from: this.#at, to, cpu: time - this.#before });
    this.#at = to;
    this.#before = time;
  }, TICK_MS);

  constructor() {
    this.#collections.observe({ entryTypes: ['gc'] });
  }

  async end(): Promise<Pick<RunTimes, 'longestTask' | 'longestWork'>> {
    clearInterval(this.#timer);
    await delay(TICK_MS); // the last pauses are told later
    this.#collections.disconnect();
    const work = this.#kept.map(({ from, to, cpu }) => {
      const pauses = this.#pauses.filter((each) => each.startTime >= from && each.startTime <= to);
      return cpu - pauses.reduce((sum, { duration }) => sum + duration, 0);
    });
    return {
      longestTask: Math.max(0, ...this.#kept.map(({ cpu }) => cpu)),
      longestWork: Math.max(0, ...work),
    };
  }
}

function threadTime(): number {
  const { user, system } = process.threadCpuUsage();
  return (user + system) / 1000;
}

async function controllerOf(api: Api): Promise<vscode.TestController> {
  const extension = api.extensions.getExtension<ExtensionExports>('ztest.ztest');
  if (extension === undefined) throw new Error('the extension is not installed');
  return (await extension.activate()).controller;
}

function uriOf(api: Api, file: string): vscode.Uri {
  const [folder] = api.workspace.workspaceFolders ?? [];
  if (folder === undefined) throw new Error('no folder is open');
  return api.Uri.joinPath(folder.uri, file);
}

function countFiles(items: vscode.TestItemCollection): number {
  let count = 0;
  for (const [, item] of items)
    count += item.canResolveChildren ? 1 : item.id.endsWith('/') ? countFiles(item.children) : 1;
  return count;
}

/** VS Code's own, in milliseconds since the epoch. */
function marksOf(
  extension: string,
): Readonly<Record<'willLoad' | 'didLoad' | 'willActivate' | 'didActivate', number>> {
  const { MonacoPerformanceMarks } = globalThis as unknown as {
    readonly MonacoPerformanceMarks: {
      readonly getMarks: () => readonly { readonly name: string; readonly startTime: number }[];
    };
  };
  const marks = new Map(
    MonacoPerformanceMarks.getMarks().map(({ name, startTime }) => [name, startTime]),
  );
  const at = (name: string): number => marks.get(`code/extHost/${name}/${extension}`) ?? Number.NaN;
  return {
    willLoad: at('willLoadExtensionCode'),
    didLoad: at('didLoadExtensionCode'),
    willActivate: at('willActivateExtension'),
    didActivate: at('didActivateExtension'),
  };
}
