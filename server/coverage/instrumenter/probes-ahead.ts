/**
 * The compiler takes 0.1 s to load. While a host evaluates a configuration for the first time the command has nothing to do:
 * where its text speaks of counting code, and no probes were ever made, they are made ready for.
 */
import fs from 'node:fs';
import path from 'node:path';
import { availableParallelism } from 'node:os';
import { startProbeThreadAhead } from './probe-thread.ts';

const COUNTS =
  /\bcollectCoverage['"]?\s*:\s*true\b|\bcoverage['"]?\s*:\s*\{[^}]*\benabled['"]?\s*:\s*true\b/;

/** @param config absolute path of a configuration that is a program */
export function startProbesAhead(config: string): void {
  if (availableParallelism() === 1 || hasProbes(path.dirname(config))) return;
  try {
    if (COUNTS.test(fs.readFileSync(config, 'utf8'))) startProbeThreadAhead();
  } catch {
    // it is not there: whoever evaluates it says so
  }
}

function hasProbes(rootDir: string): boolean {
  try {
    const names = fs.readdirSync(path.join(rootDir, '.ztest'));
    return names.some((name) => name.startsWith('cache-coverage'));
  } catch {
    return false; // the first run
  }
}
