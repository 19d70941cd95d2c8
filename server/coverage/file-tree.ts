/** Files as a table of them is read: by folder, each with its sum. Names are those of Istanbul's reports. Pure. */
import path from 'node:path';
import type { CoveredCode } from '../history/covered-code.ts';
import { sumOf, type FileFigures } from './figures.ts';

export interface TableRow {
  readonly name: string;
  /** How many folders it is below. */
  readonly depth: number;
  readonly figures: CoveredCode;
  /** Of a file. */
  readonly missing: string;
}

type Parts = readonly string[];

interface Entry {
  readonly folder: Parts;
  readonly name: string;
  readonly figures: FileFigures;
}

/** @param files by absolute path */
export function rowsOf(files: ReadonlyMap<string, FileFigures>): readonly TableRow[] {
  const all = [...files].map(([file, figures]): Entry => {
    const folder = partsOf(file);
    return { folder, name: folder.pop() ?? '', figures };
  });
  const common = commonParts(all.map(({ folder }) => folder));
  const byFolder = Map.groupBy(all, ({ folder }) => folder.slice(common.length).join('/'));
  const total = row('All files', 0, all);
  if (byFolder.size === 1) return [total, ...fileRows(all, 1)];
  const prefix = byFolder.has('') ? (common.at(-1) ?? 'root') : undefined;
  const folders = [...byFolder].toSorted(([a], [b]) => inOrder(a, b));
  return [
    total,
    ...folders.flatMap(([folder, own]) => {
      const name = [prefix, folder].filter((part) => part !== undefined && part !== '').join('/');
      return [row(name, 1, own), ...fileRows(own, 2)];
    }),
  ];
}

function fileRows(entries: readonly Entry[], depth: number): readonly TableRow[] {
  return entries
    .toSorted((a, b) => inOrder(a.name, b.name))
    .map(({ name, figures }) => ({ name, depth, figures, missing: figures.missing }));
}

function row(name: string, depth: number, of: readonly Entry[]): TableRow {
  return { name, depth, figures: sumOf(of.map(({ figures }) => figures)), missing: '' };
}

function partsOf(file: string): string[] {
  const below = file.slice(path.parse(file).root.length);
  return below.split(path.sep === '/' ? '/' : /[\\/]/).filter((part) => part !== '');
}

function commonParts(all: readonly Parts[]): Parts {
  const [first = []] = all;
  const differs = first.findIndex((part, at) => all.some((parts) => parts[at] !== part));
  return differs < 0 ? first : first.slice(0, differs);
}

function inOrder(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}
