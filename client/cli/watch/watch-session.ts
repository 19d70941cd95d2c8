/**
 * Watch mode from the first run to the last: what happens to files and which keys are pressed becomes orders, and orders
 * become runs, one after the other. An order that comes while tests run ends their run; the next one takes over what that
 * has not done.
 */
import type {
  Impact,
  ProjectFiles,
  RequestedFile,
  WatchedProject,
} from '../../../server/engine.ts';
import type { FilePath, Problem, SnapshotCounts } from '../../../test-host/protocol.ts';
import type { CommandContext } from '../command-context.ts';
import { startReportedRun } from '../run-tests-command.ts';
import { KnownResults } from './known-results.ts';
import { filesOf, mergeOrders, restOf, type Order } from './orders.ts';
import { noFilters, selectTyped, type SelectedTests, type TypedFilters } from './typed-filters.ts';

export interface WatchSessionOptions {
  readonly context: CommandContext;
  readonly found: ProjectFiles;
  readonly project: Pick<
    WatchedProject,
    | 'prepare'
    | 'reopen'
    | 'affectedSince'
    | 'runBegins'
    | 'runEnds'
    | 'wrote'
    | 'wroteSnapshots'
    | 'loaded'
  >;
  readonly view: WatchView;
}

/** What is seen of it. */
export interface WatchView {
  readonly begin: (order: Order, files: readonly RequestedFile[]) => void;
  readonly idle: () => void;
  readonly say: (text: string) => void;
  readonly tell: (problems: readonly Problem[]) => void;
}

interface Running {
  readonly controller: AbortController;
  readonly note: (text: string) => void;
  /** Another order waits for its end. */
  isStale: boolean;
}

export class WatchSession {
  readonly #options: WatchSessionOptions;
  readonly known = new KnownResults();
  #context: CommandContext;
  #found: ProjectFiles;
  #settings: string;
  #mustFind = false;
  #filters: TypedFilters = noFilters;
  #next: Order | undefined = { reasons: [] };
  #last: Order = { reasons: [] };
  #isFirst = true;
  #running: Running | undefined;
  #exitCode: number | undefined;
  #wake: () => void = () => {};
  /** A filter is being typed: nothing begins. */
  #onHeld: (() => void) | undefined;

  constructor(options: WatchSessionOptions) {
    this.#options = options;
    this.#context = options.context;
    this.#found = options.found;
    this.#settings = JSON.stringify(options.context.config);
  }

