/**
 * Which tests can run a symbol: from it to what uses it, and so on, until code is reached that runs when a test file is loaded,
 * or in one test. Only files on the way are parsed, those that import one of the names; types are never checked. Where nobody
 * can be sure a use is counted: a change whose test is not found costs more than a test that runs for nothing.
 */
import type { TestId } from '../../test-host/protocol.ts';
import type { CallbackFacts, FileSymbols } from '../parsing/symbol-facts.ts';
import type { DeclaringCall } from './declaring-calls.ts';
import type { GraphEdge } from './module-facts.ts';
import type { ModuleGraph } from './module-graph.ts';
import { dependantsOf, pathsOf, type PathStep } from './queries.ts';
import { codeAt } from './symbol-places.ts';
import { LOAD, tableOf, type SymbolRef, type SymbolTable } from './symbol-table.ts';

export interface TestReach {
  readonly test: string;
  /** Those that go this way; absent: all tests of the file. */
  readonly ids?: readonly TestId[];
  /** From the test file to the module whose code uses the symbol. */
  readonly modules: readonly PathStep[];
  /** From what runs in that module to the symbol. */
  readonly symbols: readonly SymbolRef[];
}

/** What discovery has at the place of a call in a test file, as far as that is the file that the graph read. */
export type FindCall = (file: string, callback: CallbackFacts) => DeclaringCall | undefined;

export interface SearchOptions {
  readonly graph: ModuleGraph;
  readonly findCall?: FindCall | undefined;
  /** Before calls in these test files are looked for. */
  readonly loadTrees?: ((files: readonly string[]) => Promise<void>) | undefined;
  readonly signal?: AbortSignal | undefined;
}

interface UsingCallback {
  readonly at: SymbolRef;
  readonly isHook: boolean;
}

/** In place of the name of an export: one that nobody knows. */
const ANY = '*';

/** @throws the signal's reason when it is aborted */
export async function testsOfSymbols(
  symbols: readonly SymbolRef[],
  options: SearchOptions,
): Promise<readonly TestReach[]> {
  const search = new Search(options);
  await search.follow(symbols);
  return search.answers();
}

type Task =
  | { readonly do: 'use'; readonly at: SymbolRef }
  /** Something is exported by a file under a name. */
  | { readonly do: 'export'; readonly file: string; readonly name: string; readonly of: SymbolRef }
  /** A file has it under a name of its own; `member`: as that of a namespace. */
  | {
      readonly do: 'import';
      readonly file: string;
      readonly local: string;
      readonly member?: string | undefined;
      readonly of: SymbolRef;
    }
  /** Something that the edge leads to, whatever it is. */
  | { readonly do: 'edge'; readonly file: string; readonly start: number; readonly of: SymbolRef };

/** Milliseconds at a stretch, so that other requests have their turn. */
const turn = 10;

class Search {
  readonly #options: SearchOptions;
  readonly #done = new Set<string>();
  /** From each user to what it uses. */
  readonly #next = new Map<string, SymbolRef | undefined>();
  readonly #loaded = new Map<string, SymbolRef>();
  /** Single tests, by file: each with the callback that uses something. */
  readonly #tests = new Map<string, Map<TestId, UsingCallback>>();
  #queue: Task[] = [];
  readonly #unparsed = new Set<string>();
  /** Test files whose tests are known. */
  readonly #known = new Set<string>();

  constructor(options: SearchOptions) {
    this.#options = options;
  }

