/** Why a test file is affected that no change of a single file of the project says: settings, packages, it never ran. */
import type { FilePath } from '../../test-host/protocol.ts';
import path from 'node:path';
import { lookAt, lookedAt, variableOf, variableValue } from '../history/input-names.ts';
import { contentName } from './content-name.ts';
import { closureOf, type GraphView } from '../graph/queries.ts';
import type { BaseVersion } from './base.ts';
import type { ChangedFile } from './changed-names.ts';
import { changedPackages, readInstalled, type Installed } from './packages.ts';
import { isSetting, PACKAGES } from './settings.ts';
import { ABSENT, NO_RUN, type StateLog } from './state-log.ts';

/** What tests would run with now. */
export interface Surroundings {
  /** By name: see `settings.ts`. */
  readonly settings: ReadonlyMap<string, string>;
  readonly env: NodeJS.ProcessEnv;
}

export interface OtherReasonsOptions {
  readonly log: StateLog;
  readonly graph: GraphView;
  /** Absolute. */
  readonly rootDir: string;
  readonly surroundings: Surroundings | undefined;
}

export interface OtherReason {
  /** In the list of what has changed; absent: nothing has. */
  readonly change?: ChangedFile;
  readonly why: string;
}

/** @returns `undefined`: there is none */
export type FindReason = (file: FilePath, run: number | undefined) => OtherReason | undefined;

export function otherReasons({
  log,
  graph,
  rootDir,
  surroundings,
}: OtherReasonsOptions): FindReason {
  const values = new Map<string, ValueNow | undefined>();
  const valueOf = (name: string): ValueNow | undefined =>
    surroundings && valueNow(name, { rootDir, surroundings });
  const packages = packageReasons({ log, graph, rootDir }, readInstalled(rootDir));
  return (file, run) => {
    if (run === undefined) return { why: 'has not run yet' };
    if (run === NO_RUN) return { why: 'did not come to its end when it ran last' };
    for (const name of surroundings === undefined ? [] : log.inputs(file)) {
      if (!values.has(name)) values.set(name, valueOf(name));
      const now = values.get(name);
      const before = log.versionAt(name, run)?.hash;
      if (now !== undefined && now.hash !== before && !now.isOfFile(before)) return now.reason;
    }
    return packages(file, log.versionAt(PACKAGES, run));
  };
}

interface ValueNow {
  readonly hash: string;
  /** That it came or went, the file says itself. */
  readonly isOfFile: (before: string | undefined) => boolean;
  /** Where it was another. */
  readonly reason: OtherReason;
}

/** @returns `undefined`: it is a file */
function valueNow(
  name: string,
  { rootDir, surroundings }: { readonly rootDir: string; readonly surroundings: Surroundings },
): ValueNow | undefined {
  if (isSetting(name)) {
    const change = { file: 'configuration', what: 'settings' };
    const hash = surroundings.settings.get(name) ?? ABSENT;
    return {
      hash,
      isOfFile: () => false,
      reason: { change, why: 'the configuration has changed' },
    };
  }
  const variable = variableOf(name);
  if (variable !== undefined) {
    const isList = variable === '*';
    const change = {
      file: isList ? 'environment' : `$${variable}`,
      what: isList ? 'names' : 'value',
    };
    const why = isList
      ? 'lists the environment variables, of which others are there'
      : `reads the variable ${variable}, which has changed`;
    const hash = hashOf(variableValue(variable, surroundings.env));
    return { hash, isOfFile: () => false, reason: { change, why } };
  }
  const file = lookedAt(name);
  if (file === undefined) return undefined;
  const why = `looks at ${file}, whose kind, rights or place are others`;
  const hash = hashOf(lookAt(path.join(rootDir, file), { rootDir, hasTimes: false }));
  return {
    hash,
    isOfFile: (before) => before === ABSENT || hash === ABSENT,
    reason: { change: { file, what: 'kind, rights or place' }, why },
  };
}

function hashOf(value: string | undefined): string {
  return value === undefined ? ABSENT : contentName(value);
}

/** Of the packages that a test file reaches. @param now what is installed, or a lock file as it is */
export function packageReasons(
  { log, graph, rootDir }: Pick<OtherReasonsOptions, 'log' | 'graph' | 'rootDir'>,
  now: Installed,
): (file: FilePath, before: BaseVersion | undefined) => OtherReason | undefined {
  const changes = new Map<string, ReadonlySet<string> | undefined>();
  const changedFrom = (before: BaseVersion): ReadonlySet<string> | undefined => {
    if (changes.has(before.hash)) return changes.get(before.hash);
    const text = before.text ?? log.text(before.hash);
    const isKnown = text !== undefined && now.text !== undefined;
    const changed = isKnown ? changedPackages(text, now.text) : undefined;
    changes.set(before.hash, changed);
    return changed;
  };
  return (file, before) => {
    if (before?.hash === now.hash) return undefined;
    const changed = before && changedFrom(before);
    const loaded = closureOf(graph, `${rootDir}/${file}`).flatMap(({ target }) =>
      target.startsWith('npm:') ? target.slice('npm:'.length) : [],
    );
    const name = loaded.find((one) => (changed === undefined ? !OWN.has(one) : changed.has(one)));
    if (name === undefined) return undefined;
    return {
      change: { file: 'node_modules', what: 'packages' },
      why: `loads the package ${name}, and other packages are installed`,
    };
  };
}

/** A new version of ours makes other modules anyway. */
const OWN = new Set(['ztest']);
