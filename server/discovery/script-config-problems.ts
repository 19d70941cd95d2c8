/** What is wrong in a configuration that is a program, as far as that is seen without running it. */
import type { Problem } from '../../test-host/protocol.ts';
import { loadServerChunk } from '../config/lazy-chunk.ts';
import type * as ConfigChunk from '../config/config-chunk.ts';
import { configNotLoaded } from '../config/messages.ts';
import type { StaticConfig } from '../parsing/static-config.ts';

/** @param file as it is shown */
export function scriptConfigProblems(
  { value, holes, syntax }: StaticConfig,
  { file, text }: { readonly file: string; readonly text: string },
): readonly Problem[] {
  if (syntax !== undefined) {
    const { message, line, column } = syntax;
    return [configNotLoaded({ file, line, column }, message)];
  }
  if (value === undefined) return [];
  const { readScriptConfig } = loadServerChunk<typeof ConfigChunk>('config', 'config-chunk.ts');
  const reading = readScriptConfig({ file, text }, knownKeys(value, holes));
  return reading.ok ? [] : reading.problems;
}

/** A key that is there in part could be refused, or mean something else; of a list of globs, each counts. */
export function knownKeys(value: unknown, holes: StaticConfig['holes']): unknown {
  if (typeof value !== 'object' || value === null || holes.length === 0) return value;
  const known: Record<string, unknown> = { ...value };
  for (const { path, covers } of holes) {
    const [first] = path;
    const isList = first === 'include' || first === 'exclude';
    if (first !== undefined && !(isList && covers === 'rest')) delete known[first];
  }
  return known;
}
