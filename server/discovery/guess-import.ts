/** What an import that leads nowhere was meant to be: something of nearly this name that is there. */
import path from 'node:path';
import { nearest } from '../config/did-you-mean.ts';
import type { Files } from '../workspace/files.ts';
import { foldersUp, packageNameOf } from './missing-package.ts';
import type { ModuleResolver } from './resolutions.ts';

export interface GuessSources {
  readonly resolver: ModuleResolver;
  readonly files: Files;
}

/** @param file absolute */
export function guessImport(
  specifier: string,
  file: string,
  { resolver, files }: GuessSources,
): string | undefined {
  const folder = path.posix.dirname(file);
  if (specifier.startsWith('.')) {
    return guessName(specifier, path.posix.resolve(folder, specifier), files);
  }
  const leadsSomewhere = (guess: string | undefined): boolean =>
    guess !== undefined && resolver.resolve(guess, file).kind !== 'missing';
  const guesses = [
    ...resolver
      .matchPaths(specifier, file)
      .map((target) => guessName(specifier, slashes(target), files)),
    guessPattern(specifier, resolver.pathPatterns(file)),
    guessPackage(specifier, folder, files),
  ];
  return guesses.find(leadsSomewhere);
}

/** Another name in the folder that is meant. @param target the absolute path that the specifier stands for */
function guessName(specifier: string, target: string, files: Files): string | undefined {
  const { dir, base, ext } = path.posix.parse(specifier);
  const names = namesIn(path.posix.dirname(target), files);
  const known = names.map((name) => (ext === '' ? withoutExtension(name) : name));
  const guess = nearest(base, known);
  return guess === undefined || guess === base ? undefined : `${dir}/${guess}`;
}

/** `@ap/cart` for `@app/*`: another beginning, the same rest. */
function guessPattern(specifier: string, patterns: readonly string[]): string | undefined {
  const beginnings = patterns.flatMap((pattern) => {
    const [beginning = '', rest] = pattern.split('*');
    return rest === '' && beginning.endsWith('/') ? beginning.slice(0, -1) : [];
  });
  for (const depth of new Set(beginnings.map((one) => one.split('/').length))) {
    const parts = specifier.split('/');
    const beginning = parts.slice(0, depth).join('/');
    const same = beginnings.filter((one) => one.split('/').length === depth);
    const guess = nearest(beginning, same);
    if (guess !== undefined && guess !== beginning) {
      return [guess, ...parts.slice(depth)].join('/');
    }
  }
  return undefined;
}

function guessPackage(specifier: string, folder: string, files: Files): string | undefined {
  const name = packageNameOf(specifier);
  if (name === undefined) return undefined;
  const installed = foldersUp(folder).flatMap((one) => packagesIn(`${one}/node_modules`, files));
  const guess = nearest(name, installed);
  return guess === undefined || guess === name ? undefined : guess + specifier.slice(name.length);
}

function packagesIn(folder: string, files: Files): readonly string[] {
  return namesIn(folder, files).flatMap((name) => {
    if (name.startsWith('.')) return [];
    return name.startsWith('@')
      ? namesIn(`${folder}/${name}`, files).map((inner) => `${name}/${inner}`)
      : name;
  });
}

function namesIn(folder: string, files: Files): readonly string[] {
  try {
    return files.list(folder).map(({ name }) => name);
  } catch {
    return []; // the folder is missing too
  }
}

function withoutExtension(name: string): string {
  return name.replace(/(?:\.d)?\.(?:[cm]?[jt]sx?|json)$/, '');
}

function slashes(file: string): string {
  return path.sep === '/' ? file : file.split(path.sep).join('/');
}
