/** Positional arguments of the command: which test files, and which lines of them, a run is about. */
import path from 'node:path';
import { splitPath, type FilePath, type Problem } from '../../test-host/protocol.ts';
import { nearest } from './did-you-mean.ts';
import { compileGlob } from './file-patterns.ts';
import { filterMatchesNothing } from './messages.ts';

/** `src/cart`, `**\/*.api.test.ts`, `src/cart.test.ts:12`, `…:12:5`, `…:12-20`. */
export interface PathFilter {
  /** As it was written. */
  readonly text: string;
  /** Without lines, with forward slashes. */
  readonly pattern: string;
  readonly kind: 'path' | 'glob';
  /** 1-based, inclusive. */
  readonly lines?: { readonly from: number; readonly to: number };
}

export interface SelectedFile {
  readonly file: FilePath;
  /** 1-based lines, in order; absent: the whole file. */
  readonly lines?: readonly number[];
}

/** Longer ranges are the whole file. */
const maxLines = 100_000;

/** `undefined` when its lines make no sense: `a.ts:0`, `a.ts:20-12`. */
export function parsePathFilter(text: string): PathFilter | undefined {
  const slashed = text.replaceAll('\\', '/');
  const match = /^(.+?):(\d+)(?:-(\d+)|:\d+)?$/.exec(slashed);
  const pattern = match?.[1] ?? slashed;
  const kind = isGlob(pattern) ? 'glob' : 'path';
  if (match === null) return { text, pattern, kind };
  const from = Number(match[2]);
  const to = Number(match[3] ?? match[2]);
  if (from < 1 || to < from || to - from > maxLines) return undefined;
  return { text, pattern, kind, lines: { from, to } };
}

/** Brackets alone are no glob: `app/[id]/page.test.ts` is a path that exists. */
function isGlob(pattern: string): boolean {
  return /[*?]|\{[^}]*,[^}]*\}|[!@+]\(/.test(pattern);
}

export interface FilterContext {
  /** Absolute; filters are relative to it. */
  readonly cwd: string;
  readonly rootDir: string;
  /** Whether there is a file or folder at an absolute path: for a better sentence. */
  readonly exists: (path: string) => boolean;
}

export interface FilteredFiles {
  /** In the order of `files`. */
  readonly selected: readonly SelectedFile[];
  /** One for each filter that selects nothing. */
  readonly problems: readonly Problem[];
}

/** A file is selected when any filter selects it. No filter selects all. */
export function filterFiles(
  files: readonly FilePath[],
  filters: readonly PathFilter[],
  context: FilterContext,
): FilteredFiles {
  if (filters.length === 0) return { selected: files.map((file) => ({ file })), problems: [] };
  const linesByFile = new Map<FilePath, Set<number> | 'all'>();
  const unmatched: PathFilter[] = [];
  for (const filter of filters) {
    const matched = matchingFiles(files, filter, context);
    if (matched.length === 0) unmatched.push(filter);
    for (const file of matched) addLines(linesByFile, file, filter);
  }
  const selected = files.flatMap((file): SelectedFile[] => {
    const lines = linesByFile.get(file);
    if (lines === undefined) return [];
    return [lines === 'all' ? { file } : { file, lines: [...lines].sort((a, b) => a - b) }];
  });
  const severity = selected.length > 0 ? 'warning' : 'error';
  const problems = unmatched.map((filter) =>
    unmatchedProblem(filter, { files, context, severity }),
  );
  return { selected, problems };
}

function addLines(
  linesByFile: Map<FilePath, Set<number> | 'all'>,
  file: FilePath,
  { lines }: PathFilter,
): void {
  const known = linesByFile.get(file);
  if (lines === undefined) linesByFile.set(file, 'all');
  if (lines === undefined || known === 'all') return;
  const set = known ?? new Set();
  for (let line = lines.from; line <= lines.to; line++) set.add(line);
  linesByFile.set(file, set);
}

/** What names a file or folder selects just that; else what is contained in the path counts. */
function matchingFiles(
  files: readonly FilePath[],
  { pattern, kind }: PathFilter,
  { cwd, rootDir }: FilterContext,
): readonly FilePath[] {
  const wanted = slashes(path.relative(rootDir, path.resolve(cwd, pattern)));
  const matching = (isMatch: (file: FilePath) => boolean): readonly FilePath[] =>
    files.filter((file) => isMatch(splitPath(file).file));
  if (kind === 'glob')
    return matching(compileGlob(pattern.includes('/') ? wanted : `**/${pattern}`));
  const exact = matching(
    (file) => wanted === '' || file === wanted || file.startsWith(wanted + '/'),
  );
  if (exact.length > 0) return exact;
  const part = pattern.replace(/^(?:\.\/)+/, '');
  return matching((file) => file.startsWith(wanted) || file.includes(part));
}

function unmatchedProblem(
  { text, pattern, kind }: PathFilter,
  {
    files,
    context,
    severity,
  }: {
    readonly files: readonly FilePath[];
    readonly context: FilterContext;
    readonly severity: Problem['severity'];
  },
): Problem {
  const absolute = path.resolve(context.cwd, pattern);
  const found = kind === 'path' && context.exists(absolute);
  const isOutside = path.relative(context.rootDir, absolute).startsWith('..');
  const name = nearest(
    path.posix.basename(pattern),
    files.map((file) => path.posix.basename(file)),
  );
  const guess = files.find((file) => path.posix.basename(file) === name);
  const reason = isOutside ? 'outside' : found ? 'no-test' : kind;
  return filterMatchesNothing({ text, reason, guess, rootDir: context.rootDir, severity });
}

function slashes(file: string): string {
  return path.sep === '/' ? file : file.split(path.sep).join('/');
}
