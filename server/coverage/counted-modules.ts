/** What a run has counted of each module, or several runs together: what every report is made of. */
import type { CodeMap } from '../../modules/code-map.ts';
import type { CodeMaps } from './code-maps.ts';
import type { CoverageCollector, ModuleHits } from './collector.ts';
import type { RunSet, Runner } from './runners.ts';

export interface CountedModule extends ModuleHits {
  readonly codeMap: CodeMap;
  /** What each runner has touched; none: no test has loaded the module, or nothing of it ran. */
  readonly sets: readonly RunSet[];
}

/** By absolute path. */
export type CountedModules = ReadonlyMap<string, CountedModule>;

/**
 * @param run.files absolute paths of files that are told of also when no test has loaded them
 * @param run.isKnown what is to be told of it is known: its code is read when somebody asks
 */
export function countedModules({
  collector,
  codeMaps,
  files,
  isKnown,
}: {
  readonly collector: CoverageCollector;
  readonly codeMaps: () => CodeMaps;
  readonly files: readonly string[];
  readonly isKnown: (file: string, hits: ModuleHits) => boolean;
}): CountedModules {
  const modules = new Map<string, CountedModule>();
  const add = (file: string, hits: ModuleHits): void => {
    const find = (): CodeMap | undefined => codeMaps().of(file, hits.hash);
    const isLeft = isKnown(file, hits);
    let codeMap = isLeft ? undefined : find();
    if (codeMap === undefined && !isLeft) return;
    modules.set(file, {
      ...hits,
      get codeMap() {
        return (codeMap ??= find() ?? NO_CODE);
      },
      get sets() {
        return collector.sets().get(file) ?? [];
      },
    });
  };
  for (const [file, hits] of collector.modules()) add(file, hits);
  for (const file of files) {
    const hash = modules.has(file) ? undefined : codeMaps().hashOf(file);
    if (hash !== undefined) add(file, { hash, bits: new Uint8Array() });
  }
  return modules;
}

/** The store has lost it since. */
const NO_CODE: CodeMap = { probeCount: 0, statements: [], functions: [], branches: [], lines: '' };

/** Which probes some of the runners have touched, one bit each. */
export function bitsOf(
  sets: readonly RunSet[],
  isMeant: (runner: Runner) => boolean = () => true,
): Uint8Array {
  const all: number[] = [];
  for (const { bits, runners } of sets) {
    if (!runners.some(isMeant)) continue;
    for (const [i, byte] of Buffer.from(bits, 'base64').entries()) all[i] = (all[i] ?? 0) | byte;
  }
  return Uint8Array.from(all);
}