  /** @returns the exit code, when somebody has asked for the end */
  async run(): Promise<number> {
    const { changed } = this.#context.request;
    if (changed !== undefined) {
      this.#next = undefined;
      await this.orderChanged(changed.ref);
    }
    while (this.#exitCode === undefined) {
      const order = this.#next;
      this.#next = undefined;
      if (order === undefined || this.#onHeld !== undefined) await this.#pause(order);
      else await this.#take(order);
    }
    return this.#exitCode;
  }

  /** With the settings that hold now. */
  get context(): CommandContext {
    return this.#context;
  }

  get filters(): TypedFilters {
    return this.#filters;
  }

  /** What may run with these filters in place of those that are in force. */
  selected(filters: TypedFilters): SelectedTests {
    return selectTyped(this.#context, this.#found, filters);
  }

  /** Files have changed. */
  hear({ files, changes, saved, movesFiles, problems }: Impact): void {
    this.#mustFind ||= movesFiles;
    this.#options.view.tell(problems);
    const wanted = new Map(files.map(({ file, ids }) => [file, ids]));
    // What could not be loaded has seen nothing: any change may mend it.
    if (saved.length > 0) for (const file of this.known.broken()) wanted.set(file, undefined);
    const reasons = files.length > 0 ? changes.map(this.#reasonOf) : saved.map(changed);
    const order: Order = { files: wanted, reasons };
    if (files.length > 0) this.#endRun();
    this.#next = mergeOrders(this.#next, order);
    this.#wake();
  }

  /** Somebody wants this, now, and nothing else. */
  order(order: Order): void {
    this.#endRun();
    this.#next = { ...order, isAlone: true };
    this.#wake();
  }

  /** @param ref of git; absent: since the tests ran last */
  async orderChanged(ref: string | undefined): Promise<void> {
    const { project, view } = this.#options;
    const answer = await project.affectedSince(ref);
    if (answer === undefined) return;
    const { files, problems, since } = answer;
    view.tell(problems);
    if (problems.some(({ severity }) => severity === 'error')) return;
    const commit = since === 'HEAD' ? 'the last commit' : since;
    const when = commit === undefined ? 'since the tests ran last' : `since ${commit}`;
    if (files.length === 0) this.say(`Nothing that tests depend on has changed ${when}.`);
    else
      this.order({
        files: new Map(files.map(({ file, ids }) => [file, ids])),
        reasons: [`of what changed ${when}`],
      });
  }

  again(): void {
    this.order(this.#last);
  }

  /** Nothing begins any more, and what runs is ended, until `filter` or `proceed`. */
  hold(onHeld: () => void): void {
    this.#onHeld = onHeld;
    if (this.#running === undefined) return onHeld();
    this.#endRun();
    this.#next ??= { files: new Map(), reasons: [] };
  }

  proceed(): void {
    this.#onHeld = undefined;
    this.#wake();
  }

  filter(filters: TypedFilters): void {
    this.#onHeld = undefined;
    this.#filters = filters;
    this.order({ reasons: [] });
  }

  /** The second time at once. */
  quit(exitCode: number): void {
    const { engine } = this.#context;
    if (this.#exitCode !== undefined) {
      engine.killAll();
      process.exit(exitCode);
    }
    this.#exitCode = exitCode;
    this.#running?.controller.abort();
    this.#wake();
  }

  say(text: string): void {
    if (this.#running === undefined) this.#options.view.say(text);
    else this.#running.note(text);
  }

  readonly #reasonOf = ({ file, what }: Impact['changes'][number]): string => {
    if (what === 'deleted') return `${file} is gone`;
    if (what.endsWith(')')) return `\`${what}\` in ${file} changed`;
    return changed(`${what.startsWith('the ') ? `${what} in ` : ''}${file}`);
  };

  #endRun(): void {
    if (this.#running === undefined) return;
    this.#running.isStale = true;
    this.#running.controller.abort();
  }

  async #pause(order: Order | undefined): Promise<void> {
    this.#next = order;
    if (this.#onHeld === undefined) this.#options.view.idle();
    else this.#onHeld();
    this.#options.project.prepare();
    await new Promise<void>((resolve) => (this.#wake = resolve));
    this.#wake = () => {};
  }

  async #take(wanted: Order): Promise<void> {
    const { view } = this.#options;
    const order = await this.#renew(wanted);
    if (order === undefined || this.#exitCode !== undefined) return;
    if (this.#next !== undefined) {
      this.#next = mergeOrders(order, this.#next);
      return;
    }
    const selected = this.selected(this.#filters);
    const failed = new Set(this.known.failures().keys());
    if (selected.error !== undefined) return view.tell([selected.error]);
    const files = filesOf(order, { all: selected.files, failed });
    if (files.length === 0 && order.files !== undefined) {
      if (order.reasons.length > 0) view.say(`${order.reasons.join(', ')}: no test is affected.`);
      return;
    }
    this.#last = order;
    view.begin(order, files);
    await this.#execute(order, {
      ...selected,
      files,
      isOfAll: selected.isOfAll && order.files === undefined,
    });
  }

  /** Settings and test files as they are now. @returns the order, or a larger one; nothing when it is no time for one */
  async #renew(order: Order): Promise<Order | undefined> {
    const { view } = this.#options;
    if (this.#isFirst) {
      this.#isFirst = false;
      return order;
    }
    const loaded = await this.#context.reload();
    if ('problems' in loaded) {
      this.#settings = '';
      view.tell(loaded.problems);
      return undefined;
    }
    const settings = JSON.stringify(loaded.config);
    const isOther = settings !== this.#settings;
    this.#settings = settings;
    this.#context = loaded;
    if (isOther || this.#mustFind) {
      const found = await loaded.findFiles();
      if (found.errors.length > 0) {
        this.#settings = '';
        view.tell(found.errors);
        return undefined;
      }
      for (const file of this.#found.files)
        if (!found.files.includes(file)) this.known.forget(file);
      this.#mustFind = false;
      this.#found = found;
    }
    if (!isOther) return order;
    this.#options.project.reopen();
    return { reasons: order.reasons };
  }

  async #execute(order: Order, selected: SelectedTests): Promise<void> {
    const { project } = this.#options;
    const run = startReportedRun(this.#context);
    const running: Running = { controller: new AbortController(), note: run.note, isStale: false };
    const passed = new Set<FilePath>();
    this.#running = running;
    project.runBegins();
    await run.execute({
      ...selected,
      signal: running.controller.signal,
      updatesSnapshots: order.updatesSnapshots === true,
      isStale: () => running.isStale,
      onEvents: (events) => {
        this.known.hear(events);
        for (const event of events) {
          if (event.type !== 'file-finished') continue;
          if (event.outcome === 'passed') passed.add(event.file);
          if (hasWritten(event.snapshots)) project.wroteSnapshots(event.file);
        }
      },
      onFileDone: (_, { written = [] }) => project.wrote(written),
      onResult: ({ modulesOf }) =>
        project.loaded(Object.keys(modulesOf(this.#context.config) ?? {})),
    });
    project.runEnds();
    this.#running = undefined;
    if (!running.isStale || this.#next === undefined) return;
    const rest: Order = { reasons: order.reasons, files: restOf(selected.files, passed) };
    if (this.#next.isAlone !== true) this.#next = mergeOrders(rest, this.#next);
  }
}

function hasWritten(snapshots: SnapshotCounts | undefined): boolean {
  const { written = 0, updated = 0, removed = 0 } = snapshots ?? {};
  return written + updated + removed > 0;
}

function changed(what: string): string {
  return `${what} changed`;
}
