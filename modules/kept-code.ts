/**
 * Loads a bundle of ours with V8's code of earlier times. Node's own compile cache keeps what is compiled before a module runs,
 * which is little of a bundle: every function that a run calls was compiled anew in each process (a tenth of a short run; of the
 * compiler's 7 MB, 250 ms on two busy cores became 90).
 */
import fs from 'node:fs';
import Module, { createRequire, getCompileCacheDir } from 'node:module';
import path from 'node:path';
import vm from 'node:vm';
import { isSealed, seal } from './seal.ts';
import { writeFileAtomically } from './store.ts';

const requireHere = createRequire(import.meta.filename);
/** Tests may replace them before a bundle is loaded, and what they read is watched: `readFileSync` calls `fs.openSync`. */
const { closeSync, fstatSync, openSync, readSync, statSync } = fs;
const { Script, constants } = vm;
const { wrap } = Module;
const { now } = Date;

/** The first run has to make everything, the next ones are as those to come: what they call is all kept. */
const RUNS_TO_LEARN_FROM = 3;
/** Other projects call other functions: then one run an hour is learnt from. */
const LEARNT_FOR_MS = 60 * 60 * 1000;

interface LearningScript {
  readonly script: vm.Script;
  readonly place: string;
  /** From so many runs its code is. */
  readonly runs: number;
  /** Bytes of it. */
  readonly size: number;
}

const learning: LearningScript[] = [];

/**
 * In place of `require`: whoever requires the bundle later finds it loaded.
 *
 * @param file of this folder, stamped by the build
 * @param folder where code is kept. Default: with that of Node's own cache, where that is on
 */
export function loadKept(file: string, folder = getCompileCacheDir()): unknown {
  const known = requireHere.cache[file];
  if (known !== undefined) return known.exports;
  if (folder === undefined) return requireHere(file);
  const source = readBytes(file).toString('latin1'); // the bundler writes ASCII
  const [, stamp] = /^\/\/([\w-]+)\n/.exec(source) ?? [];
  if (stamp === undefined) return requireHere(file);
  // By content: every copy on the machine is the same one, those of editors and of projects.
  const place = path.join(folder, `ztest-${path.basename(file, '.cjs')}-${stamp}`);
  const { code, runs, isFresh } = readKept(place);
  const script = new Script(wrap(source), {
    filename: file,
    importModuleDynamically: constants.USE_MAIN_CONTEXT_DEFAULT_LOADER,
    ...(code !== undefined && { cachedData: code }),
  });
  // Under other flags of V8 it is refused, and there it would be again.
  if (!isFresh && script.cachedDataRejected !== true)
    learning.push({ script, place, runs, size: code?.length ?? 0 });
  return run(script, file);
}

/** Once the bundles have done what they are there for: what was compiled for that is kept. */
export function keepCode(): void {
  for (const script of learning.splice(0)) {
    try {
      keep(script);
    } catch {
      // a full or read-only disk: the next start takes its time again
    }
  }
}

function keep({ script, place, runs, size }: LearningScript): void {
  const before = placeAfter(place, runs);
  const after = placeAfter(place, Math.min(runs + 1, RUNS_TO_LEARN_FROM));
  if (runs < RUNS_TO_LEARN_FROM && isThere(place)) return; // others have learnt more meanwhile
  const code = script.createCachedData();
  // V8 drops what was not called for long.
  if (code.length >= size) writeFileAtomically(after, code, { isSealed: true });
  else {
    fs.renameSync(before, after);
    seal(after); // looked at again in an hour
  }
  if (runs > 0 && before !== after) fs.rmSync(before, { force: true });
}

function run(script: vm.Script, file: string): unknown {
  const loaded = new Module(file);
  loaded.filename = file;
  requireHere.cache[file] = loaded;
  const wrapped: unknown = script.runInThisContext();
  if (typeof wrapped !== 'function') throw new Error('a wrapped module is a function');
  try {
    const own = [loaded.exports, requireHere, loaded, file, path.dirname(file)];
    Reflect.apply(wrapped, loaded.exports, own);
  } catch (error) {
    Reflect.deleteProperty(requireHere.cache, file);
    throw error;
  }
  loaded.loaded = true;
  return loaded.exports;
}

interface KeptCode {
  readonly code: Buffer | undefined;
  readonly runs: number;
  /** Nothing is to be learnt now. */
  readonly isFresh: boolean;
}

function readKept(place: string): KeptCode {
  for (let runs = RUNS_TO_LEARN_FROM; runs > 0; runs--) {
    const kept = readSealed(placeAfter(place, runs));
    if (kept === undefined) continue;
    const isFresh = runs === RUNS_TO_LEARN_FROM && now() - kept.writtenAt < LEARNT_FOR_MS;
    return { code: kept.code, runs, isFresh };
  }
  return { code: undefined, runs: 0, isFresh: false };
}

function placeAfter(place: string, runs: number): string {
  return runs === RUNS_TO_LEARN_FROM ? place : `${place}.${runs}`;
}

function isThere(place: string): boolean {
  const stats = statSync(place, { throwIfNoEntry: false });
  return stats !== undefined && isSealed(stats);
}

/** V8 checks versions and flags, and believes the rest: a file that anybody wrote to is not handed over. */
function readSealed(
  place: string,
): { readonly code: Buffer; readonly writtenAt: number } | undefined {
  try {
    const stats = statSync(place, { throwIfNoEntry: false });
    if (stats === undefined || !isSealed(stats)) return undefined;
    return { code: readBytes(place), writtenAt: stats.ctimeMs };
  } catch {
    return undefined;
  }
}

function readBytes(file: string): Buffer {
  const descriptor = openSync(file, 'r');
  try {
    const bytes = Buffer.allocUnsafeSlow(fstatSync(descriptor).size);
    for (let at = 0, read = 1; at < bytes.length && read > 0; at += read)
      read = readSync(descriptor, bytes, at, bytes.length - at, at);
    return bytes;
  } finally {
    closeSync(descriptor);
  }
}
