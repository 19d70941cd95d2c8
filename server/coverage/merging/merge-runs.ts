/** Several runs put together, as if one had run all of it. */
import path from 'node:path';
import type { FileCoverageData } from 'istanbul-lib-coverage';
import type { Problem } from '../../../test-host/protocol.ts';
import { passesOf } from '../collector.ts';
import { bitsOf, type CountedModule } from '../counted-modules.ts';
import { joinSets, uniqueRunners, type Runner } from '../runners.ts';
import { textOf } from '../current-lines.ts';
import { writeLineHashes } from '../line-hashes.ts';
import { countedElsewhere, differentSources, otherSourcesHere } from '../messages.ts';
import type { IstanbulInput, IstanbulMap, RawInput } from './merge-inputs.ts';
import type { RawModule } from './raw-file.ts';
import { folderWith, repositoryTop, slashed } from './repository.ts';

export interface MergedModule extends CountedModule {
  /** The file here has the text that was counted. */
  readonly isHere: boolean;
}

export interface MergedRuns {
  /** By absolute path. */
  readonly modules: ReadonlyMap<string, MergedModule>;
  readonly problems: readonly Problem[];
}

/** Modules whose sources differ are a problem and not in the result. */
export function mergeRawResults(inputs: readonly RawInput[], rootDir: string): MergedRuns {
  const parts = new Map<string, { readonly input: string; readonly module: RawModule }[]>();
  const uniqueOf = uniqueRunners();
  for (const { name, results } of inputs) {
    const folder = folderOf(results, rootDir);
    const movedOf = mover(folder, rootDir);
    for (const module of results.modules) {
      const file = path.join(folder, module.file);
      const sets = module.sets.map(({ bits, runners }) => ({
        bits,
        runners: runners.map((runner) => uniqueOf(movedOf(runner))),
      }));
      const moved = { ...module, sets };
      const known = parts.get(file);
      if (known === undefined) parts.set(file, [{ input: name, module: moved }]);
      else known.push({ input: name, module: moved });
    }
  }
  const modules = new Map<string, MergedModule>();
  const different: Difference[] = [];
  const changed: string[] = [];
  for (const [file, [first, ...others]] of parts) {
    if (first === undefined) continue;
    const shown = slashed(path.relative(rootDir, file));
    const other = others.find(({ module }) => !isSameCode(first.module, module));
    if (other !== undefined) {
      different.push({ file: shown, inputs: [first.input, other.input] });
      continue;
    }
    const sets = joinSets([first, ...others].flatMap(({ module }) => module.sets));
    const { hash, codeMap } = first.module;
    const text = textOf(file);
    const isHere = text !== undefined && writeLineHashes(text) === codeMap.lines;
    if (!isHere) changed.push(shown);
    const counts = sumOfCounts([first, ...others].map(({ module }) => module));
    modules.set(file, {
      hash,
      codeMap,
      sets,
      bits: bitsOf(sets),
      ...(counts !== undefined && { counts }),
      isHere,
    });
  }
  return {
    modules,
    problems: [
      ...(different.length > 0 ? [differentSources(different)] : []),
      ...(changed.length > 0 ? [otherSourcesHere(changed)] : []),
    ],
  };
}

export interface Difference {
  readonly file: string;
  readonly inputs: readonly [string, string];
}

/** Lines of the text are part of it, and what was counted in them. */
function isSameCode(a: RawModule, b: RawModule): boolean {
  return JSON.stringify(a.codeMap) === JSON.stringify(b.codeMap);
}

/** A part that only knows what ran counts it once. */
function sumOfCounts(parts: readonly RawModule[]): number[] | undefined {
  if (parts.every(({ counts }) => counts === undefined)) return undefined;
  const sum: number[] = [];
  for (const { codeMap, sets, counts } of parts) {
    const bits = bitsOf(sets);
    for (let probe = 0; probe < codeMap.probeCount; probe++)
      sum[probe] = (sum[probe] ?? 0) + (counts?.[probe] ?? passesOf({ bits }, probe));
  }
  return sum;
}

/** A run in a copy without git does not know its place in the repository. */
function folderOf({ root, modules }: RawInput['results'], rootDir: string): string {
  const files = modules.map(({ file }) => file);
  return folderWith([
    { folder: path.join(repositoryTop(rootDir), root), files },
    { folder: rootDir, files },
  ]).folder;
}

/** Test files and ids of a run with another root, as they are from this one. */
function mover(folder: string, rootDir: string): (runner: Runner) => Runner {
  if (folder === rootDir) return (runner) => runner;
  const known = new Map<Runner, Runner>();
  return (runner) => {
    let moved = known.get(runner);
    if (moved === undefined) known.set(runner, (moved = moveRunner(runner, folder, rootDir)));
    return moved;
  };
}

function moveRunner({ file, owner }: Runner, folder: string, rootDir: string): Runner {
  const moved = slashed(path.relative(rootDir, path.join(folder, file)));
  if (owner.kind !== 'test') return { file: moved, owner };
  return { file: moved, owner: { ...owner, test: moved + owner.test.slice(file.length) } };
}

/** Their paths are absolute, and may be those of another machine. */
export function placeIstanbulResults(
  { name, map }: IstanbulInput,
  rootDir: string,
): { readonly map: IstanbulMap; readonly problems: readonly Problem[] } {
  const paths = Object.keys(map).map(foreignSlashed);
  const inRoot = paths.every((file) => file.startsWith(`${slashed(rootDir)}/`));
  const segments = (paths[0] ?? '').split('/').slice(0, -1);
  const prefixes = segments.map((_, i) => `${segments.slice(0, segments.length - i).join('/')}/`);
  const candidates = [slashed(rootDir) + '/', ...prefixes].map((prefix) => ({
    folder: rootDir,
    prefix,
    files: paths.filter((file) => file.startsWith(prefix)).map((file) => file.slice(prefix.length)),
  }));
  const [first, ...others] = candidates;
  if (inRoot || first === undefined) return { map, problems: [] };
  const { prefix } = folderWith([first, ...others]);
  const placed: Record<string, FileCoverageData> = {};
  let count = 0;
  for (const [written, data] of Object.entries(map)) {
    const file = foreignSlashed(written);
    if (!file.startsWith(prefix)) continue;
    const here = path.join(rootDir, file.slice(prefix.length));
    placed[here] = { ...data, path: here };
    count++;
  }
  const left = paths.length - count;
  return { map: placed, problems: left > 0 ? [countedElsewhere(name, left)] : [] };
}

/** Windows writes `C:\\a\\b.ts`; elsewhere a backslash is part of a name. */
function foreignSlashed(file: string): string {
  return /^[A-Za-z]:\\/.test(file) ? file.replaceAll('\\', '/') : file;
}
