/** What the symbols of one file are to each other, ready to be looked up. */
import type { CallbackFacts, FileSymbols, SymbolUse } from '../parsing/symbol-facts.ts';

export interface SymbolRef {
  readonly file: string;
  /** Of a declaration or a callback, or `LOAD`. */
  readonly name: string;
}

/** What runs when the module is loaded. */
export const LOAD = '*load*';

export interface SymbolTable {
  /** A declaration that is a value in one place and a type in another is a value. */
  readonly declared: ReadonlyMap<string, 'value' | 'type'>;
  /** Code that uses a name while it runs: declarations, callbacks, `LOAD`. */
  readonly users: ReadonlyMap<string, readonly UserOfName[]>;
  /** Making their values runs code. */
  readonly runsOnLoad: ReadonlySet<string>;
  /** Names that a name of the file is exported as. */
  readonly exportedAs: ReadonlyMap<string, readonly string[]>;
  /** Every name that the file says it exports, also of other files. */
  readonly exports: ReadonlySet<string>;
  /** CommonJS: it may export anything. */
  readonly isOpen: boolean;
  readonly callbacks: ReadonlyMap<string, CallbackFacts>;
  /** Variables that a piece of code changes. */
  readonly writes: ReadonlyMap<string, readonly string[]>;
}

export interface UserOfName {
  readonly user: string;
  readonly member?: string | undefined;
}

const tables = new WeakMap<FileSymbols, SymbolTable>();

export function tableOf(symbols: FileSymbols): SymbolTable {
  const known = tables.get(symbols);
  if (known !== undefined) return known;
  const table = makeTable(symbols);
  tables.set(symbols, table);
  return table;
}

function makeTable({
  declarations,
  onLoad,
  exports,
  callbacks = [],
  ...rest
}: FileSymbols): SymbolTable {
  const users = new Map<string, UserOfName[]>();
  const addUses = (user: string, uses: readonly SymbolUse[]): void => {
    for (const { name, member, isType } of uses) {
      if (isType !== true) addTo(users, name, { user, member });
    }
  };
  const declared = new Map<string, 'value' | 'type'>();
  const runsOnLoad = new Set<string>();
  for (const { name, kind, uses, runsOnLoad: runs } of declarations) {
    if (kind !== 'type' || !declared.has(name))
      declared.set(name, kind === 'type' ? 'type' : 'value');
    addUses(name, uses);
    if (runs === true) runsOnLoad.add(name);
  }
  addUses(LOAD, onLoad);
  for (const { name, uses } of callbacks) addUses(name, uses);
  const writes = new Map<string, string[]>();
  for (const { by, to } of rest.writes ?? []) addTo(writes, by, to);
  const exportedAs = new Map<string, string[]>();
  const names = new Set<string>();
  for (const one of exports) {
    if ('all' in one) continue;
    names.add(one.name);
    if ('local' in one) addTo(exportedAs, one.local, one.name);
  }
  return {
    declared,
    users,
    runsOnLoad,
    exportedAs,
    exports: names,
    isOpen: exports.length === 0 || names.has('export='),
    callbacks: new Map(callbacks.map((one) => [one.name, one])),
    writes,
  };
}

function addTo<T>(map: Map<string, T[]>, key: string, value: T): void {
  const list = map.get(key);
  if (list === undefined) map.set(key, [value]);
  else list.push(value);
}
