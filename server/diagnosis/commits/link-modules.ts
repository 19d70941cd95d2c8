/** What is installed in one working tree, for another: by links, as installing it again for each commit would take minutes. */
import fs from 'node:fs';
import path from 'node:path';

/** @param folders relative to both */
export function linkModules(from: string, to: string, folders: readonly string[]): void {
  const top = fs.realpathSync(from);
  for (const folder of folders) {
    const installed = path.join(top, folder, 'node_modules');
    const wanted = path.join(to, folder, 'node_modules');
    if (!fs.existsSync(installed) || fs.existsSync(wanted)) continue;
    fs.mkdirSync(path.dirname(wanted), { recursive: true });
    linkFolder(installed, wanted, { top, to });
  }
}

interface Trees {
  readonly top: string;
  readonly to: string;
}

/** Packages of the workspace are those of the other tree; of a scope, which is a folder, too. */
function linkFolder(from: string, to: string, trees: Trees): void {
  const entries = fs.readdirSync(from).filter((name) => name !== '.cache');
  const isScoped = (name: string): boolean => name.startsWith('@');
  const isOfWorkspace = (name: string): boolean =>
    workspaceTarget(path.join(from, name), trees) !== undefined;
  const needsFolder =
    entries.some(isOfWorkspace) ||
    entries
      .filter(isScoped)
      .some((scope) =>
        fs
          .readdirSync(path.join(from, scope))
          .some((name) => isOfWorkspace(path.join(scope, name))),
      );
  if (!needsFolder) {
    fs.symlinkSync(from, to, 'junction');
    return;
  }
  fs.mkdirSync(to);
  for (const name of entries) {
    const source = path.join(from, name);
    if (isScoped(name)) linkFolder(source, path.join(to, name), trees);
    else fs.symlinkSync(workspaceTarget(source, trees) ?? source, path.join(to, name), 'junction');
  }
}

/** Where a link to a package of the same repository leads in the other tree. */
function workspaceTarget(entry: string, { top, to }: Trees): string | undefined {
  if (!fs.lstatSync(entry).isSymbolicLink()) return undefined;
  const target = fs.realpathSync(entry);
  const below = path.relative(top, target);
  const isInside = !below.startsWith('..') && !path.isAbsolute(below);
  return isInside && !below.includes('node_modules') ? path.join(to, below) : undefined;
}
