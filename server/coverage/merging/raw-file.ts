/**
 * Raw results: what one run has counted, for `ztest coverage merge`. Lines of JSON: a head, a line a module, an end. Paths are
 * relative, with forward slashes, so that a file of one machine means the same on another. A reader skips fields that it does
 * not know; the version changes when it would misunderstand them.
 */
import fs from 'node:fs';
import type { CodeMap } from '../../../modules/code-map.ts';
import { writeFileAtomically } from '../../../modules/store.ts';
import { type RunSet, type Runner, numberRunners } from '../runners.ts';

export const RAW_FILE_NAME = 'coverage-raw.ndjson';

export interface RawResults {
  /** Of the run, relative to the top of its repository; '' is the top. */
  readonly root: string;
  readonly modules: readonly RawModule[];
}

export interface RawModule {
  /** Relative to the root of the run. */
  readonly file: string;
  /** Identity of the source in the store of the run. */
  readonly hash: string;
  readonly codeMap: CodeMap;
  readonly sets: readonly RunSet[];
  /** How often each probe was passed, when that was counted. */
  readonly counts?: readonly number[];
}

/** `other-version`: `detail` says which; `cut-off`: its end is missing. */
export type RawReading =
  | { readonly ok: true; readonly results: RawResults }
  | {
      readonly ok: false;
      readonly reason: 'not-raw' | 'other-version' | 'cut-off';
      readonly detail: string;
    };

const KIND = 'ztest-coverage';
const VERSION = 1;

interface Head {
  readonly kind: typeof KIND;
  readonly version: typeof VERSION;
  readonly root: string;
  readonly runners: readonly Runner[];
}

/** With numbers in place of runners. */
type ModuleLine = Omit<RawModule, 'sets'> & {
  readonly sets: readonly (readonly [bits: string, runners: readonly number[]])[];
};

interface End {
  /** How many there are above. */
  readonly modules: number;
}

/** @throws when there is no room for it */
export function writeRawFile(file: string, { root, modules }: RawResults): void {
  const { runners, numberOf } = numberRunners();
  const lines = modules.map(({ sets, ...module }) =>
    JSON.stringify({
      ...module,
      sets: sets.map((set) => [set.bits, set.runners.map(numberOf)]),
    } satisfies ModuleLine),
  );
  const head = JSON.stringify({ kind: KIND, version: VERSION, root, runners } satisfies Head);
  const end = JSON.stringify({ modules: lines.length } satisfies End);
  writeFileAtomically(file, `${[head, ...lines, end].join('\n')}\n`);
}

/** @throws when the file cannot be read */
export function readRawFile(file: string): RawReading {
  const [first = '', ...rest] = fs.readFileSync(file, 'utf8').split('\n');
  const head = parse(first);
  if (Reflect.get(Object(head), 'kind') !== KIND)
    return { ok: false, reason: 'not-raw', detail: '' };
  const version: unknown = Reflect.get(Object(head), 'version');
  if (version !== VERSION) return { ok: false, reason: 'other-version', detail: String(version) };
  const written = rest.slice(0, -2);
  const count: unknown = Reflect.get(Object(parse(rest.at(-2) ?? '')), 'modules');
  const lines = written.map(parse);
  if (count !== lines.length || !lines.every(isModuleLine) || !hasRunners(head))
    return { ok: false, reason: 'cut-off', detail: '' };
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- what `writeRawFile` has written, as its head says
  const { root, runners } = head as Head;
  const modules = lines.map(({ sets, ...module }) => ({
    ...module,
    sets: sets.map(([bits, numbers]) => ({
      bits,
      runners: numbers.flatMap((number) => runners[number] ?? []),
    })),
  }));
  return { ok: true, results: { root, modules } };
}

function hasRunners(head: unknown): boolean {
  return Array.isArray(Reflect.get(Object(head), 'runners'));
}

function isModuleLine(line: unknown): line is ModuleLine {
  const get = (key: string): unknown => Reflect.get(Object(line), key);
  return (
    typeof get('file') === 'string' &&
    Object(get('codeMap')) === get('codeMap') &&
    Array.isArray(get('sets'))
  );
}

function parse(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}
