/** Which files differ from what tests have seen, and how to say it. */
import type { FilePath } from '../../test-host/protocol.ts';
import { isFileTarget } from '../graph/module-facts.ts';
import type { ModuleGraph } from '../graph/module-graph.ts';
import type { BaseVersion } from './base.ts';
import { functionTitle } from './code-changes.ts';
import type { FileVersions } from './file-versions.ts';
import { projectFiles } from './project-files.ts';
import { relativeTo } from './reached-by.ts';
import { differingNames } from './state-index.ts';
import { ABSENT, type StateLog } from './state-log.ts';

export interface ChangedFile {
  /** Relative to the root; of what is no file `configuration`, `node_modules`, or a variable as `$NAME`. */
  readonly file: FilePath;
  /** `parse(), Lexer.next()`, `module level`, `contents`, `new`, `deleted`; `settings`, `packages`, `value`. */
  readonly what: string;
}

export interface ChangedNamesOptions {
  readonly log: StateLog;
  readonly versions: FileVersions;
  readonly graph: ModuleGraph;
  /** Absolute. */
  readonly rootDir: string;
  /** Some test does, and what those use no graph knows. */
  readonly startsProcesses: boolean;
  /** Modules that are as they were, and load others. */
  readonly isElsewhere: (name: FilePath) => boolean;
}

/** All that differ from any version of them, and files that nobody has seen yet. */
export function changedNames({
  log,
  versions,
  graph,
  rootDir,
  startsProcesses,
  isElsewhere,
}: ChangedNamesOptions): readonly FilePath[] {
  const differing = differingNames(log, (name) => versions.now(name).hash);
  const inGraph = [...graph.files()]
    .filter((file) => isFileTarget(file) && !file.includes('/node_modules/'))
    .map((file) => relativeTo(file, rootDir));
  const known = new Set([...inGraph, ...(startsProcesses ? projectFiles(rootDir) : [])]);
  const unseen = [...known].filter(
    (name) => log.versions(name).length === 0 && !versions.isUnseen(name, log.lastRun),
  );
  const elsewhere = inGraph.filter((name) => isElsewhere(name));
  return [...new Set([...differing, ...unseen, ...elsewhere])];
}

/** With the folders that tests have listed and that something has come to or gone from. */
export function withFolders(
  names: readonly FilePath[],
  { log, versions }: Pick<ChangedNamesOptions, 'log' | 'versions'>,
): readonly FilePath[] {
  const folders = new Set(names.flatMap(foldersOf));
  const isOther = (folder: FilePath): boolean => {
    const known = log.versions(folder).at(-1);
    return known !== undefined && known.hash !== versions.now(folder).hash;
  };
  return [...names, ...[...folders].filter((one) => !names.includes(one) && isOther(one))];
}

/** The folder that it is in, and all above: it may be the first in them. */
function foldersOf(name: FilePath): readonly FilePath[] {
  const parts = name.split('/').slice(0, -1);
  return ['/', ...parts.map((_, i) => `${parts.slice(0, i + 1).join('/')}/`)];
}

/** @param before the newest version that anybody knows of */
export async function describeChange(
  name: FilePath,
  before: BaseVersion | undefined,
  versions: FileVersions,
): Promise<ChangedFile | undefined> {
  if (before === undefined) {
    const isThere = versions.now(name).hash !== ABSENT;
    return { file: name, what: isThere ? 'new' : 'deleted' };
  }
  const difference = await versions.differenceFrom(name, before.hash, before.text);
  switch (difference.of) {
    case 'nothing':
      return undefined;
    case 'file':
      return { file: name, what: difference.what };
    case 'functions':
      return { file: name, what: [...new Set(difference.functions.map(functionTitle))].join(', ') };
    default:
      return difference satisfies never;
  }
}
