/**
 * Walks a project for its test files: synchronous (twice as fast as asynchronous for thousands of
 * small folders), in one order on every machine, never into what Git ignores.
 */
import path from 'node:path';
import type { FilePath, Problem } from '../../test-host/protocol.ts';
import { diskFiles } from '../workspace/disk-files.ts';
import { readSmallText, type Files, type FolderEntry } from '../workspace/files.ts';
import { findJestConfig } from '../jest/find-jest-config.ts';
import { configFileNames } from './find-config-file.ts';
import { compilePatterns, type FilePatterns } from './file-patterns.ts';
import { isIgnored, parseIgnoreFile, type IgnoreRules } from './ignore-rules.ts';
import { outerIgnoreRules } from './outer-ignore-rules.ts';
import { folderUnreadable, patternOutside } from './messages.ts';

export interface FindOptions {
  /** Absolute. */
  readonly rootDir: string;
  readonly include: readonly string[];
  readonly exclude: readonly string[];
  /** Default: the disk. */
  readonly files?: Files | undefined;
  /** Packages that are set up for Jest have a configuration of their own. Default: they are files like others. */
  readonly knowsJest?: boolean;
}

export interface FoundFiles {
  /** Relative to the root, with forward slashes, in the order of their UTF-16 code units. */
  readonly files: readonly FilePath[];
  readonly problems: readonly Problem[];
  /** Folders with a configuration of their own, relative to the root: they are not entered. */
  readonly nested: readonly string[];
}

/** Never part of a project, whatever `.gitignore` says. */
export const foreignFolders: ReadonlySet<string> = new Set([
  'node_modules',
  'bower_components',
  '.git',
  '.hg',
  '.svn',
  '.jj',
  '.ztest',
  '.vscode-test',
  '.yarn',
  '.pnpm-store',
]);

export function findTestFiles(options: FindOptions): FoundFiles {
  const rootDir = options.rootDir.split(path.sep).join('/');
  const patterns = compilePatterns({ ...options, rootDir });
  const { files, problems, nested } = findFiles(patterns, {
    rootDir,
    files: options.files ?? diskFiles,
    isNested:
      options.knowsJest === true
        ? (folder, entries) => entries.some(isConfigFile) || isJestPackage(folder, entries)
        : (_, entries) => entries.some(isConfigFile),
  });
  const outside = patterns.outside.map((glob) => patternOutside(glob, rootDir));
  return { files, problems: [...outside, ...problems], nested };
}

export type FilePredicates = Pick<FilePatterns, 'isIncluded' | 'isExcluded' | 'bases'>;

export interface FindContext {
  /** Absolute, with forward slashes. */
  readonly rootDir: string;
  readonly files: Files;
  /** Folders, relative to the root, that are not entered. */
  readonly isElsewhere?: ((folder: string) => boolean) | undefined;
  /** Whether a folder, given with its absolute path, has a configuration of its own: it is named and not entered. */
  readonly isNested?: (folder: string, entries: readonly FolderEntry[]) => boolean;
  /** What Git ignores is looked at. Default: it is not. */
  readonly seesIgnored?: true;
}

/** The files of any patterns. */
export function findFiles(patterns: FilePredicates, context: FindContext): FoundFiles {
  const { rootDir, files } = context;
  const walk: Walk = {
    ...context,
    patterns,
    found: new Set(),
    problems: [],
    nested: new Set(),
    linkedFolders: new Set(),
  };
  for (const { folder, depth } of patterns.bases) {
    const owner = ownerOf(folder, walk);
    if (owner !== undefined) {
      walk.nested.add(owner);
      continue;
    }
    if (files.stat(folder === '' ? rootDir : `${rootDir}/${folder}`) === undefined) continue;
    const rules = walk.seesIgnored === true ? [] : outerIgnoreRules(rootDir, folder, files);
    visit({ path: folder, depth, rules }, walk);
  }
  return {
    files: [...walk.found].sort(),
    problems: walk.problems,
    nested: [...walk.nested].sort(),
  };
}

interface Walk extends FindContext {
  readonly patterns: FilePredicates;
  readonly found: Set<FilePath>;
  readonly problems: Problem[];
  readonly nested: Set<string>;
  /** Real paths of the links that were followed: each is part of the project once. */
  readonly linkedFolders: Set<string>;
}

