/** Reads one configuration file, and finds its keys again when a problem is to point at one. */
import fs from 'node:fs';
import path from 'node:path';
import type { ConfigFunctionInput, EvaluatedConfig, Problem } from '../../test-host/protocol.ts';
import type * as Chunk from './config-chunk.ts';
import type { ConfigContent, ConfigReading, ConfigSource } from './config-chunk.ts';
import { evaluationProblem } from './evaluation-problem.ts';
import { showFile } from './find-config-file.ts';
import type { KeyPath } from './key-positions.ts';
import { loadServerChunk } from './lazy-chunk.ts';
import { configExportsNothing, configUnreadable, unusableValue, type Place } from './messages.ts';

export interface ReadFileOptions {
  /** Absolute; shown paths are relative to it. */
  readonly cwd: string;
  /**
   * Has a host import the file and make what it exports plain data (`EvaluatedConfig`).
   * Rejects with an error, or with a `SerializedError`, when that fails.
   */
  readonly evaluate: (path: string, input: ConfigFunctionInput) => Promise<unknown>;
  readonly readFile?: ((path: string) => string) | undefined;
  readonly cache?: ConfigCache | undefined;
}

/** Remembers what valid contents mean. Keyed by the contents; salt it with the version of ztest. */
export interface ConfigCache {
  readonly read: (contents: string) => ConfigContent | undefined;
  readonly write: (contents: string, meaning: ConfigContent) => void;
}

type EvaluateOptions = ReadFileOptions & { readonly input: ConfigFunctionInput };

export async function readConfigFile(
  file: string,
  options: EvaluateOptions,
): Promise<ConfigReading> {
  const source = readSource(file, options);
  if ('code' in source) return { ok: false, problems: [source] };
  if (isToml(file)) {
    return cached('toml\n' + source.text, options.cache, () => chunk().readTomlConfig(source));
  }
  let evaluated: unknown;
  try {
    const evaluating = options.evaluate(file, options.input);
    if (options.cache === undefined) chunk(); // the host is at work: load what its answer needs
    evaluated = await evaluating;
  } catch (error) {
    return { ok: false, problems: [evaluationProblem(error, { file, shown: source.file })] };
  }
  return readEvaluated(source, evaluated, options.cache);
}

function readEvaluated(
  source: ConfigSource,
  evaluated: unknown,
  cache: ConfigCache | undefined,
): ConfigReading {
  if (!isEvaluatedConfig(evaluated)) {
    return cached('plain\n' + JSON.stringify(evaluated), cache, () =>
      chunk().readScriptConfig(source, evaluated),
    );
  }
  if (evaluated.missing !== undefined) {
    const problem = configExportsNothing({ file: source.file }, evaluated.missing);
    return { ok: false, problems: [problem] };
  }
  if (evaluated.unusable.length === 0) {
    return cached('plain\n' + JSON.stringify(evaluated.value), cache, () =>
      chunk().readScriptConfig(source, evaluated.value),
    );
  }
  const placeOf = chunk().placer(source, 'script');
  const unusable = evaluated.unusable.map(({ path: key, what }) =>
    unusableValue(placeOf(key), key, what),
  );
  const rest = chunk().readScriptConfig(source, evaluated.value);
  const others = rest.ok ? [] : rest.problems;
  const problems = [...unusable, ...others.filter((other) => !unusable.some(at(other)))];
  return { ok: false, problems: inOrderOfLines(problems) };
}

function inOrderOfLines(problems: readonly Problem[]): readonly Problem[] {
  return problems.toSorted((a, b) => (a.location?.line ?? 0) - (b.location?.line ?? 0));
}

/** An element that cannot cross leaves a gap, which is not a second problem. */
function at(one: Problem): (other: Problem) => boolean {
  return ({ location }) =>
    location?.line === one.location?.line && location?.column === one.location?.column;
}

function isEvaluatedConfig(value: unknown): value is EvaluatedConfig {
  return typeof value === 'object' && value !== null && 'type' in value && value.type === 'config';
}

/** Warnings point at lines of one file, which its values alone do not determine: they are made anew. */
function cached(
  contents: string,
  cache: ConfigCache | undefined,
  read: () => ConfigReading,
): ConfigReading {
  const known = cache?.read(contents);
  if (known !== undefined) return { ok: true, content: known };
  const reading = read();
  if (reading.ok && reading.content.warnings.length === 0) cache?.write(contents, reading.content);
  return reading;
}

function readSource(file: string, options: ReadFileOptions): ConfigSource | Problem {
  const shown = showFile(options.cwd, file);
  const readFile = options.readFile ?? ((from: string) => fs.readFileSync(from, 'utf8'));
  try {
    return { file: shown, text: readFile(file).replace(/^\uFEFF/, '') };
  } catch (error) {
    return configUnreadable(
      { file: shown },
      error instanceof Error ? error.message : String(error),
    );
  }
}

/** Where a key stands in the configuration file. */
export function placeOfKey(file: string, key: KeyPath, options: ReadFileOptions): Place {
  const source = readSource(file, options);
  if ('code' in source) return { file: showFile(options.cwd, file) };
  return chunk().placer(source, isToml(file) ? 'toml' : 'script')(key);
}

function chunk(): typeof Chunk {
  return loadServerChunk<typeof Chunk>('config', 'config-chunk.ts');
}

function isToml(file: string): boolean {
  return path.extname(file) === '.toml';
}
