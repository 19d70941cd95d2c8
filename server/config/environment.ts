/** What environment variables say about a run. */
import type { Problem } from '../../test-host/protocol.ts';
import { nearest } from './did-you-mean.ts';
import { unknownVariable, wrongVariable } from './messages.ts';
import type { ConfigLayer } from './resolved-config.ts';
import { textSettings, type TextSettingName } from './text-settings.ts';

export type Environment = Readonly<Record<string, string | undefined>>;

/** Stronger than the configuration file, weaker than flags. */
export const settingVariables = {
  ZTEST_ISOLATION: 'isolation',
  ZTEST_WORKERS: 'workers',
  ZTEST_TIMEOUT: 'timeout',
  ZTEST_HOOK_TIMEOUT: 'hookTimeout',
  ZTEST_RETRY: 'retry',
  ZTEST_BAIL: 'bail',
  ZTEST_SEED: 'seed',
  ZTEST_SHUFFLE: 'shuffled',
  ZTEST_REPORT: 'report',
  ZTEST_OUTPUT_DIR: 'outputDir',
} as const satisfies Record<string, TextSettingName>;

/** Variables that select a file or profile, read by `loadConfig` itself. */
const otherVariables = ['ZTEST_CONFIG', 'ZTEST_PROFILE'];

export function environmentLayer(env: Environment): {
  readonly layer: ConfigLayer;
  readonly problems: readonly Problem[];
} {
  let layer: ConfigLayer = {};
  const problems: Problem[] = [];
  for (const name in env) {
    if (!name.startsWith(prefix)) continue;
    const text = env[name];
    if (text === undefined || text === '') continue;
    if (!isSettingVariable(name)) {
      problems.push(...mistyped(name));
      continue;
    }
    const setting = textSettings[settingVariables[name]];
    const read = setting.read(text);
    if (read === undefined) problems.push(wrongVariable(name, text, setting.form));
    else layer = { ...layer, ...read };
  }
  return { layer, problems };
}

const prefix = 'ZTEST_';

function isSettingVariable(name: string): name is keyof typeof settingVariables {
  return Object.hasOwn(settingVariables, name);
}

/** Hosts and other programs use the prefix too, so only a near miss is worth a word. */
function mistyped(name: string): Problem[] {
  const known = [...Object.keys(settingVariables), ...otherVariables];
  if (known.includes(name) || name === 'ZTEST_WORKER') return [];
  const guess = nearest(
    name.slice(prefix.length),
    known.map((variable) => variable.slice(prefix.length)),
  );
  return guess === undefined ? [] : [unknownVariable(name, prefix + guess)];
}

export interface ProfileChoice {
  readonly name: string;
  /** What named it, for the problem when there is no such profile. */
  readonly source: string;
  /** `TEST_ENV` also means something to other programs: a profile of that name need not exist. */
  readonly isRequired: boolean;
}

export function chooseProfile(
  flag: string | undefined,
  env: Environment,
): ProfileChoice | undefined {
  if (flag !== undefined) return { name: flag, source: '--profile', isRequired: true };
  const own = env['ZTEST_PROFILE'];
  if (own) return { name: own, source: 'ZTEST_PROFILE', isRequired: true };
  const shared = env['TEST_ENV'];
  return shared ? { name: shared, source: 'TEST_ENV', isRequired: false } : undefined;
}

/** The convention that every CI service follows. */
export function isContinuousIntegration(env: Environment): boolean {
  const { CI } = env;
  return CI !== undefined && CI !== '' && CI !== 'false' && CI !== '0';
}
