/**
 * The file system as it was before user code could mock or spy on it. Snapshots are written with it, so a
 * test that fakes `fs` does not fake its own snapshots. Imported by what loads with the host only: a chunk
 * gets it passed in, as its own copy of this module would come too late.
 */
import fs from 'node:fs';

const { accessSync, chmodSync, existsSync, mkdirSync, readFileSync } = fs;
const { realpathSync, renameSync, rmSync, statSync, writeFileSync } = fs;

export const realFs = {
  accessSync,
  chmodSync,
  existsSync,
  mkdirSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
};

export type RealFs = typeof realFs;
