/**
 * The file system as it was before user code could mock or spy on it. Snapshots are written with it, so a
 * test that fakes `fs` does not fake its own snapshots. Imported by what loads with the host only: a chunk
 * gets it passed in, as its own copy of this module would come too late.
 */
import fs from 'node:fs';
import { withRealFiles } from '../real-files.ts';

const { accessSync, chmodSync, existsSync, mkdirSync, readFileSync } = fs;
const { realpathSync, renameSync, rmSync, statSync, writeFileSync } = fs;

export const realFs = {
  accessSync: onRealFiles(accessSync),
  chmodSync: onRealFiles(chmodSync),
  existsSync: onRealFiles(existsSync),
  mkdirSync: onRealFiles(mkdirSync),
  readFileSync: onRealFiles(readFileSync),
  realpathSync: onRealFiles(realpathSync),
  renameSync: onRealFiles(renameSync),
  rmSync: onRealFiles(rmSync),
  statSync: onRealFiles(statSync),
  writeFileSync: onRealFiles(writeFileSync),
};

export type RealFs = typeof realFs;

function onRealFiles<F extends Function>(call: F): F {
  return new Proxy(call, {
    apply: (target, self, args): unknown =>
      withRealFiles((): unknown => Reflect.apply(target, self, args)),
  });
}
