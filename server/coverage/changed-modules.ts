/** Files that were written while tests ran: what was counted is no longer what is in them. */
import type { CountedModules } from './counted-modules.ts';
import { modifiedAt, textOf } from './current-lines.ts';
import { writeLineHashes } from './line-hashes.ts';

export interface SeparatedModules {
  readonly unchanged: CountedModules;
  /** Absolute paths. */
  readonly changed: readonly string[];
}

/** @param since milliseconds since the epoch */
export function separateChanged(modules: CountedModules, since: number): SeparatedModules {
  const changed = [...modules].flatMap(([file, module]) => {
    if ((modifiedAt(file) ?? -Infinity) < since) return []; // one that is gone is said to be
    const text = textOf(file);
    return text === undefined || writeLineHashes(text) === module.codeMap.lines ? [] : [file];
  });
  if (changed.length === 0) return { unchanged: modules, changed };
  const left = new Set(changed);
  return { unchanged: new Map([...modules].filter(([file]) => !left.has(file))), changed };
}
