/** Which files of a project ztest runs, and which are left to Jest. */
import fs from 'node:fs';
import path from 'node:path';
import { splitPath, type FilePath } from '../../test-host/protocol.ts';
import { shareOf } from './share.ts';

export interface HybridPlanRequest {
  readonly rootDir: string;
  /** All test files, whatever the run is about. */
  readonly files: readonly FilePath[];
  /** Those that only a configuration of ztest finds. */
  readonly ownOnly: ReadonlySet<FilePath>;
  /** 0–100. */
  readonly percent: number;
  readonly different: readonly FilePath[];
}

/** The files that ztest runs. */
export function planHybrid(request: HybridPlanRequest): ReadonlySet<FilePath> {
  const { rootDir, files, ownOnly, percent, different } = request;
  const isMigrated = (file: FilePath): boolean =>
    ownOnly.has(file) || importsZtest(path.join(rootDir, splitPath(file).file));
  return shareOf({
    files,
    percent,
    migrated: new Set(files.filter(isMigrated)),
    different: new Set(different),
  });
}

function importsZtest(file: string): boolean {
  try {
    return /(?:\bfrom|\brequire\(|^\s*import)\s*['"]ztest(?:\/[\w-]+)?['"]/m.test(
      fs.readFileSync(file, 'utf8'),
    );
  } catch {
    return false; // the run says what is wrong with it
  }
}
