/** Imports that lead nowhere: the file cannot be loaded with them. */
import type { ParsedFile } from '../parsing/parsed-file.ts';
import type { Files } from '../workspace/files.ts';
import type { TreeProblem } from './file-tree.ts';
import { guessImport } from './guess-import.ts';
import { missingPackage, packageNameOf } from './missing-package.ts';
import { placeAt } from './places.ts';
import { importMissing } from './project-messages.ts';
import type { ModuleResolver } from './resolutions.ts';

export interface ImportSources {
  readonly parsed: ParsedFile;
  readonly resolver: ModuleResolver;
  readonly files: Files;
  /** Of the tool that runs the file, when that is another one: it may know aliases that the resolver does not. */
  readonly foreignConfig?: string | undefined;
}

/** Names that lead bare imports to where the configuration says. */
const aliases = /\b(?:alias|moduleNameMapper|modulePaths|moduleDirectories|resolver)\b/;

/** @param file absolute */
export function missingImports(
  file: string,
  { parsed, resolver, files, foreignConfig }: ImportSources,
): readonly TreeProblem[] {
  const problems: TreeProblem[] = [];
  // Plugins of other tools make names such as `$lib/x`.
  const mayBeAlias = (specifier: string): boolean =>
    foreignConfig !== undefined &&
    !specifier.startsWith('.') &&
    (aliases.test(foreignConfig) || packageNameOf(specifier) === undefined);
  for (const { kind, specifier, start, end } of parsed.imports) {
    const isLoaded = kind === 'static' || kind === 're-export';
    // `virtual:x` and `x?raw` are for a bundler.
    if (!isLoaded || /[:?]/.test(specifier)) continue;
    if (mayBeAlias(specifier) || resolver.resolve(specifier, file).kind !== 'missing') continue;
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
