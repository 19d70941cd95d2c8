/**
 * Loads the compiler's bundle with V8's code of the last time. Node's own compile cache keeps what is compiled before a module
 * runs, and of this bundle almost nothing is: 7 MB were compiled anew in each process (250 ms on two busy cores, 90 with this).
 */
import fs from 'node:fs';
import Module, { createRequire, getCompileCacheDir } from 'node:module';
import path from 'node:path';
import vm from 'node:vm';
import { isSealed } from './seal.ts';
import { writeFileAtomically } from './store.ts';

const requireHere = createRequire(import.meta.filename);

let unsaved: { readonly script: vm.Script; readonly place: string } | undefined;

/**
 * After this, `require('./compiler.cjs')` of another bundle finds it loaded.
 *
 * @param folder where its code is kept. Default: with that of Node's own cache
 */
export function loadCompiler(folder = getCompileCacheDir()): void {
  const file = path.join(import.meta.dirname, 'compiler.cjs');
  if (folder === undefined || requireHere.cache[file] !== undefined || !fs.existsSync(file)) return;
  const bytes = fs.readFileSync(file);
  // By content: every copy on the machine is the same one, those of editors and of projects.
  const { hash } = process.getBuiltinModule('node:crypto'); // who has nothing to parse needs none
  const place = path.join(folder, `ztest-compiler-${hash('sha1', bytes, 'base64url')}`);
  const cachedData = readSealed(place);
  const source = bytes.toString('latin1'); // the bundler writes ASCII
  const script = new vm.Script(Module.wrap(source), {
    filename: file,
    ...(cachedData !== undefined && { cachedData }),
  });
  const loaded = new Module(file);
  loaded.filename = file;
  requireHere.cache[file] = loaded;
  const run: unknown = script.runInThisContext();
  if (typeof run !== 'function') throw new Error('a wrapped module is a function');
  Reflect.apply(run, loaded.exports, [
    loaded.exports,
    requireHere,
    loaded,
    file,
    path.dirname(file),
  ]);
  loaded.loaded = true;
  if (cachedData === undefined || script.cachedDataRejected === true) unsaved = { script, place };
}

/** Once there was something to parse: then the code that parsing needs is in it. */
export function saveCompilerCode(): void {
  if (unsaved === undefined) return;
  const { script, place } = unsaved;
  unsaved = undefined;
  try {
    writeFileAtomically(place, script.createCachedData(), { isSealed: true });
  } catch {
    // a full or read-only disk: the next start takes its time again
  }
}

/** V8 checks versions and flags, and believes the rest: a file that anybody wrote to is not handed over. */
function readSealed(place: string): Buffer | undefined {
  try {
    if (!fs.existsSync(place) || !isSealed(fs.statSync(place))) return undefined;
    return fs.readFileSync(place);
  } catch {
    return undefined;
  }
}