interface Folder {
  /** Relative to the root. */
  readonly path: string;
  /** How many levels below it are looked at. */
  readonly depth: number;
  readonly rules: readonly IgnoreRules[];
}

function visit(folder: Folder, walk: Walk): void {
  const absolute = folder.path === '' ? walk.rootDir : `${walk.rootDir}/${folder.path}`;
  let entries: readonly FolderEntry[];
  try {
    entries = walk.files.list(absolute);
  } catch (error) {
    walk.problems.push(folderUnreadable(folder.path || '.', codeOf(error)));
    return;
  }
  if (folder.path !== '' && walk.isNested?.(absolute, entries) === true) {
    walk.nested.add(folder.path);
    return;
  }
  const heedsGit = walk.seesIgnored !== true;
  const rules =
    heedsGit && entries.some((entry) => entry.name === '.gitignore')
      ? withIgnoreFile(folder, absolute, walk.files)
      : folder.rules;
  const prefix = folder.path === '' ? '' : folder.path + '/';
  for (const entry of entries) {
    const { name } = entry;
    const entryPath = prefix + name;
    const kind = kindOf(entry, { absolute: `${absolute}/${name}`, walk });
    if (kind === 'folder') {
      if (folder.depth <= 0 || foreignFolders.has(name)) continue;
      if (walk.patterns.isExcluded(entryPath) || walk.isElsewhere?.(entryPath) === true) continue;
      if (isIgnored({ path: `${absolute}/${name}`, name, isFolder: true }, rules)) continue;
      visit({ path: entryPath, depth: folder.depth - 1, rules }, walk);
    } else if (kind === 'file' && walk.patterns.isIncluded(entryPath)) {
      if (walk.patterns.isExcluded(entryPath)) continue;
      if (isIgnored({ path: `${absolute}/${name}`, name, isFolder: false }, rules)) continue;
      walk.found.add(entryPath);
    }
  }
}

function isJestPackage(folder: string, entries: readonly FolderEntry[]): boolean {
  const isPackage = entries.some(({ name }) => name === 'package.json');
  return isPackage && findJestConfig(folder, { isForced: false }) !== undefined;
}

function isConfigFile({ name }: FolderEntry): boolean {
  return configFileNames.has(name);
}

/** The outermost folder above a place within the root that has a configuration of its own. */
function ownerOf(folder: string, { rootDir, files, isNested }: Walk): string | undefined {
  if (isNested === undefined) return undefined;
  for (let end = folder.indexOf('/'); end >= 0; end = folder.indexOf('/', end + 1)) {
    const above = folder.slice(0, end);
    const absolute = `${rootDir}/${above}`;
    const isThere = files.stat(absolute)?.kind === 'folder';
    if (isThere && isNested(absolute, files.list(absolute))) return above;
  }
  return undefined;
}

function withIgnoreFile(folder: Folder, absolute: string, files: Files): readonly IgnoreRules[] {
  const text = readSmallText(files, `${absolute}/.gitignore`);
  return text === undefined ? folder.rules : [...folder.rules, parseIgnoreFile(text, absolute)];
}

function kindOf(
  entry: FolderEntry,
  { absolute, walk }: { readonly absolute: string; readonly walk: Walk },
): LinkKind {
  if (entry.isFile()) return 'file';
  if (entry.isDirectory()) return 'folder';
  return entry.isSymbolicLink() ? linkKind(absolute, walk) : 'other';
}

/** A link to a folder of the project is no second copy of it, and a link upwards would never end. */
function linkKind(absolute: string, { rootDir, files, linkedFolders }: Walk): LinkKind {
  const real = files.realPath(absolute);
  const kind = real === undefined ? undefined : files.stat(real)?.kind;
  if (real === undefined || kind === undefined) return 'other'; // a link to nothing
  if (kind !== 'folder') return kind;
  const root = files.realPath(rootDir) ?? rootDir;
  const isRelated = contains(root, real) || contains(real, root);
  if (isRelated || [...linkedFolders].some((known) => contains(known, real))) return 'other';
  linkedFolders.add(real);
  return 'folder';
}

type LinkKind = 'file' | 'folder' | 'other';

function contains(outer: string, inner: string): boolean {
  return inner === outer || inner.startsWith(outer.endsWith(path.sep) ? outer : outer + path.sep);
}

function codeOf(error: unknown): string {
  if (error instanceof Error && 'code' in error) return String(error.code);
  return String(error);
}