  async follow(symbols: readonly SymbolRef[]): Promise<void> {
    const { signal } = this.#options;
    for (const symbol of symbols) this.#use(symbol, undefined);
    let until = performance.now() + turn;
    while (this.#queue.length > 0) {
      const tasks = this.#queue;
      this.#queue = [];
      for (const task of tasks) {
        if (!this.#run(task)) this.#queue.push(task);
        if (performance.now() < until) continue;
        await new Promise((resume) => void setImmediate(resume));
        signal?.throwIfAborted();
        until = performance.now() + turn;
      }
      if (this.#unparsed.size === 0) continue;
      await this.#load([...this.#unparsed]);
    }
  }

  async #load(files: readonly string[]): Promise<void> {
    const { graph, loadTrees, signal } = this.#options;
    this.#unparsed.clear();
    const unparsed = files.filter((file) => graph.symbolsOf(file) === 'unparsed');
    if (unparsed.length > 0) await graph.loadSymbols(unparsed, signal);
    signal?.throwIfAborted();
    const tests = files.filter((file) => graph.tests.has(file) && !this.#known.has(file));
    if (tests.length > 0) await loadTrees?.(tests);
    signal?.throwIfAborted();
    for (const test of tests) this.#known.add(test);
  }

  answers(): readonly TestReach[] {
    const { graph } = this.#options;
    const files = [...this.#loaded.keys()];
    const dependants = dependantsOf(graph, files);
    const pathOf = pathsOf(dependants, 'dependants');
    const whole = new Set(
      [...files, ...dependants.map(({ target }) => target)].filter((file) => graph.tests.has(file)),
    );
    const answers: TestReach[] = [];
    for (const test of whole) {
      const modules = this.#loaded.has(test) ? [] : (pathOf(test) ?? []);
      const from = this.#loaded.get(modules.at(-1)?.to ?? test);
      answers.push({ test, modules, symbols: this.#wayFrom(from) });
    }
    for (const [test, ids] of this.#tests) {
      if (whole.has(test)) continue;
      const groups = Map.groupBy(ids, ([, { at, isHook }]) => {
        const next = this.#next.get(keyOf(at));
        return `${isHook} ${next === undefined ? '' : keyOf(next)}`;
      });
      for (const group of groups.values()) {
        const symbols = this.#wayFrom(group[0]?.[1].at);
        answers.push({ test, ids: group.map(([id]) => id), modules: [], symbols });
      }
    }
    return answers;
  }

  #wayFrom(user: SymbolRef | undefined): readonly SymbolRef[] {
    const way: SymbolRef[] = [];
    for (let at = user; at !== undefined; at = this.#next.get(keyOf(at))) way.push(at);
    return way;
  }

  /** @returns false: a file must be parsed first */
  #run(task: Task): boolean {
    switch (task.do) {
      case 'use':
        return this.#followUse(task.at);
      case 'export':
        return this.#followExport(task);
      case 'import':
        return this.#followImport(task);
      case 'edge':
        return this.#followEdge(task);
      default:
        return task satisfies never;
    }
  }

  #use(at: SymbolRef, of: SymbolRef | undefined): void {
    const key = keyOf(at);
    if (this.#next.has(key)) return;
    this.#next.set(key, of);
    if (at.name === LOAD) this.#loaded.set(at.file, at);
    else this.#queue.push({ do: 'use', at });
  }

  #add(task: Exclude<Task, { readonly do: 'use' }>): void {
    const { of: _, ...what } = task;
    const key = JSON.stringify(what);
    if (this.#done.has(key)) return;
    this.#done.add(key);
    this.#queue.push(task);
  }

  /** `undefined`: it must be loaded first; `null`: nobody can say what is in it. */
  #tableOf(file: string): SymbolTable | null | undefined {
    const symbols = this.#symbolsOf(file);
    return symbols === null || symbols === undefined ? symbols : tableOf(symbols);
  }

  #symbolsOf(file: string): FileSymbols | null | undefined {
    const { graph, loadTrees } = this.#options;
    const symbols = graph.symbolsOf(file);
    const isUnknown = loadTrees !== undefined && graph.tests.has(file) && !this.#known.has(file);
    if (symbols !== 'unparsed' && !isUnknown) return symbols ?? null;
    this.#unparsed.add(file);
    return undefined;
  }

  #followUse(at: SymbolRef): boolean {
    const { file, name } = at;
    const table = this.#tableOf(file);
    if (table === undefined) return false;
    const callback = table?.callbacks.get(name);
    for (const variable of table?.writes.get(name) ?? []) {
      this.#use({ file, name: variable }, at);
    }
    if (table === null) this.#use({ file, name: LOAD }, at);
    else if (callback !== undefined && callback.kind !== 'function') this.#followCall(at, callback);
    else if (table.declared.get(name) !== 'type') {
      for (const { user } of table.users.get(name) ?? []) this.#use({ file, name: user }, at);
      if (table.runsOnLoad.has(name)) this.#use({ file, name: LOAD }, at);
      for (const exported of table.exportedAs.get(name) ?? []) {
        this.#add({ do: 'export', file, name: exported, of: at });
      }
      if (table.isOpen) this.#add({ do: 'export', file, name: ANY, of: at });
      this.#followWhole(file, at);
    }
    return true;
  }

  /** A function that is handed to a call runs in the tests that the call declares, or with what is around it. */
  #followCall(at: SymbolRef, callback: CallbackFacts): void {
    const { graph, findCall } = this.#options;
    const { file } = at;
    const callbacks = this.#callbacksOf(file);
    // What imports a test file declares its tests once more.
    const isAlone = graph.tests.has(file) && graph.importersOf(file).size === 0;
    const callOf = (name: string | undefined): DeclaringCall | undefined => {
      const one = name === undefined ? undefined : callbacks?.get(name);
      return one === undefined || !isAlone ? undefined : findCall?.(file, one);
    };
    const own = callOf(at.name);
    const call = callback.kind === 'hook' ? callOf(callback.within) : own;
    if (call !== undefined && (call.kind === 'test' || callback.kind === 'hook')) {
      const known = this.#tests.get(file) ?? new Map<TestId, UsingCallback>();
      this.#tests.set(file, known);
      const using = { at, isHook: callback.kind === 'hook' };
      for (const id of call.ids) if (!known.has(id)) known.set(id, using);
    } else {
      // What a suite is handed runs when the file is loaded.
      const around = own?.kind === 'suite' ? LOAD : (callback.within ?? LOAD);
      this.#use({ file, name: around }, at);
    }
  }

