/** Filters that are typed while watch mode waits: they narrow what the command line selects. */
import fs from 'node:fs';
import { filterFiles, type ProjectFiles } from '../../../server/engine.ts';
import { parsePathFilter } from '../../../server/config/path-filters.ts';
import type { CommandContext } from '../command-context.ts';
import { parsePattern } from '../options-values.ts';
import { selectFiles, type SelectedFiles } from '../select-files.ts';

export interface TypedFilters {
  readonly path: string;
  readonly title: string;
}

export const noFilters: TypedFilters = { path: '', title: '' };

export interface SelectedTests extends SelectedFiles {
  readonly isOfAll: boolean;
}

export function selectTyped(
  context: CommandContext,
  found: ProjectFiles,
  { path, title }: TypedFilters,
): SelectedTests {
  const titlePattern = title === '' ? undefined : parsePattern(title);
  const request =
    titlePattern === undefined ? context.request : { ...context.request, titlePattern };
  const selected = selectFiles({ ...context, request }, found);
  const filter = path === '' ? undefined : parsePathFilter(path);
  const { cwd, config } = context;
  const names = selected.files.map(({ file }) => file);
  const narrowed =
    filter === undefined
      ? undefined
      : filterFiles(names, [filter], { cwd, rootDir: config.rootDir, exists: fs.existsSync });
  const kept = narrowed && new Map(narrowed.selected.map(({ file, lines }) => [file, lines]));
  const files = selected.files.flatMap((requested) => {
    if (kept === undefined) return requested;
    if (!kept.has(requested.file)) return [];
    const lines = kept.get(requested.file);
    return lines === undefined
      ? requested
      : { ...requested, selection: { ...requested.selection, lines } };
  });
  const isOfAll =
    files.length === found.files.length && files.every(({ selection }) => selection === undefined);
  return { ...selected, files, isOfAll };
}
