/** The projects that a Jest configuration names: folders, configurations, globs of both, or objects. */
import fs from 'node:fs';
import path from 'node:path';
import { compileGlob } from '../config/file-patterns.ts';
import { configIn, namedJestConfig, type FoundJest } from './find-jest-config.ts';
import { missingProject, wrongJestValue } from './messages.ts';
import {
  isObject,
  readOptions,
  shownPath,
  type JestOptions,
  type ReadingContext,
} from './read-options.ts';
import { inRootDir } from './root-dir.ts';

export interface FoundProject {
  readonly options: JestOptions;
  readonly folder: string;
  readonly shown: string;
}

export async function findProjects(
  { projects, ...shared }: JestOptions,
  context: ReadingContext & {
    readonly rootDir: string;
    readonly shown: string;
    /** Of the configuration: objects in it are about that folder, or about one relative to where the user is. */
    readonly folder: string;
  },
): Promise<readonly FoundProject[]> {
  if (projects === undefined || projects === null) return [];
  const { shown, problems, rootDir, cwd } = context;
  if (!Array.isArray(projects)) {
    problems.push(wrongJestValue(shown, 'projects', 'a list'));
    return [];
  }
  const found: FoundProject[] = [];
  for (const project of projects as readonly unknown[]) {
    if (isObject(project)) {
      found.push({ options: project, folder: folderOf(project, context), shown });
      continue;
    }
    const written = inRootDir(String(project), rootDir);
    const configs = expand(path.resolve(rootDir, written)).flatMap((place) => configAt(place));
    if (configs.length === 0) problems.push(missingProject(shown, String(project)));
    for (const { folder, file, isManifest } of configs) {
      // The root may name itself.
      if (folder === rootDir && (file === undefined || shownPath(file, cwd) === shown)) {
        found.push({ options: shared, folder, shown });
        continue;
      }
      const options = file === undefined ? {} : await readOptions(file, { ...context, isManifest });
      if (options !== undefined)
        found.push({ options, folder, shown: shownPath(file ?? folder, cwd) });
    }
  }
  return found;
}

function folderOf(
  { rootDir }: JestOptions,
  { cwd, folder }: { readonly cwd: string; readonly folder: string },
): string {
  const isHere = typeof rootDir === 'string' && !rootDir.startsWith('<rootDir>');
  return isHere ? cwd : folder;
}

/** A folder without a configuration has Jest's defaults. */
function configAt(place: string): readonly FoundJest[] {
  const stats = fs.statSync(place, { throwIfNoEntry: false });
  if (stats?.isFile() === true) return [namedJestConfig(place)];
  if (stats === undefined) return [];
  return [configIn(place) ?? { folder: place, others: [] }];
}

/** The places that a path with `*` in it stands for. */
function expand(written: string): readonly string[] {
  const segments = written.split(path.sep).join('/').split('/');
  const firstOpen = segments.findIndex((segment) => /[*?[\]{}()!]/.test(segment));
  if (firstOpen < 0) return [written];
  const base = segments.slice(0, firstOpen).join('/') || '/';
  const matches = compileGlob(segments.slice(firstOpen).join('/'));
  const depth = segments.includes('**') ? 8 : segments.length - firstOpen;
  const found: string[] = [];
  const visit = (folder: string, relative: string, left: number): void => {
    if (left === 0) return;
    for (const entry of entriesOf(folder)) {
      if (entry.name === 'node_modules' || entry.name === '.git') continue;
      const below = relative === '' ? entry.name : `${relative}/${entry.name}`;
      const place = path.join(folder, entry.name);
      if (matches(below)) found.push(place);
      if (entry.isDirectory()) visit(place, below, left - 1);
    }
  };
  visit(base, '', depth);
  return found.sort();
}

function entriesOf(folder: string): readonly fs.Dirent[] {
  try {
    return fs.readdirSync(folder, { withFileTypes: true });
  } catch {
    return [];
  }
}