  #callbacksOf(file: string): SymbolTable['callbacks'] | undefined {
    return this.#tableOf(file)?.callbacks;
  }

  #followExport({ file, name, of }: Task & { readonly do: 'export' }): boolean {
    const { graph } = this.#options;
    // A name that nobody knows is none of those that the file says.
    const own = name === ANY ? this.#tableOf(file) : null;
    if (own === undefined) return false;
    const isMeant = (imported: string): boolean =>
      imported === name || (name === ANY && own?.exports.has(imported) !== true);
    let isDone = true;
    for (const importer of graph.importersOf(file)) {
      for (const { kind, to, names } of graph.edgesOf(importer)) {
        if (to !== file) continue;
        if (kind === 're-export') {
          if (names === undefined) {
            const table = name === 'default' ? null : this.#tableOf(importer);
            if (table === undefined) isDone = false;
            else if (table !== null && !table.exports.has(name))
              this.#add({ do: 'export', file: importer, name, of });
          }
          for (const { imported, local } of names ?? []) {
            if (imported === '*' || isMeant(imported))
              this.#add({ do: 'export', file: importer, name: local, of });
          }
        } else if (kind === 'static' || kind === 'type') {
          for (const { imported, local } of names ?? []) {
            if (imported === '*')
              this.#add({ do: 'import', file: importer, local, member: name, of });
            else if (isMeant(imported)) this.#add({ do: 'import', file: importer, local, of });
          }
        }
      }
    }
    this.#followWhole(file, of);
    return isDone;
  }

  /** Whoever may take anything of a file. */
  #followWhole(file: string, of: SymbolRef): void {
    const { graph } = this.#options;
    for (const importer of graph.importersOf(file)) {
      for (const edge of graph.edgesOf(importer)) {
        if (edge.to !== file || isByName(edge)) continue;
        const { start } = edge;
        if (start === undefined) this.#use({ file: importer, name: LOAD }, of);
        else this.#add({ do: 'edge', file: importer, start, of });
      }
    }
  }

  #followImport({ file, local, member, of }: Task & { readonly do: 'import' }): boolean {
    const table = this.#tableOf(file);
    if (table === undefined) return false;
    if (table === null) this.#use({ file, name: LOAD }, of);
    for (const { user, member: used } of table?.users.get(local) ?? []) {
      const isOther =
        member !== undefined && member !== ANY && used !== undefined && used !== member;
      if (!isOther) this.#use({ file, name: user }, of);
    }
    for (const name of table?.exportedAs.get(local) ?? []) {
      this.#add({ do: 'export', file, name, of });
    }
    return true;
  }

  #followEdge({ file, start, of }: Task & { readonly do: 'edge' }): boolean {
    const symbols = this.#symbolsOf(file);
    if (symbols === undefined) return false;
    this.#use(symbols === null ? { file, name: LOAD } : codeAt(file, symbols, start), of);
    return true;
  }
}

/** What is taken by its name, and no more. */
function isByName({ kind }: GraphEdge): boolean {
  return kind === 'static' || kind === 're-export' || kind === 'type';
}

function keyOf({ file, name }: SymbolRef): string {
  return `${file}\n${name}`;
}
