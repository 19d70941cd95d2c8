/** `ztest.hybrid.json`: what a team has agreed on. It is committed, so that CI runs the same share as everybody. */
import fs from 'node:fs';
import path from 'node:path';
import type { FilePath, Problem } from '../../test-host/protocol.ts';
import { brokenHybridFile } from './messages.ts';

const HYBRID_FILE = 'ztest.hybrid.json';

export interface HybridState {
  /** 0–100; absent: nobody has said yet. */
  readonly share?: number;
  /** Files that pass with Jest and fail on ztest. */
  readonly different: readonly FilePath[];
}

export type ReadState =
  | { readonly ok: true; readonly state: HybridState }
  | { readonly ok: false; readonly problem: Problem };

export function readHybridFile(rootDir: string): ReadState {
  let text: string;
  try {
    text = fs.readFileSync(path.join(rootDir, HYBRID_FILE), 'utf8');
  } catch {
    return { ok: true, state: { different: [] } };
  }
  const broken = (what: string): ReadState => ({ ok: false, problem: brokenHybridFile(what) });
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    return broken(error instanceof Error ? error.message : String(error));
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    return broken('it is no object');
  const share: unknown = Reflect.get(value, 'share');
  const different: unknown = Reflect.get(value, 'different') ?? [];
  if (share !== undefined && !(typeof share === 'number' && share >= 0 && share <= 100))
    return broken('"share" must be a number from 0 to 100');
  if (!Array.isArray(different) || !different.every((file) => typeof file === 'string'))
    return broken('"different" must be a list of paths');
  return { ok: true, state: { ...(share !== undefined && { share }), different } };
}

/** @returns whether it says something else now */
export function writeHybridFile(rootDir: string, { share, different }: HybridState): boolean {
  const file = path.join(rootDir, HYBRID_FILE);
  const text = `${JSON.stringify({ share, different: different.toSorted() }, undefined, 2)}\n`;
  const before = fs.existsSync(file) ? fs.readFileSync(file, 'utf8') : undefined;
  if (before === text) return false;
  const draft = `${file}.${process.pid}.ztest-tmp`;
  fs.writeFileSync(draft, text);
  fs.renameSync(draft, file);
  return true;
}
