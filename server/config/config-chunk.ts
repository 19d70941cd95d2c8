/**
 * Entry of the bundle `config`: everything that only a project with a configuration file needs
 * (the TOML parser, the schema). Loaded by `load-config.ts`, never imported on the start-up path.
 */
import { parse as parseToml, TomlError } from 'smol-toml';
import type { Problem } from '../../test-host/protocol.ts';
import { toLayer } from './config-layer.ts';
import type { FindPosition, KeyPath } from './key-positions.ts';
import { configSyntax, type Place } from './messages.ts';
import type { ConfigLayer } from './resolved-config.ts';
import { schemaProblems, laterProblems } from './schema-problems.ts';
import { configSchema } from './schema.ts';
import { scriptPositions } from './script-positions.ts';
import { tomlPositions } from './toml-positions.ts';

/** A configuration file with its contents. */
export interface ConfigSource {
  /** As it is shown. */
  readonly file: string;
  readonly text: string;
}

export type ConfigReading =
  | { readonly ok: true; readonly content: ConfigContent }
  | { readonly ok: false; readonly problems: readonly Problem[] };

/** What a valid configuration file says; plain data, so it can be cached. */
export interface ConfigContent {
  readonly layer: ConfigLayer;
  readonly profiles: Readonly<Record<string, ConfigLayer>>;
  readonly warnings: readonly Problem[];
}

export function readTomlConfig(source: ConfigSource): ConfigReading {
  let value: unknown;
  try {
    value = parseToml(source.text);
  } catch (error) {
    if (!(error instanceof TomlError)) throw error;
    const place = { file: source.file, line: error.line, column: error.column };
    return { ok: false, problems: [configSyntax(place, tomlReason(error.message))] };
  }
  return validateConfig(value, placer(source, 'toml'));
}

/** @param value what the configuration module exports, already plain data */
export function readScriptConfig(source: ConfigSource, value: unknown): ConfigReading {
  return validateConfig(value, placer(source, 'script'));
}

/** Where a key stands in the file. */
export type PlaceOf = (path: KeyPath) => Place;

export function placer(source: ConfigSource, kind: 'toml' | 'script'): PlaceOf {
  let find: FindPosition | undefined;
  return (path) => {
    find ??= kind === 'toml' ? tomlPositions(source.text) : scriptPositions(source.text);
    return { file: source.file, ...find(path) };
  };
}

function validateConfig(value: unknown, placeOf: PlaceOf): ConfigReading {
  const result = configSchema.safeParse(value);
  if (!result.success) {
    return { ok: false, problems: schemaProblems(result.error.issues, { value, placeOf }) };
  }
  const profiles = Object.entries(result.data.profiles ?? {});
  return {
    ok: true,
    content: {
      layer: toLayer(result.data),
      profiles: Object.fromEntries(profiles.map(([name, profile]) => [name, toLayer(profile)])),
      warnings: laterProblems(result.data, placeOf),
    },
  };
}

/** The parser's message goes on with a drawing of the lines: editors and reports show their own. */
function tomlReason(message: string): string {
  const [first = message] = message.split('\n');
  return first.replace(/^Invalid TOML document: /, '');
}
