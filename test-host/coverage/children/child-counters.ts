/** The counters of a process that a test has started: globals, because a module of Node has no other scope of ours. */
import type { ProbedFile } from '../../../modules/probed-files.ts';
import { Counters, type CounterArray } from '../counters.ts';
import { allocateShared, hitsIn, type ChildHits, type CountKind } from './shared-counters.ts';

export interface ChildCounters {
  /** @returns the global that holds the counters of a file, a name that its text has not; `undefined` when there is no room */
  readonly nameFor: (file: string, probed: ProbedFile, text: string) => string | undefined;
  readonly hits: () => readonly ChildHits[];
}

/** Of a process: it reads them itself when it ends. */
export function countHere(kind: CountKind): ChildCounters {
  const counters = new Counters(kind);
  return {
    nameFor: namesFor((file, probed) => counters.of(file, probed).array),
    hits: () =>
      [...counters.all()].map(({ file, source, words }) => ({
        file,
        source,
        ...hitsIn(words, kind),
      })),
  };
}

/** Of a thread: its starter reads them. */
export function countShared(memory: SharedArrayBuffer, kind: CountKind): ChildCounters {
  return {
    nameFor: namesFor((file, probed) => allocateShared(memory, file, { ...probed, ...kind })),
    hits: () => [],
  };
}

function namesFor(
  countersOf: (file: string, probed: ProbedFile) => CounterArray | undefined,
): ChildCounters['nameFor'] {
  const names = new Map<string, string>();
  return (file, probed, text) => {
    const key = `${probed.source} ${file}`;
    const known = names.get(key);
    if (known !== undefined) return known;
    const counters = countersOf(file, probed);
    if (counters === undefined) return undefined;
    let name = `__zt${names.size}`;
    while (text.includes(name) || name in globalThis) name += '_';
    Object.defineProperty(globalThis, name, { value: counters });
    names.set(key, name);
    return name;
  };
}
