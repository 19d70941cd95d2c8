/** Did-you-mean for a module that is not there. */
import fs from 'node:fs';
import path from 'node:path';

/** Neighbours of a missing relative path, or installed packages of a like name, best first, three at most. */
export function suggestFiles(specifier: string, from: string): readonly string[] {
  return specifier.startsWith('.') ? suggestNeighbours(specifier, from) : suggestPackages(specifier, from);
}

function suggestNeighbours(specifier: string, from: string): readonly string[] {
  const target = path.resolve(path.dirname(from), specifier);
  const directory = path.dirname(target);
  const names = listNames(directory).filter((name) => /\.([cm]?[jt]s|[jt]sx|json)$/.test(name));
  const wanted = stem(path.basename(target));
  const prefix = specifier.slice(0, specifier.lastIndexOf('/') + 1);
  return closest(wanted, names.map((name) => ({ name: stem(name), shown: prefix + stem(name) })));
}

function suggestPackages(specifier: string, from: string): readonly string[] {
  const parts = specifier.split('/');
  const isScoped = specifier.startsWith('@');
  const wanted = isScoped ? parts.slice(0, 2).join('/') : (parts[0] ?? specifier);
  const names: string[] = [];
  for (let at = path.dirname(from); ; at = path.dirname(at)) {
    const modules = path.join(at, 'node_modules');
    for (const name of listNames(modules)) {
      if (name.startsWith('@')) names.push(...listNames(path.join(modules, name)).map((inner) => `${name}/${inner}`));
      else if (!name.startsWith('.')) names.push(name);
    }
    if (at === path.dirname(at)) break;
  }
  return closest(wanted, names.map((name) => ({ name, shown: name })));
}

function listNames(directory: string): readonly string[] {
  try {
    return fs.readdirSync(directory);
  } catch {
    return []; // no such folder: no suggestion from it
  }
}

function stem(name: string): string {
  return name.replace(/\.([cm]?[jt]s|[jt]sx|json)$/, '');
}

function closest(wanted: string, candidates: readonly { readonly name: string; readonly shown: string }[]): readonly string[] {
  return candidates
    .map(({ name, shown }) => ({ shown, distance: editDistance(wanted.toLowerCase(), name.toLowerCase()) }))
    .filter(({ distance }) => distance <= Math.max(1, Math.floor(wanted.length / 3)))
    .sort((a, b) => a.distance - b.distance)
    .slice(0, 3)
    .map(({ shown }) => shown);
}

/** Optimal string alignment: insert, delete, replace, swap of neighbours. */
export function editDistance(a: string, b: string): number {
  let previous: number[] = [];
  let current = Array.from({ length: b.length + 1 }, (_, i) => i);
  for (let i = 1; i <= a.length; i++) {
    const before = previous;
    previous = current;
    current = [i];
    for (let j = 1; j <= b.length; j++) {
      const cost = a[i - 1] === b[j - 1] ? 0 : 1;
      let best = Math.min((previous[j] ?? 0) + 1, (current[j - 1] ?? 0) + 1, (previous[j - 1] ?? 0) + cost);
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) best = Math.min(best, (before[j - 2] ?? 0) + 1);
      current.push(best);
    }
  }
  return current[b.length] ?? 0;
}
