/** From a place in a text to the symbols that are meant there. */
import type { FileSymbols } from '../parsing/symbol-facts.ts';
import { isFileTarget } from './module-facts.ts';
import type { ModuleGraph } from './module-graph.ts';
import { LOAD, tableOf, type SymbolRef } from './symbol-table.ts';

export interface Place {
  readonly file: string;
  readonly text: string;
  readonly offset: number;
}

/** What the word at a place declares or names; where it is no such word, the code around it. */
export async function symbolsAt(
  { file, text, offset }: Place,
  graph: ModuleGraph,
  signal?: AbortSignal,
): Promise<readonly SymbolRef[]> {
  const load = createLoader(graph, signal);
  const symbols = await load(file);
  if (symbols === undefined) return [{ file, name: LOAD }];
  const { word, of } = wordAt(text, offset);
  const named = word === '' ? [] : await meant(word, of);
  if (named.length > 0) return named;
  const local = localFunction(symbols, word, offset);
  return [local === undefined ? codeAt(file, symbols, offset) : { file, name: local }];

  async function meant(name: string, object: string | undefined): Promise<readonly SymbolRef[]> {
    const refs: SymbolRef[] = [];
    if (object === undefined && symbols !== undefined && tableOf(symbols).declared.has(name))
      refs.push({ file, name });
    for (const { local, specifier, imported } of symbols?.imports ?? []) {
      const isMember = imported === '*' && local === object;
      if (!isMember && (local !== name || object !== undefined)) continue;
      const wanted = isMember ? name : imported;
      refs.push(...(await findImported({ file, specifier, imported: wanted }, graph, load)));
    }
    return refs;
  }
}

/** What a name that is declared or exported by a file stands for; without such a name nothing. */
export async function symbolsNamed(
  file: string,
  name: string,
  graph: ModuleGraph,
): Promise<readonly SymbolRef[]> {
  const load = createLoader(graph, undefined);
  const symbols = await load(file);
  if (symbols === undefined) return [];
  const { declared, exports } = tableOf(symbols);
  if (declared.has(name)) return [{ file, name }];
  if (!exports.has(name)) return [];
  return (await findExported({ file, name }, graph, { load, seen: new Set() })) ?? [];
}

/** All names that the top level of a file declares or exports. */
export async function namesOf(file: string, graph: ModuleGraph): Promise<Iterable<string>> {
  const symbols = await createLoader(graph, undefined)(file);
  if (symbols === undefined) return [];
  const { declared, exports } = tableOf(symbols);
  return new Set([...exports, ...declared.keys()].filter((name) => /^[^*]/.test(name)));
}

/** The innermost callback or declaration around an offset; outside of all: what runs on load. */
export function codeAt(
  file: string,
  { declarations, callbacks = [] }: FileSymbols,
  offset: number,
): SymbolRef {
  const isAround = ({ start, end }: { readonly start: number; readonly end: number }): boolean =>
    start <= offset && offset <= end;
  const callback = callbacks
    .filter(isAround)
    .reduce<(typeof callbacks)[number] | undefined>(
      (best, one) => (best === undefined || one.start >= best.start ? one : best),
      undefined,
    );
  return { file, name: (callback ?? declarations.find(isAround))?.name ?? LOAD };
}

type Loader = (file: string) => Promise<FileSymbols | undefined>;

function createLoader(graph: ModuleGraph, signal: AbortSignal | undefined): Loader {
  return async (file) => {
    for (;;) {
      const symbols = graph.symbolsOf(file);
      if (symbols !== 'unparsed') return symbols;
      await graph.loadSymbols([file], signal);
      signal?.throwIfAborted();
    }
  };
}

interface Imported {
  readonly file: string;
  readonly specifier: string;
  readonly imported: string;
}

async function findImported(
  { file, specifier, imported }: Imported,
  graph: ModuleGraph,
  load: Loader,
): Promise<readonly SymbolRef[]> {
  const refs: SymbolRef[] = [];
  for (const to of targetsOf(graph, file, specifier)) {
    const found =
      imported === '*'
        ? undefined
        : await findExported({ file: to, name: imported }, graph, { load, seen: new Set() });
    refs.push(...(found ?? (await allOf(to, load))));
  }
  return refs;
}

/** `undefined`: the file says nothing of such a name. */
async function findExported(
  { file, name }: SymbolRef,
  graph: ModuleGraph,
  { load, seen }: { readonly load: Loader; readonly seen: Set<string> },
): Promise<readonly SymbolRef[] | undefined> {
  const key = `${file}\n${name}`;
  if (seen.has(key)) return undefined;
  seen.add(key);
  const symbols = await load(file);
  if (symbols === undefined) return [{ file, name: LOAD }];
  const refs: SymbolRef[] = [];
  let isFound = false;
  const through = async (specifier: string, imported: string): Promise<void> => {
    for (const to of targetsOf(graph, file, specifier)) {
      const found =
        imported === '*'
          ? await allOf(to, load)
          : await findExported({ file: to, name: imported }, graph, { load, seen });
      isFound ||= found !== undefined;
      refs.push(...(found ?? []));
    }
  };
  for (const one of symbols.exports) {
    if (!('name' in one) || one.name !== name) continue;
    if ('specifier' in one) {
      await through(one.specifier, one.imported);
      continue;
    }
    isFound = true;
    if (tableOf(symbols).declared.has(one.local)) refs.push({ file, name: one.local });
    for (const { local, specifier, imported } of symbols.imports) {
      if (local === one.local) await through(specifier, imported);
    }
  }
  if (isFound) return refs;
  for (const one of symbols.exports) {
    if ('all' in one && name !== 'default') await through(one.all, name);
  }
  return isFound ? refs : undefined;
}

async function allOf(file: string, load: Loader): Promise<readonly SymbolRef[]> {
  const declarations = (await load(file))?.declarations ?? [];
  return [{ file, name: LOAD }, ...declarations.map(({ name }) => ({ file, name }))];
}

function targetsOf(graph: ModuleGraph, file: string, specifier: string): readonly string[] {
  const found = graph
    .edgesOf(file)
    .flatMap(({ specifier: written, to }) =>
      written === specifier && isFileTarget(to) ? [to] : [],
    );
  return [...new Set(found)];
}

/** A function that a callback around the offset declares. */
function localFunction(
  { callbacks = [] }: FileSymbols,
  word: string,
  offset: number,
): string | undefined {
  return callbacks.findLast(({ kind, name, within }) => {
    if (kind !== 'function' || !name.startsWith(`${word}@`)) return false;
    const around = callbacks.find((one) => one.name === within);
    return around !== undefined && around.start <= offset && offset <= around.end;
  })?.name;
}

/** The word, and the one before the dot in front of it. */
function wordAt(text: string, offset: number): { readonly word: string; readonly of?: string } {
  const head = text.slice(Math.max(0, offset - 200), offset);
  const before = /(?:([\w$]+)\s*\??\.\s*)?([\w$]*)$/.exec(head);
  const after = /^[\w$]*/.exec(text.slice(offset, offset + 200))?.[0] ?? '';
  const of = before?.[1];
  return { word: (before?.[2] ?? '') + after, ...(of !== undefined && { of }) };
}
