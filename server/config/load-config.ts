/**
 * Reads the configuration of a project: defaults < file < profile < environment < flags.
 * The server never runs user code: a configuration that is a program is evaluated by a host.
 * With no configuration file, neither the schema nor a TOML parser is loaded.
 */
import path from 'node:path';
import type { Problem } from '../../test-host/protocol.ts';
import type { ConfigContent } from './config-chunk.ts';
import {
  chooseProfile,
  environmentLayer,
  isContinuousIntegration,
  type Environment,
  type ProfileChoice,
} from './environment.ts';
import { findConfigFile } from './find-config-file.ts';
import {
  findJestConfig,
  isJestConfigName,
  namedJestConfig,
  type FoundJest,
} from '../jest/find-jest-config.ts';
import type * as Jest from '../jest/jest-chunk.ts';
import { loadServerChunk } from './lazy-chunk.ts';
import type { KeyPath } from './key-positions.ts';
import { fileOfKeyMissing, unknownProfile } from './messages.ts';
import { placeOfKey, readConfigFile, type ReadFileOptions } from './read-config-file.ts';
import { resolveConfig, withAbsolutePaths } from './resolve-config.ts';
import type { ConfigLayer, ResolvedConfig } from './resolved-config.ts';
import { resolveSetupFiles } from './setup-files.ts';

export interface LoadConfigOptions extends ReadFileOptions {
  /** Absolute. */
  readonly cwd: string;
  readonly flags: ConfigLayer;
  readonly env: Environment;
  /** `--config`: relative to `cwd`. */
  readonly configFile?: string | undefined;
  /** `--profile`. */
  readonly profile?: string | undefined;
  /** One among others: a profile that it does not have is no mistake, and ZTEST_CONFIG names another. */
  readonly isNested?: boolean | undefined;
  /** Cores of the machine; given by tests. */
  readonly cores?: number | undefined;
  /** Whether a project is run as its Jest configuration says: where none of ztest is, or always. Default: never. */
  readonly jest?: 'otherwise' | 'always' | undefined;
}

export type LoadedConfig =
  | { readonly ok: true; readonly config: ResolvedConfig; readonly warnings: readonly Problem[] }
  /** Errors, and warnings with them; the command ends with code 2. */
  | { readonly ok: false; readonly problems: readonly Problem[] };

export async function loadConfig(options: LoadConfigOptions): Promise<LoadedConfig> {
  const { cwd, env, flags } = options;
  const environment = environmentLayer(env);
  const isNested = options.isNested === true;
  const chosenProfile = chooseProfile(options.profile, env);
  const profile = chosenProfile && {
    ...chosenProfile,
    isRequired: chosenProfile.isRequired && !isNested,
  };
  const ci = isContinuousIntegration(env);
  const named = isNested ? undefined : (options.configFile ?? (env['ZTEST_CONFIG'] || undefined));
  const asJest = async (jest: FoundJest): Promise<LoadedConfig> =>
    await loadServerChunk<typeof Jest>('jest', '../jest/jest-chunk.ts').loadJestConfig(jest, {
      ...options,
      layers: [environment.layer, flags],
      context: { ci, cores: options.cores },
      problems: environment.problems,
    });
  const isOfJest = named !== undefined && isJestConfigName(named) && options.jest !== undefined;
  if (isOfJest || (named !== undefined && options.jest === 'always'))
    return await asJest(namedJestConfig(path.resolve(cwd, named)));
  const found = findConfigFile(cwd, named);
  if (options.jest === 'always' || (found.configFile === undefined && options.jest !== undefined)) {
    const jest = findJestConfig(cwd, { isForced: options.jest === 'always' });
    if (jest !== undefined) return await asJest(jest);
  }
  if (found.problem !== undefined) return failure(found.problem, ...environment.problems);

  const { configFile, rootDir } = found;
  const reading =
    configFile === undefined
      ? { ok: true as const, content: emptyContent }
      : await readConfigFile(configFile, { ...options, input: { profile: profile?.name, ci } });
  if (!reading.ok) return failure(...reading.problems, ...environment.problems);
  const { content } = reading;
  const chosen = selectProfile(content, profile);

  const fileLayers = [content.layer, chosen.layer].map((layer) =>
    withAbsolutePaths(layer, rootDir),
  );
  const callLayers = [environment.layer, flags].map((layer) => withAbsolutePaths(layer, cwd));
  const config = resolveConfig([...fileLayers, ...callLayers], {
    rootDir,
    configFile,
    profile: chosen.name,
    ci,
    cores: options.cores,
  });
  const setup = resolveSetupFiles(config);
  const problems = [
    ...content.warnings,
    ...environment.problems,
    ...chosen.problems,
    ...setup.missing.map(({ path: key, written }) =>
      fileOfKeyMissing(
        placeOfKey(configFile ?? rootDir, keyInLayers(key, content, chosen.name), options),
        key,
        written,
      ),
    ),
  ];
  return problems.some((problem) => problem.severity === 'error')
    ? { ok: false, problems }
    : { ok: true, config: { ...config, ...setup.files }, warnings: problems };
}

const emptyContent: ConfigContent = { layer: {}, profiles: {}, warnings: [] };

function failure(...problems: readonly Problem[]): LoadedConfig {
  return { ok: false, problems };
}

interface SelectedProfile {
  readonly name: string | undefined;
  readonly layer: ConfigLayer;
  readonly problems: readonly Problem[];
}

function selectProfile(content: ConfigContent, choice: ProfileChoice | undefined): SelectedProfile {
  const none = { name: undefined, layer: {}, problems: [] };
  if (choice === undefined) return none;
  const { name, source, isRequired } = choice;
  const layer = Object.hasOwn(content.profiles, name) ? content.profiles[name] : undefined;
  if (layer !== undefined) return { name, layer, problems: [] };
  return isRequired
    ? { ...none, problems: [unknownProfile(name, Object.keys(content.profiles), source)] }
    : none;
}

/** Where a key of the resolved value is written: in the profile when that sets it. */
function keyInLayers(key: KeyPath, content: ConfigContent, profile: string | undefined): KeyPath {
  const [first] = key;
  const layer = profile === undefined ? undefined : content.profiles[profile];
  const isInProfile = layer !== undefined && first !== undefined && Object.hasOwn(layer, first);
  return isInProfile && profile !== undefined ? ['profiles', profile, ...key] : key;
}
