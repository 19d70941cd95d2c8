/**
 * Which declarations use which across the project, and which test files can run one. It answers from the light facts that
 * parsing keeps of each file; types are never checked. Where it cannot be sure it counts a use too many: a change whose test
 * is not found costs more than a test that runs for nothing.
 */
import type { SymbolFacts, SymbolUse } from '../parsing/symbol-facts.ts';
import { isFileTarget, isRunning, type GraphEdge, type ModuleFacts } from './module-facts.ts';
import type { ModuleGraph } from './module-graph.ts';
import { dependantsOf, pathsOf, type PathStep } from './queries.ts';

export interface SymbolRef {
  readonly file: string;
  /** Of a declaration, or `LOAD`. */
  readonly name: string;
}

/** What runs when the module is loaded. */
export const LOAD = '*load*';

export interface SymbolUser extends SymbolRef {
  /** Offset of the first use; absent: the whole file is used, without a word of this name. */
  readonly at?: number;
  readonly isType?: true;
}

/** What the uses of a file were concluded from, and what is kept of them. */
interface Indexed {
  readonly facts: ModuleFacts | undefined;
  readonly edges: readonly GraphEdge[];
  readonly links: [used: string, user: string][];
}

export interface TestReach {
  readonly test: string;
  /** From the test file to the module whose code uses the symbol. */
  readonly modules: readonly PathStep[];
  /** From what runs in that module to the symbol. */
  readonly symbols: readonly SymbolRef[];
}

export class SymbolIndex {
  readonly #graph: ModuleGraph;
  #version = -1;
  readonly #indexed = new Map<string, Indexed>();
  /** By what is used. */
  readonly #users = new Map<string, Map<string, SymbolUser>>();
  readonly #exports = new Map<string, readonly SymbolRef[]>();
  /** By file and name. */
  readonly #declared = new Map<string, ReadonlyMap<string, 'value' | 'type'>>();

  constructor(graph: ModuleGraph) {
    this.#graph = graph;
  }

  declarationsOf(file: string): readonly SymbolFacts[] {
    return this.#graph.factsOf(file)?.symbols?.declarations ?? [];
  }

  /** The declaration around an offset; outside of all: what runs on load. */
  symbolAt(file: string, offset: number): SymbolRef {
    const found = this.declarationsOf(file).find(
      ({ start, end }) => start <= offset && offset <= end,
    );
    return { file, name: found?.name ?? LOAD };
  }

  /** What the word at an offset declares or names; where it is no such word, the declaration around it. */
  symbolsAt(file: string, text: string, offset: number): readonly SymbolRef[] {
    this.#prepare(file);
    const word = wordAt(text, offset);
    const named = word === '' ? [] : [...this.#meant(file, word), ...this.#importedAs(file, word)];
    return named.length > 0 ? named : [this.symbolAt(file, offset)];
  }

  /** In a file of whose names only the imports are known. */
  #importedAs(file: string, word: string): readonly SymbolRef[] {
    const { symbols, imports = [] } = this.#graph.factsOf(file) ?? {};
    if (symbols !== undefined) return [];
    return imports.flatMap(({ specifier, names = [] }) =>
      names
        .filter(({ local }) => local === word)
        .flatMap(({ imported }) =>
          this.#targets(file, specifier).flatMap((to) => this.#exported(to, imported)),
        ),
    );
  }

