/** Finds the package that a folder belongs to, and the workspace that the package is a member of. */
import fs from 'node:fs';
import path from 'node:path';

export interface ProjectFolders {
  /** The nearest folder with a package.json; absent when there is none up to the root of the disk. */
  readonly packageRoot: string | undefined;
  /** Folders that may hold the configuration, nearest first: up to the workspace's or package's root. */
  readonly folders: readonly string[];
}

export function findProjectFolders(cwd: string): ProjectFolders {
  const folders = [...upwards(cwd)];
  const own = folders.findIndex((folder) => fs.existsSync(path.join(folder, 'package.json')));
  if (own < 0) return { packageRoot: undefined, folders };
  const packageRoot = folders[own] ?? cwd;
  const workspace = folders.findIndex(
    (folder, i) => i > own && hasMember(folder, path.relative(folder, packageRoot)),
  );
  return { packageRoot, folders: folders.slice(0, (workspace < 0 ? own : workspace) + 1) };
}

function* upwards(from: string): Generator<string> {
  let folder = path.resolve(from);
  for (;;) {
    yield folder;
    const parent = path.dirname(folder);
    if (parent === folder) return;
    folder = parent;
  }
}

/** Whether `folder` is the root of a workspace that lists `member`. */
function hasMember(folder: string, member: string): boolean {
  const patterns = workspacePatterns(folder);
  const memberPath = member.split(path.sep).join('/');
  const isListed = patterns.some((glob) => !glob.startsWith('!') && matches(glob, memberPath));
  return (
    isListed && !patterns.some((glob) => glob.startsWith('!') && matches(glob.slice(1), memberPath))
  );
}

function workspacePatterns(folder: string): readonly string[] {
  const yaml = readText(path.join(folder, 'pnpm-workspace.yaml'));
  if (yaml !== undefined) return pnpmPatterns(yaml);
  const manifest = readText(path.join(folder, 'package.json'));
  if (manifest === undefined || !manifest.includes('"workspaces"')) return [];
  try {
    return stringsIn(JSON.parse(manifest));
  } catch {
    return []; // a broken manifest is no workspace; npm itself says what is wrong with it
  }
}

/** `workspaces` is a list, or an object with `packages` (Yarn). */
function stringsIn(manifest: unknown): readonly string[] {
  const field = property(manifest, 'workspaces');
  const list: unknown = Array.isArray(field) ? field : property(field, 'packages');
  return Array.isArray(list) ? list.filter((item) => typeof item === 'string') : [];
}

function property(value: unknown, key: string): unknown {
  return typeof value === 'object' && value !== null ? Reflect.get(value, key) : undefined;
}

/** The list under `packages:`; a full YAML parser would cost every run its start-up time. */
function pnpmPatterns(yaml: string): string[] {
  const [, section = ''] =
    /^packages:[ \t]*(?:#.*)?\r?\n((?:[ \t]*(?:-.*|#.*)?(?:\r?\n|$))*)/m.exec(yaml) ?? [];
  return [...section.matchAll(/^[ \t]*-[ \t]*(?:"([^"]*)"|'([^']*)'|([^#\s]+))/gm)].map(
    (match) => match[1] ?? match[2] ?? match[3] ?? '',
  );
}

/** Workspace globs use `*` and `**` only. */
function matches(glob: string, member: string): boolean {
  const source = glob
    .replace(/^\.\//, '')
    .replace(/\/$/, '')
    .replaceAll(/[.+?^${}()|[\]\\]/g, String.raw`\$&`)
    .replaceAll(/\/?\*\*\/?|\*/g, (stars) => (stars === '*' ? '[^/]*' : '.*'));
  return new RegExp(`^${source}$`).test(member);
}

function readText(file: string): string | undefined {
  if (!fs.existsSync(file)) return undefined; // the usual case: an error with its stack costs 0.1 ms
  try {
    return fs.readFileSync(file, 'utf8');
  } catch {
    return undefined; // a folder of that name, or not ours to read
  }
}
