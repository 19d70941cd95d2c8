/** Imports that lead nowhere: the file cannot be loaded with them. */
import path from 'node:path';
import { nearest } from '../config/did-you-mean.ts';
import type { ParsedFile } from '../parsing/parsed-file.ts';
import type { Files } from '../workspace/files.ts';
import type { TreeProblem } from './file-tree.ts';
import { placeAt } from './places.ts';
import { importMissing } from './project-messages.ts';

export interface ImportSources {
  readonly parsed: ParsedFile;
  readonly isMissing: (specifier: string) => boolean;
  readonly files: Files;
}

/** @param file absolute */
export function missingImports(
  file: string,
  { parsed, isMissing, files }: ImportSources,
): readonly TreeProblem[] {
  const problems: TreeProblem[] = [];
  for (const { kind, specifier, start, end } of parsed.imports) {
    const isLoaded = kind === 'static' || kind === 're-export';
    // `virtual:x` and `x?raw` are for a bundler.
    if (!isLoaded || /[:?]/.test(specifier) || !isMissing(specifier)) continue;
    const range = {
      start: placeAt(parsed.lineStarts, start),
      end: placeAt(parsed.lineStarts, end),
    };
    problems.push(importMissing(specifier, { range, guess: guessFor(specifier, file, files) }));
  }
  return problems;
}

/** A file of nearly this name in the folder that is meant, as the specifier would name it. */
function guessFor(specifier: string, file: string, files: Files): string | undefined {
  if (!specifier.startsWith('.')) return undefined;
  const { dir, base, ext } = path.posix.parse(specifier);
  const names = namesIn(path.posix.resolve(path.posix.dirname(file), dir), files);
  const known = names.map((name) => (ext === '' ? withoutExtension(name) : name));
  const guess = nearest(base, known);
  return guess === undefined || guess === base ? undefined : `${dir}/${guess}`;
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
