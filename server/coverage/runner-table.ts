/** Runners as they are kept: each once, those of a file side by side, and meant by number. */
import type { FilePath } from '../../test-host/protocol.ts';
import { numberRunners, type Runner, type RunSet } from './runners.ts';

/** The runners of one file: `l` loading it, `h` its hooks, `t…` and `s…` (with others) tests, by what follows the file in their ids. */
type PackedFile = readonly [file: FilePath, owners: readonly string[]];
export type PackedRunners = readonly PackedFile[];

export interface RunnerTable {
  readonly packed: PackedRunners;
  /** Numbers as text, for {@link PickRunners}. */
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

export type PickRunners = (numbers: string) => readonly Runner[];

/** @returns those that are meant by numbers; runners of files that nobody asks for are not made */
export function unpackRunners(packed: PackedRunners): PickRunners {
  const starts: number[] = [];
  let count = 0;
  for (const [, owners] of packed) {
    starts.push(count);
    count += owners.length;
  }
  const byNumber: (Runner | undefined)[] = [];
  let at = 0;
  const find = (number: number): Runner | undefined => {
    const known = byNumber[number];
    if (known !== undefined) return known;
    if (number < (starts[at] ?? 0)) at = 0;
    while (number >= (starts[at + 1] ?? count)) if (++at >= packed.length) return undefined;
    const [file, owners] = packed[at] ?? ['', []];
    const runner = unpackOwner(file, owners[number - (starts[at] ?? 0)] ?? '');
    byNumber[number] = runner;
    return runner;
  };
  return (numbers) => {
    const picked: Runner[] = [];
    if (numbers === '') return picked;
    let next = 0;
    for (const word of numbers.split(',')) {
      const [skipped = '', more = '0'] = word.split('+');
      next += Number.parseInt(skipped, BASE);
      for (let left = Number.parseInt(more, BASE); left >= 0; left--) {
        const runner = find(next++);
        if (runner !== undefined) picked.push(runner);
      }
    }
    return picked;
  };
}

function unpackOwner(file: FilePath, owner: string): Runner {
  if (owner === 'l') return { file, owner: { kind: 'load' } };
  if (owner === 'h') return { file, owner: { kind: 'hooks' } };
  const test = file + owner.slice(1);
  return {
    file,
    owner: owner.startsWith('s') ? { kind: 'test', test, isShared: true } : { kind: 'test', test },
  };
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
