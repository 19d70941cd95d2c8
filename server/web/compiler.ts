/**
 * In place of `ts-morph`: TypeScript's compiler from the bundle that Node uses too. Its parser needs nothing of Node, but the
 * bundle asks for modules of Node while it is loaded.
 */
import { decodeText } from '../workspace/files.ts';

export let ts: unknown;

/** @param bundle `dist/compiler.cjs` */
export function setCompiler(bundle: Uint8Array): void {
  const names = ['module', 'exports', 'require', 'process', '__filename', '__dirname'];
  // oxlint-disable-next-line typescript/no-implied-eval -- code of ours, which an extension can load in no other way
  const load = new Function(...names, decodeText(bundle));
  const module: { exports: { ts?: unknown } } = { exports: {} };
  Reflect.apply(load, undefined, [
    module,
    module.exports,
    nothing,
    noProcess,
    '/compiler.cjs',
    '/',
  ]);
  ts = module.exports.ts;
}

const noProcess = {
  platform: 'linux',
  env: {},
  argv: [],
  execArgv: [],
  versions: {},
  cwd: () => '/',
};

/** A module whose members all exist and do nothing. */
function nothing(): unknown {
  const inert = (): undefined => undefined;
  return new Proxy(inert, { get: (_target, name) => (name === 'posix' ? inert : nothing()) });
}
