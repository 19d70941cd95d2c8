/** What the package managers have installed, and which packages of it are others than before. */
import { findInstalled, INSTALLED, textOfInstalled } from '../history/installed.ts';
import { contentName } from './content-name.ts';
import { idOf, type FileState } from './file-state.ts';
import { ABSENT } from './state-log.ts';

/** Whether a file says which packages are installed. */
export function isLockFile(name: string): boolean {
  return INSTALLED.some((one) => name === one || name.endsWith(`/${one}`));
}

/** Its text says which package depends on which. */
export type Installed = FileState;

export function readInstalled(rootDir: string): Installed {
  const found = findInstalled(rootDir);
  if (found === undefined) return { hash: ABSENT };
  const { name, stats } = found;
  const text = textOfInstalled(found);
  return {
    hash: contentName(text),
    mtime: stats.mtimeMs,
    size: stats.size,
    id: idOf(stats),
    ...(name.endsWith('package-lock.json') && { text }),
  };
}

interface LockedPackage {
  readonly version?: string;
  readonly resolved?: string;
  readonly integrity?: string;
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly optionalDependencies?: Readonly<Record<string, string>>;
  readonly peerDependencies?: Readonly<Record<string, string>>;
}

/** @returns names of packages that are others, or load such; `undefined`: nobody can say */
export function changedPackages(before: string, after: string): ReadonlySet<string> | undefined {
  const [old, now] = [readLock(before), readLock(after)];
  if (old === undefined || now === undefined) return undefined;
  const changed = new Set<string>();
  const dependants = new Map<string, Set<string>>();
  for (const place of new Set([...old.keys(), ...now.keys()])) {
    const [one, other] = [old.get(place), now.get(place)];
    const name = nameIn(place);
    if (identityOf(one) !== identityOf(other)) changed.add(name);
    for (const dependency of [one, other].flatMap(dependenciesOf)) {
      const known = dependants.get(dependency) ?? new Set();
      dependants.set(dependency, known.add(name));
    }
  }
  for (const name of changed)
    for (const dependant of dependants.get(name) ?? []) changed.add(dependant);
  return changed;
}

function identityOf(locked: LockedPackage | undefined): string {
  return JSON.stringify([locked?.version, locked?.resolved, locked?.integrity]);
}

function dependenciesOf(locked: LockedPackage | undefined): readonly string[] {
  const { dependencies, optionalDependencies, peerDependencies } = locked ?? {};
  return Object.keys({ ...dependencies, ...optionalDependencies, ...peerDependencies });
}

/** Of versions 2 and 3: https://docs.npmjs.com/cli/configuring-npm/package-lock-json */
function readLock(text: string): ReadonlyMap<string, LockedPackage> | undefined {
  try {
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- looked at below
    const { packages } = JSON.parse(text) as { packages?: Record<string, LockedPackage> };
    if (typeof packages !== 'object') return undefined;
    return new Map(Object.entries(packages).filter(([place]) => place.includes('node_modules/')));
  } catch {
    return undefined;
  }
}

function nameIn(place: string): string {
  return place.slice(place.lastIndexOf('node_modules/') + 'node_modules/'.length);
}
