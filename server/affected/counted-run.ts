/** Which functions the tests of a file have run, as they are kept: one bit a function, in the order of the text. Pure. */
import type { CodeMap } from '../../modules/code-map.ts';
import type { CoverageMessage, CoverageOwner, FilePath } from '../../test-host/protocol.ts';
import { type FunctionPlaces } from './state-log.ts';
import { nameOfTest } from './test-names.ts';

export interface CountedRun {
  readonly run: number;
  /** All that were counted, whether anything of them ran or not. Relative to the root. */
  readonly modules: readonly FilePath[];
  /** Base64 of one bit a function. */
  readonly sets: readonly (readonly [module: number, bits: string])[];
  /** Numbers of sets: what ran while the file was loaded, in hooks of its suites and between tests. */
  readonly shared: readonly number[];
  readonly tests: Readonly<Record<string, readonly number[]>>;
  /** Of what the file has told; where all of its tests have run. */
  readonly digest?: string;
  /** All tests of the file have run; those that ran again later are not here any more. */
  readonly isWhole?: true;
  /** It has started a process or a thread, of which not everything may be known. */
  readonly isOpen?: true;
}

export interface CountedModuleMap {
  readonly name: FilePath;
  /** Of the text that the probes are in. */
  readonly hash: string;
  readonly codeMap: CodeMap;
}

/** @param mapOf what is known of a module; nothing: it is not among those that were counted */
export function countedRun(
  { file, modules, sets, owners, digest, startsOthers }: CoverageMessage,
  {
    run,
    isWhole,
    bits: known,
    mapOf,
  }: {
    readonly run: number;
    readonly isWhole: boolean;
    /** What is known of sets: many test files have the same. */
    readonly bits: Map<string, string | undefined>;
    readonly mapOf: (module: CoverageMessage['modules'][number]) => CountedModuleMap | undefined;
  },
): CountedRun {
  const maps = modules.map(mapOf);
  const kept: [number, string][] = [];
  const numbers = new Map<string, number>();
  const ownBits = (map: CountedModuleMap, all: string): string | undefined => {
    const key = `${map.hash} ${all}`;
    if (!known.has(key)) known.set(key, functionBits(map.codeMap, all));
    return known.get(key);
  };
  const numberOf = sets.map(([module, bits]) => {
    const map = maps[module];
    const own = map && ownBits(map, bits);
    if (own === undefined) return undefined;
    const key = `${module} ${own}`;
    let number = numbers.get(key);
    if (number === undefined) numbers.set(key, (number = kept.push([module, own]) - 1));
    return number;
  });
  const setsOf = (isMeant: (owner: CoverageOwner) => boolean): readonly number[] => {
    const found = owners.flatMap((one) => (isMeant(one.owner) ? one.sets : []));
    return [...new Set(found.flatMap((set) => numberOf[set] ?? []))];
  };
  const tests = owners.flatMap(({ owner, sets: touched }) =>
    owner.kind === 'test'
      ? [
          [
            nameOfTest(file, owner.test),
            [...new Set(touched.flatMap((set) => numberOf[set] ?? []))],
          ] as const,
        ]
      : [],
  );
  return {
    run,
    modules: maps.map((map) => map?.name ?? ''),
    sets: kept,
    shared: setsOf(({ kind }) => kind !== 'test'),
    tests: Object.fromEntries(tests),
    ...(isWhole && { isWhole: true, digest }),
    ...(startsOthers === true && { isOpen: true }),
  };
}

/** @returns `undefined`: none of them ran */
function functionBits({ functions }: CodeMap, bits: string): string | undefined {
  const bytes = Buffer.from(bits, 'base64');
  const own = new Uint8Array((functions.length + 7) >> 3);
  let isAny = false;
  for (const [i, { probe }] of functions.entries()) {
    if ((((bytes[probe >> 3] ?? 0) >> (probe & 7)) & 1) === 0) continue;
    own[i >> 3] = (own[i >> 3] ?? 0) | (1 << (i & 7));
    isAny = true;
  }
  return isAny ? Buffer.from(own).toString('base64') : undefined;
}

export function placesOf({ functions }: CodeMap): FunctionPlaces {
  return functions.flatMap(({ body }) => [...body]);
}

/** What is known after a run: tests that ran again are known by it alone. The newest first. */
export function joinCounted(known: readonly CountedRun[], now: CountedRun): readonly CountedRun[] {
  if (now.isWhole === true) return [now];
  const older = known.flatMap((one): CountedRun[] => {
    const left = Object.entries(one.tests).filter(([name]) => now.tests[name] === undefined);
    return left.length === 0 && one.isWhole !== true
      ? []
      : [{ ...one, tests: Object.fromEntries(left) }];
  });
  return [now, ...older].slice(0, MOST_COUNTED);
}

const MOST_COUNTED = 8;

/** The tests that have run one of some functions; `all`: it ran for the whole file. */
export function runnersOf(
  { modules, sets, shared, tests }: CountedRun,
  module: FilePath,
  functions: readonly number[],
): 'all' | readonly string[] {
  const number = modules.indexOf(module);
  const hits = new Set<number>();
  for (const [set, [of, bits]] of sets.entries()) {
    if (of !== number) continue;
    const bytes = Buffer.from(bits, 'base64');
    if (functions.some((i) => (((bytes[i >> 3] ?? 0) >> (i & 7)) & 1) === 1)) hits.add(set);
  }
  if (hits.size === 0) return [];
  if (shared.some((set) => hits.has(set))) return 'all';
  return Object.entries(tests).flatMap(([name, own]) =>
    own.some((set) => hits.has(set)) ? name : [],
  );
}
