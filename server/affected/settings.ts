/** Names of what is no file and has versions too. */
import path from 'node:path';
import type { ResolvedConfig } from '../config/resolved-config.ts';
import { configHash } from '../history/file-closures.ts';

/** What the package managers have installed. */
export const PACKAGES = '//:packages';

/** What is counted, and how. */
export const COUNTING = '//:counting';

/** Before the name of a module that a test file has loaded in a way that its code does not say. */
export const LOADED = '//+';

/** In place of a module: it has started processes or threads, which may have loaded and read anything. */
export const ANYTHING = '*';

const CONFIGURATION = '//:configuration ';

/** Of all that is configured. */
export function settingOf({ configFile, rootDir }: ResolvedConfig): string {
  const file = configFile === undefined ? '' : path.relative(rootDir, configFile);
  return CONFIGURATION + file.replaceAll('\\', '/');
}

/** By name, what makes a test do something else. */
export function settingsOf(configs: readonly ResolvedConfig[]): ReadonlyMap<string, string> {
  return new Map(configs.map((config) => [settingOf(config), settingHash(config)]));
}

/** Whether snapshots are written says nothing of the next run. */
export function settingHash(config: ResolvedConfig): string {
  const hash = configHash({ ...config, snapshot: { ...config.snapshot, update: 'new' } });
  const { TZ } = process.env; // Node reads it itself
  return TZ === undefined ? hash : `${hash} ${TZ}`;
}

export function countingHash({ coverage }: ResolvedConfig): string {
  const { conditions, counts, optionalChaining, include, exclude } = coverage;
  return JSON.stringify([conditions, counts, optionalChaining, include, exclude]);
}

export function isSetting(name: string): boolean {
  return name.startsWith(CONFIGURATION);
}
