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

/** @param run.files absolute paths of files that are told of also when no test has loaded them */
export function countedModules({
  collector,
  codeMaps,
  files,
}: {
  readonly collector: CoverageCollector;
  readonly codeMaps: CodeMaps;
  readonly files: readonly string[];
}): CountedModules {
  const modules = new Map<string, CountedModule>();
  for (const [file, hits] of collector.modules()) {
    const codeMap = codeMaps.of(file, hits.hash);
    if (codeMap !== undefined)
      modules.set(file, {
        ...hits,
        codeMap,
        get sets() {
          return collector.sets().get(file) ?? [];
        },
      });
  }
  for (const file of files) {
    if (modules.has(file)) continue;
    const { hash, codeMap } = codeMaps.ofFile(file) ?? {};
    if (hash !== undefined && codeMap !== undefined)
      modules.set(file, { hash, bits: new Uint8Array(), codeMap, sets: [] });
  }
  return modules;
}

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
