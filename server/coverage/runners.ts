/** Who has run code: tests, hooks of a file, a file that is loaded. */
import { fileOfTest, type CoverageOwner, type FilePath } from '../../test-host/protocol.ts';

/** Who has run something, and the test file that it belongs to. */
export interface Runner {
  readonly file: FilePath;
  readonly owner: CoverageOwner;
}

/** Probes that the same runners have touched. */
export interface RunSet {
  /** Base64 of one bit a probe. */
  readonly bits: string;
  readonly runners: readonly Runner[];
}

/** Runners are written once, and meant by number. */
export function numberRunners(): {
  readonly runners: readonly Runner[];
  readonly numberOf: (runner: Runner) => number;
} {
  const runners: Runner[] = [];
  const numbers = new Map<Runner, number>();
  const uniqueOf = uniqueRunners();
  return {
    runners,
    numberOf: (runner) => {
      const unique = uniqueOf(runner);
      let number = numbers.get(unique);
      if (number === undefined) numbers.set(unique, (number = runners.push(unique) - 1));
      return number;
    },
  };
}

/** One object for each runner; what was asked for before costs no key. */
export function uniqueRunners(): (runner: Runner) => Runner {
  const byKey = new Map<string, Runner>();
  const known = new Map<Runner, Runner>();
  return (runner) => {
    let unique = known.get(runner);
    if (unique === undefined) {
      const key = runnerKey(runner);
      unique = byKey.get(key) ?? runner;
      byKey.set(key, unique);
      known.set(runner, unique);
    }
    return unique;
  };
}

/** The same runner has the same key; two tests at once and one alone are the same test. */
export function runnerKey({ file, owner }: Runner): string {
  return owner.kind === 'test' ? `test ${owner.test}` : `${owner.kind} ${file}`;
}

/** Equal ones once, and in each of them each runner once. */
export function joinSets(sets: readonly RunSet[]): readonly RunSet[] {
  const withRunners = sets.filter(({ runners }) => runners.length > 0);
  return [...Map.groupBy(withRunners, ({ bits }) => bits)].map(([bits, same]) => ({
    bits,
    runners: [...new Set(same.flatMap(({ runners }) => runners))],
  }));
}

/** Of the key of a runner. */
export function fileOfKey(key: string): FilePath {
  const at = key.indexOf(' ');
  return key.startsWith('test ') ? fileOfTest(key.slice(at + 1)) : key.slice(at + 1);
}
