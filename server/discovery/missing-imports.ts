/** Imports that lead nowhere: the file cannot be loaded with them. */
import type { ParsedFile } from '../parsing/parsed-file.ts';
import type { Files } from '../workspace/files.ts';
import type { TreeProblem } from './file-tree.ts';
import { guessImport } from './guess-import.ts';
import { missingPackage } from './missing-package.ts';
import { placeAt } from './places.ts';
import { importMissing } from './project-messages.ts';
import type { ModuleResolver } from './tree-maker.ts';

export interface ImportSources {
  readonly parsed: ParsedFile;
  readonly resolver: ModuleResolver;
  readonly files: Files;
}

/** @param file absolute */
export function missingImports(
  file: string,
  { parsed, resolver, files }: ImportSources,
): readonly TreeProblem[] {
  const problems: TreeProblem[] = [];
  for (const { kind, specifier, start, end } of parsed.imports) {
    const isLoaded = kind === 'static' || kind === 're-export';
    // `virtual:x` and `x?raw` are for a bundler.
    if (!isLoaded || /[:?]/.test(specifier)) continue;
    if (resolver.resolve(specifier, file).kind !== 'missing') continue;
    const range = {
      start: placeAt(parsed.lineStarts, start),
      end: placeAt(parsed.lineStarts, end),
    };
    const guess = guessImport(specifier, file, { resolver, files });
    const isAlias = resolver
      .pathPatterns(file)
      .some((one) => specifier.startsWith(one.replace(/\*.*/, '')));
    const install = isAlias ? undefined : missingPackage(specifier, file, files);
    problems.push(
      importMissing(specifier, {
        range,
        ...(guess !== undefined && { guess }),
        ...(install !== undefined && { install }),
      }),
    );
  }
  return problems;
}
