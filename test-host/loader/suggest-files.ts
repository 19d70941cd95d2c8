/** Did-you-mean for a module that is not there. */
import fs from 'node:fs';
import { builtinModules } from 'node:module';
import path from 'node:path';

export interface Suggestions {
  /** Neighbours of a missing path, or installed packages of a like name, best first, three at most. */
  readonly suggestions: readonly string[];
  /** The package is there, only not what was asked of it. */
  readonly isInstalled: boolean;
}

export function suggestFiles(specifier: string, from: string): Suggestions {
  if (specifier.startsWith('.'))
    return { suggestions: suggestNeighbours(specifier, from), isInstalled: false };
  if (specifier.startsWith('node:'))
    return { suggestions: suggestBuiltins(specifier), isInstalled: false };
  return suggestPackages(specifier, from);
}

const SOURCE = /\.([cm]?[jt]s|[jt]sx|json)$/;

/** Written as the import was: with an extension, with `.js` for a `.ts` file, or without. */
function suggestNeighbours(specifier: string, from: string): readonly string[] {
  const parts = specifier.replace(/\/+$/, '').split('/');
  const wanted = parts.pop() ?? '';
  const folder = findFolder(path.dirname(from), parts);
  if (folder === undefined) return [];
  const extension = SOURCE.exec(wanted)?.[0];
  const candidates = listNames(folder.path)
    .filter((name) => SOURCE.test(name) || isFolder(path.join(folder.path, name)))
    .map((name) => ({
      name: stem(name),
      shown: [...folder.parts, writtenLike(name, extension)].join('/'),
    }));
  const found = closest(stem(wanted), candidates);
  return found.filter((shown) => shown !== specifier);
}

function writtenLike(name: string, extension: string | undefined): string {
  if (extension === undefined) return stem(name);
  const usesJs = /^\.[cm]?js$/.test(extension) && /\.[cm]?ts$/.test(name);
  return usesJs ? name.replace(/ts$/, 'js') : name;
}

/** The folder that the parts lead to; of one that is not there, the one that was probably meant. */
function findFolder(
  start: string,
  parts: readonly string[],
): { readonly path: string; readonly parts: readonly string[] } | undefined {
  let at = start;
  const found: string[] = [];
  for (const part of parts) {
    let name = part;
    if (!isFolder(path.join(at, name))) {
      const folders = listNames(at).filter((each) => isFolder(path.join(at, each)));
      const [guess] = closest(
        part,
        folders.map((each) => ({ name: each, shown: each })),
      );
      if (guess === undefined) return undefined;
      name = guess;
    }
    at = path.join(at, name);
    found.push(name);
  }
  return { path: at, parts: found };
}

function suggestBuiltins(specifier: string): readonly string[] {
  const names = builtinModules.map((name) => name.replace(/^node:/, ''));
  return closest(
    specifier.slice('node:'.length),
    names.map((name) => ({ name, shown: `node:${name}` })),
  );
}

function suggestPackages(specifier: string, from: string): Suggestions {
  const parts = specifier.split('/');
  const isScoped = specifier.startsWith('@');
  const wanted = isScoped ? parts.slice(0, 2).join('/') : (parts[0] ?? specifier);
  const names = new Set<string>();
  for (let at = path.dirname(from); ; at = path.dirname(at)) {
    const modules = path.join(at, 'node_modules');
    for (const name of listNames(modules)) {
      if (name.startsWith('@'))
        for (const inner of listNames(path.join(modules, name))) names.add(`${name}/${inner}`);
      else if (!name.startsWith('.')) names.add(name);
    }
    if (at === path.dirname(at)) break;
  }
  if (names.has(wanted)) return { suggestions: [], isInstalled: true };
  return {
    suggestions: closest(
      wanted,
      [...names].map((name) => ({ name, shown: name })),
    ),
    isInstalled: false,
  };
}

function isFolder(directory: string): boolean {
  return fs.statSync(directory, { throwIfNoEntry: false })?.isDirectory() === true;
}

function listNames(directory: string): readonly string[] {
  try {
    return fs.readdirSync(directory);
  } catch {
    return []; // no such folder: no suggestion from it
  }
}

function stem(name: string): string {
  return name.replace(SOURCE, '');
}

function closest(
  wanted: string,
  candidates: readonly { readonly name: string; readonly shown: string }[],
): readonly string[] {
  return candidates
    .map(({ name, shown }) => ({
      shown,
      distance: editDistance(wanted.toLowerCase(), name.toLowerCase()),
    }))
    .filter(({ distance }) => distance <= Math.max(1, Math.floor(wanted.length / 3)))
    .sort((a, b) => a.distance - b.distance)
    .map(({ shown }) => shown)
    .filter((shown, index, all) => all.indexOf(shown) === index)
    .slice(0, 3);
}

/** Optimal string alignment: insert, delete, replace, swap of neighbours. */
function editDistance(a: string, b: string): number {
  let previous: number[] = [];
  let current = Array.from({ length: b.length + 1 }, (_, i) => i);
  for (let i = 1; i <= a.length; i++) {
    const before = previous;
    previous = current;
    current = [i];
    for (let j = 1; j <= b.length; j++) {
      const cost = a[i - 1] === b[j - 1] ? 0 : 1;
      let best = Math.min(
        (previous[j] ?? 0) + 1,
        (current[j - 1] ?? 0) + 1,
        (previous[j - 1] ?? 0) + cost,
      );
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1])
        best = Math.min(best, (before[j - 2] ?? 0) + 1);
      current.push(best);
    }
  }
  return current[b.length] ?? 0;
}
