/** Reads a Jest configuration with its presets: a program is evaluated by a host, and comes back as plain data. */
import fs from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import type {
  ConfigFunctionInput,
  EvaluatedConfig,
  JestWrapper,
  Problem,
} from '../../test-host/protocol.ts';
import {
  brokenJestConfig,
  lostValue,
  missingPreset,
  notAnObject,
  presetOfPreset,
} from './messages.ts';
import { presetOfOurs } from './known-presets.ts';
import { inRootDir } from './root-dir.ts';

/** As they are written. */
export type JestOptions = Readonly<Record<string, unknown>>;

export interface ReadingContext {
  /** Shown paths are relative to it. */
  readonly cwd: string;
  readonly evaluate: (file: string, input: ConfigFunctionInput) => Promise<unknown>;
  readonly problems: Problem[];
}

/** @returns `undefined` when it cannot be read: then there is a problem that says so */
export async function readOptions(
  file: string,
  context: ReadingContext & {
    readonly isManifest?: boolean | undefined;
    readonly wrapper?: JestWrapper | undefined;
  },
): Promise<JestOptions | undefined> {
  const { problems } = context;
  const shown = shownPath(file, context.cwd);
  let value: unknown;
  try {
    value = await valueOf(file, { ...context, shown });
  } catch (error) {
    problems.push(brokenJestConfig(shown, reasonOf(error)));
    return undefined;
  }
  if (context.isManifest === true) value = isObject(value) ? value['jest'] : undefined;
  if (isObject(value)) return value;
  problems.push(notAnObject(shown, value === null ? 'null' : `of type ${typeof value}`));
  return undefined;
}

async function valueOf(
  file: string,
  {
    evaluate,
    problems,
    shown,
    wrapper,
  }: ReadingContext & { readonly shown: string; readonly wrapper?: JestWrapper | undefined },
): Promise<unknown> {
  if (file.endsWith('.json'))
    return JSON.parse(fs.readFileSync(file, 'utf8').replace(/^\uFEFF/, ''));
  const evaluated = await evaluate(file, {
    profile: undefined,
    ci: false,
    ...(wrapper !== undefined && { wrapper }),
  });
  if (!isEvaluated(evaluated)) return evaluated;
  if (evaluated.missing !== undefined) throw new Error(`${evaluated.missing}.`);
  for (const { path: key, what } of evaluated.unusable)
    problems.push(lostValue(shown, key.join('.'), what));
  return evaluated.value;
}

/** What a preset says, below what the configuration says itself: Jest's rules for which is joined and which replaced. */
export async function withPreset(
  options: JestOptions,
  {
    rootDir,
    shown,
    ...context
  }: ReadingContext & { readonly rootDir: string; readonly shown: string },
): Promise<JestOptions | undefined> {
  const { preset: name } = options;
  if (typeof name !== 'string') return options;
  const written = inRootDir(name, rootDir);
  let preset = presetOfOurs(written);
  if (preset === undefined) {
    const file = findPreset(written, rootDir);
    if (file === undefined) {
      context.problems.push(missingPreset(shown, name));
      return undefined;
    }
    preset = await readOptions(file, context);
    if (preset === undefined) return undefined;
  }
  if (typeof preset['preset'] === 'string')
    context.problems.push(presetOfPreset(shown, name, preset['preset']));
  return merged(preset, options);
}

function merged(preset: JestOptions, options: JestOptions): JestOptions {
  const result: Record<string, unknown> = { ...preset, ...options };
  for (const key of ['setupFiles', 'setupFilesAfterEnv', 'modulePathIgnorePatterns']) {
    const both = [...listOf(preset[key]), ...listOf(options[key])];
    if (both.length > 0) result[key] = both;
  }
  for (const key of ['moduleNameMapper', 'transform', 'globals']) {
    const own = options[key];
    const inherited = preset[key];
    // The keys of the configuration come first, and so do its expressions.
    if (isObject(own) && isObject(inherited)) result[key] = { ...own, ...inherited, ...own };
  }
  return result;
}

/** `<name>/jest-preset`, or a file. */
function findPreset(name: string, rootDir: string): string | undefined {
  const base = /^[./]/.test(name) ? path.resolve(rootDir, name) : name;
  const require = createRequire(path.join(rootDir, 'package.json'));
  const endings = [
    '/jest-preset.json',
    '/jest-preset.js',
    '/jest-preset.cjs',
    '/jest-preset.mjs',
    '',
  ];
  for (const ending of endings) {
    try {
      const file = require.resolve(base + ending);
      if (ending !== '' || path.isAbsolute(base)) return file;
    } catch {
      // the next ending
    }
  }
  return undefined;
}

export function shownPath(file: string, cwd: string): string {
  const relative = path.relative(cwd, file).split(path.sep).join('/');
  return relative.startsWith('../../..') ? file : relative;
}

function reasonOf(error: unknown): string {
  const message = isObject(error) ? error['message'] : error;
  return typeof message === 'string' ? message : 'it throws a value that is no error';
}

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : value === undefined ? [] : [value];
}

function isEvaluated(value: unknown): value is EvaluatedConfig {
  return isObject(value) && value['type'] === 'config' && 'unusable' in value;
}

export function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
