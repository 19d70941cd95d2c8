/** Runners as they are kept: each once, those of a file side by side, and meant by number. */
import type { FilePath } from '../../test-host/protocol.ts';
import { numberRunners, type Runner, type RunSet } from './runners.ts';

/** The runners of one file: `l` loading it, `h` its hooks, `t…` and `s…` (with others) tests, by what follows the file in their ids. */
type PackedFile = readonly [file: FilePath, owners: readonly string[]];
export type PackedRunners = readonly PackedFile[];

export interface RunnerTable {
  readonly packed: PackedRunners;
  /** Numbers as text: see {@link readNumbers}. */
  readonly numbersOf: (runners: readonly Runner[]) => string;
}

export function makeRunnerTable(sets: Iterable<RunSet>): RunnerTable {
  const { runners, numberOf } = numberRunners();
  for (const set of sets) for (const runner of set.runners) numberOf(runner);
  const byFile = Map.groupBy(runners.keys(), (number) => runners[number]?.file ?? '');
  const newNumbers: number[] = [];
  let count = 0;
  const packed = [...byFile].map(([file, numbers]): PackedFile => {
    for (const number of numbers) newNumbers[number] = count++;
    return [file, numbers.flatMap((number) => packOwner(runners[number]))];
  });
  return {
    packed,
    numbersOf: (some) => writeNumbers(some.map((runner) => newNumbers[numberOf(runner)] ?? 0)),
  };
}

function packOwner(runner: Runner | undefined): readonly string[] {
  if (runner === undefined) return [];
  const { file, owner } = runner;
  if (owner.kind !== 'test') return [owner.kind.charAt(0)];
  return [`${owner.isShared === true ? 's' : 't'}${owner.test.slice(file.length)}`];
}

/** By number. */
export function unpackRunners(packed: PackedRunners): readonly Runner[] {
  return packed.flatMap(([file, owners]) => owners.map((owner) => unpackOwner(file, owner)));
}

function unpackOwner(file: FilePath, owner: string): Runner {
  if (owner === 'l') return { file, owner: { kind: 'load' } };
  if (owner === 'h') return { file, owner: { kind: 'hooks' } };
  const test = file + owner.slice(1);
  const isShared = owner.startsWith('s');
  return { file, owner: { kind: 'test', test, ...(isShared && { isShared }) } };
}

const BASE = 36;

/** `2+4,1`: from 2 on five numbers, then one is left out, and the next is meant. Their order stays. */
function writeNumbers(numbers: readonly number[]): string {
  const words: string[] = [];
  let next = 0;
  for (let i = 0; i < numbers.length;) {
    const start = numbers[i] ?? 0;
    const skipped = (start - next).toString(BASE);
    next = start;
    while (i < numbers.length && numbers[i] === next) {
      next++;
      i++;
    }
    const more = next - 1 - start;
    words.push(more > 0 ? `${skipped}+${more.toString(BASE)}` : skipped);
  }
  return words.join(',');
}

export function readNumbers(text: string): readonly number[] {
  const numbers: number[] = [];
  if (text === '') return numbers;
  let next = 0;
  for (const word of text.split(',')) {
    const [skipped = '', more = '0'] = word.split('+');
    next += Number.parseInt(skipped, BASE);
    for (let left = Number.parseInt(more, BASE); left >= 0; left--) numbers.push(next++);
  }
  return numbers;
}
