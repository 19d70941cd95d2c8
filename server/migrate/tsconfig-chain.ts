/** What a tsconfig and those that it extends say about which files they compile. */
import path from 'node:path';
import { ts } from 'ts-morph';
import { folderOf, isBelow, recordOf } from './jest-suites.ts';

export interface TsconfigChain {
  readonly options: Readonly<Record<string, unknown>>;
  /** One of them has a list of what it excludes. */
  readonly excludes: boolean;
  /** Whether a module would be written somewhere, or must not be there at all. @param file relative to the root */
  readonly compiles: (file: string) => boolean;
}

interface Level {
  readonly folder: string;
  readonly value: Readonly<Record<string, unknown>>;
}

/** @param file relative to the root, as what it reads */
export function readTsconfigs(
  file: string,
  read: (file: string) => string | undefined,
): TsconfigChain {
  const levels = levelsOf(file, read, new Set());
  const listOf = (
    key: string,
  ): { readonly folder: string; readonly specs: readonly string[] } | undefined => {
    const level = levels.find(({ value }) => Array.isArray(value[key]));
    if (level === undefined) return undefined;
    const list: unknown = level.value[key];
    const specs = Array.isArray(list) ? list.filter((one) => typeof one === 'string') : [];
    return { folder: level.folder, specs };
  };
  const optionsOf = ({ value }: Level): Readonly<Record<string, unknown>> =>
    recordOf(value['compilerOptions']);
  const options = Object.fromEntries(
    levels.toReversed().flatMap((level) => Object.entries(optionsOf(level))),
  );
  const matches = (key: string, name: string): boolean => {
    const list = listOf(key);
    const relative = path.posix.relative(list?.folder ?? '', name);
    return list?.specs.some((spec) => patternOf(spec).test(relative)) ?? false;
  };
  const rootLevel = levels.find((level) => 'rootDir' in optionsOf(level));
  const rootDir = rootLevel && path.posix.join(rootLevel.folder, String(options['rootDir']));
  return {
    options,
    excludes: listOf('exclude') !== undefined,
    compiles: (name) => {
      if (!isBelow(name, folderOf(file)) || matches('exclude', name)) return false;
      const isListed =
        listOf('include') === undefined ? listOf('files') === undefined : matches('include', name);
      const isOutside =
        rootDir !== undefined && !isBelow(name, rootDir.replace(/^\.?\/?$|\/$/, ''));
      const isWritten = options['noEmit'] !== true && typeof options['outDir'] === 'string';
      return isListed && (isOutside || isWritten);
    },
  };
}

function levelsOf(
  file: string,
  read: (file: string) => string | undefined,
  seen: Set<string>,
): readonly Level[] {
  const text = read(file);
  if (text === undefined || seen.has(file)) return [];
  seen.add(file);
  const value = recordOf(ts.parseConfigFileTextToJson(file, text).config);
  const folder = folderOf(file);
  const bases = [value['extends']].flat().filter((one) => typeof one === 'string');
  const others = bases.toReversed().flatMap((base) => {
    if (!base.startsWith('.')) return [];
    const at = path.posix.join(folder, base);
    return levelsOf(at.endsWith('.json') ? at : `${at}.json`, read, seen);
  });
  return [{ folder, value }, ...others];
}

/** `src`, `src/**` and `*.ts` as TypeScript reads them. */
function patternOf(spec: string): RegExp {
  const clean = spec.replace(/^\.\//, '').replace(/\/$/, '');
  const isFolder = !/[*?]|\.[cm]?[jt]sx?$/.test(clean.slice(clean.lastIndexOf('/') + 1));
  const glob = isFolder ? `${clean === '' || clean === '.' ? '' : `${clean}/`}**/*` : clean;
  const source = glob
    .replaceAll(/[.+^${}()|[\]\\]/g, String.raw`\$&`)
    .replaceAll('**/', '\0')
    .replaceAll('**', '.*')
    .replaceAll('*', '[^/]*')
    .replaceAll('?', '[^/]')
    .replaceAll('\0', '(?:.*/)?');
  return new RegExp(`^${source}$`);
}