  /** Who names the symbol, types included. */
  usersOf(symbol: SymbolRef): readonly SymbolUser[] {
    this.#prepare(symbol.file);
    return [...(this.#users.get(keyOf(symbol))?.values() ?? [])];
  }

  /** Test files that can run one of the symbols, nearest first. */
  testsOf(...symbols: readonly SymbolRef[]): readonly TestReach[] {
    for (const { file } of symbols) this.#prepare(file);
    const next = new Map<string, SymbolRef | undefined>(
      symbols.map((symbol) => [keyOf(symbol), undefined]),
    );
    const queue = [...symbols];
    const loaded = new Map<string, SymbolRef>();
    for (const at of queue) {
      if (at.name === LOAD) loaded.set(at.file, at);
      for (const user of this.#users.get(keyOf(at))?.values() ?? []) {
        const { file, name, isType } = user;
        if (isType === true || next.has(keyOf(user))) continue;
        next.set(keyOf(user), at);
        queue.push({ file, name });
      }
    }
    const files = [...loaded.keys()];
    const answers = dependantsOf(this.#graph, files);
    const pathOf = pathsOf(answers, 'dependants');
    const { tests } = this.#graph;
    return [...files, ...answers.map(({ target }) => target)]
      .filter((file) => tests.has(file))
      .map((test) => {
        const modules = loaded.has(test) ? [] : (pathOf(test) ?? []);
        const way: SymbolRef[] = [];
        let at = loaded.get(modules.at(-1)?.to ?? test);
        for (; at !== undefined; at = next.get(keyOf(at))) way.push(at);
        return { test, modules, symbols: way };
      });
  }

  /** Only files that lead to this one can use what it declares. */
  #prepare(file: string): void {
    this.#follow();
    const queue = new Set([file]);
    for (const at of queue) {
      if (!this.#indexed.has(at)) this.#index(at);
      for (const importer of this.#graph.importersOf(at)) queue.add(importer);
    }
  }

  /** An edit inside of declarations changes what that file uses, and nothing for all others. */
  #follow(): void {
    const { version } = this.#graph;
    if (this.#version === version) return;
    this.#version = version;
    const stale: string[] = [];
    for (const [file, { facts, edges }] of this.#indexed) {
      const now = { facts: this.#graph.factsOf(file), edges: this.#graph.edgesOf(file) };
      if (now.facts === facts && now.edges === edges) continue;
      if (shapeOf(now) !== shapeOf({ facts, edges })) {
        this.#indexed.clear();
        this.#users.clear();
        this.#exports.clear();
        this.#declared.clear();
        return;
      }
      stale.push(file);
    }
    for (const file of stale) {
      for (const [used, user] of this.#indexed.get(file)?.links ?? []) {
        this.#users.get(used)?.delete(user);
      }
      this.#index(file);
    }
  }

  #index(file: string): void {
    const edges = this.#graph.edgesOf(file);
    this.#indexed.set(file, { facts: this.#graph.factsOf(file), edges, links: [] });
    const symbols = this.#graph.factsOf(file)?.symbols;
    if (symbols === undefined) return this.#indexWhole(file);
    for (const declaration of symbols.declarations) {
      const user = { file, name: declaration.name };
      for (const use of declaration.uses) this.#addUse(user, use);
      if (declaration.runsOnLoad === true) this.#add({ file, name: LOAD }, user);
    }
    for (const use of symbols.onLoad) this.#addUse({ file, name: LOAD }, use);
    for (const { to, kind, start } of this.#graph.edgesOf(file)) {
      const isForeseen = kind === 'static' || kind === 're-export' || kind === 'type';
      if (isForeseen || !isFileTarget(to)) continue;
      const user = start === undefined ? { file, name: LOAD } : this.symbolAt(file, start);
      for (const ref of this.#everythingOf(to)) this.#add(user, ref);
    }
  }

  /** All that it imports is used. */
  #indexWhole(file: string): void {
    for (const edge of this.#graph.edgesOf(file)) {
      if (!isFileTarget(edge.to) || !isRunning(edge)) continue;
      const { to, names, start } = edge;
      const user = { file, name: LOAD, ...(start !== undefined && { at: start }) };
      const refs = names?.flatMap((name) => this.#exported(to, name)) ?? this.#everythingOf(to);
      for (const ref of refs) this.#add(user, ref);
    }
  }

  #addUse({ file, name: user }: SymbolRef, { name, member, isType, at }: SymbolUse): void {
    const about = { file, name: user, at, ...(isType === true && { isType }) };
    for (const ref of this.#meant(file, name, member)) this.#add(about, ref);
  }

  #add(user: SymbolUser, ref: SymbolRef): void {
    const key = keyOf(ref);
    const users = this.#users.get(key) ?? new Map<string, SymbolUser>();
    this.#users.set(key, users);
    const known = users.get(keyOf(user));
    const isType = user.isType === true || this.#declaredIn(ref.file).get(ref.name) === 'type';
    // A use that runs says more than one that is a type.
    if (known === undefined || (known.isType === true && !isType)) {
      users.set(keyOf(user), isType ? { ...user, isType } : user);
      this.#indexed.get(user.file)?.links.push([key, keyOf(user)]);
    }
  }

  #declaredIn(file: string): ReadonlyMap<string, 'value' | 'type'> {
    const known = this.#declared.get(file);
    if (known !== undefined) return known;
    const names = new Map<string, 'value' | 'type'>();
    for (const { name, kind } of this.declarationsOf(file)) {
      if (kind !== 'type' || !names.has(name)) names.set(name, kind === 'type' ? 'type' : 'value');
    }
    this.#declared.set(file, names);
    return names;
  }

  /** What a name of a file's top level stands for. */
  #meant(file: string, name: string, member?: string): readonly SymbolRef[] {
    const symbols = this.#graph.factsOf(file)?.symbols;
    const refs: SymbolRef[] = this.#declaredIn(file).has(name) ? [{ file, name }] : [];
    for (const { local, specifier, imported } of symbols?.imports ?? []) {
      if (local !== name) continue;
      const wanted = imported === '*' ? member : imported;
      for (const to of this.#targets(file, specifier)) {
        refs.push(...(wanted === undefined ? this.#everythingOf(to) : this.#exported(to, wanted)));
      }
    }
    return refs;
  }

  #targets(file: string, specifier: string): readonly string[] {
    const edges = this.#graph.edgesOf(file);
    const found = edges.flatMap(({ specifier: written, to }) =>
      written === specifier && isFileTarget(to) ? [to] : [],
    );
    return [...new Set(found)];
  }

  /** What a module exports under a name; when nobody can say (CommonJS), anything of it. */
  #exported(file: string, name: string): readonly SymbolRef[] {
    if (name === '*') return this.#everythingOf(file);
    const key = keyOf({ file, name });
    let refs = this.#exports.get(key);
    if (refs === undefined) {
      refs = this.#find(file, name, new Set()) ?? this.#everythingOf(file);
      this.#exports.set(key, refs);
    }
    return refs;
  }

  #find(file: string, name: string, seen: Set<string>): readonly SymbolRef[] | undefined {
    const key = keyOf({ file, name });
    if (seen.has(key)) return undefined;
    seen.add(key);
    const symbols = this.#graph.factsOf(file)?.symbols;
    if (symbols === undefined) return [{ file, name: LOAD }];
    const refs: SymbolRef[] = [];
    let isFound = false;
    const take = (more: readonly SymbolRef[] | undefined): void => {
      if (more === undefined) return;
      isFound = true;
      refs.push(...more);
    };
    for (const one of symbols.exports) {
      if (!('name' in one) || one.name !== name) continue;
      if ('local' in one) take(this.#local(file, one.local, seen));
      else take(this.#throughAll(file, one, seen));
    }
    if (isFound) return refs;
    if (name === 'default') return undefined;
    for (const one of symbols.exports) {
      if ('all' in one) take(this.#throughAll(file, { specifier: one.all, imported: name }, seen));
    }
    return isFound ? refs : undefined;
  }

  #local(file: string, name: string, seen: Set<string>): readonly SymbolRef[] {
    const symbols = this.#graph.factsOf(file)?.symbols;
    const refs: SymbolRef[] = this.#declaredIn(file).has(name) ? [{ file, name }] : [];
    for (const one of symbols?.imports ?? []) {
      if (one.local === name) refs.push(...(this.#throughAll(file, one, seen) ?? []));
    }
    return refs;
  }

  #throughAll(
    file: string,
    { specifier, imported }: { readonly specifier: string; readonly imported: string },
    seen: Set<string>,
  ): readonly SymbolRef[] | undefined {
    const found = this.#targets(file, specifier).map((to) =>
      imported === '*' ? this.#everythingOf(to) : this.#find(to, imported, seen),
    );
    return found.every((refs) => refs === undefined)
      ? undefined
      : found.flatMap((refs) => refs ?? []);
  }

  /** All that a module declares, and whatever it hands on something of. */
  #everythingOf(file: string): readonly SymbolRef[] {
    const key = keyOf({ file, name: '*' });
    let refs = this.#exports.get(key);
    if (refs === undefined) {
      const files = new Set([file]);
      for (const at of files) {
        for (const to of this.#handedOn(at)) files.add(to);
      }
      refs = [...files].flatMap((at) => [
        { file: at, name: LOAD },
        ...this.declarationsOf(at).map(({ name }) => ({ file: at, name })),
      ]);
      this.#exports.set(key, refs);
    }
    return refs;
  }

  *#handedOn(file: string): Generator<string> {
    const { imports = [], exports = [] } = this.#graph.factsOf(file)?.symbols ?? {};
    for (const one of exports) {
      if ('all' in one) yield* this.#targets(file, one.all);
      else if ('specifier' in one) yield* this.#targets(file, one.specifier);
      else {
        const found = imports.find(({ local }) => local === one.local);
        if (found !== undefined) yield* this.#targets(file, found.specifier);
      }
    }
  }
}

/** What the uses of other files are concluded from. */
function shapeOf({ facts, edges }: Pick<Indexed, 'facts' | 'edges'>): string {
  const { imports, exports, declarations = [] } = facts?.symbols ?? {};
  return JSON.stringify([
    facts?.symbols === undefined,
    imports,
    exports,
    declarations.map(({ name, kind }) => [name, kind]),
    edges.map(({ specifier, to }) => [specifier, to]),
  ]);
}

function wordAt(text: string, offset: number): string {
  const before = /[\w$]*$/.exec(text.slice(Math.max(0, offset - 200), offset))?.[0] ?? '';
  const after = /^[\w$]*/.exec(text.slice(offset, offset + 200))?.[0] ?? '';
  return before + after;
}

function keyOf({ file, name }: SymbolRef): string {
  return `${file}\n${name}`;
}
