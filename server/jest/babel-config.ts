/** What a project's Babel is told to do, and whether ztest does the same. */
import fs from 'node:fs';
import path from 'node:path';
import type { CompilerOptions } from '../../modules/tsconfig.ts';
import type { EvaluatedConfig } from '../../test-host/protocol.ts';
import { isObject, type ReadingContext } from './read-options.ts';
import type { Verdict } from './transforms.ts';

export const babelConfigNames = [
  ...['js', 'cjs', 'mjs', 'json', 'ts', 'cts'].map((extension) => `babel.config.${extension}`),
  '.babelrc',
  ...['js', 'cjs', 'mjs', 'json'].map((extension) => `.babelrc.${extension}`),
];

interface BabelContext extends Pick<ReadingContext, 'evaluate'> {
  readonly rootDir: string;
}

/** @param given what Jest's configuration says behind `babel-jest` */
export async function babelVerdict(
  given: unknown,
  context: BabelContext,
): Promise<Verdict & { readonly isLoose?: boolean }> {
  const configs = [given, ...(await configsIn(context))].filter((one) => one !== undefined);
  let compilerOptions: CompilerOptions = {};
  let isLoose = false;
  let isStrict = false;
  let isScript = false;
  for (const config of configs) {
    const found = optionsOf(config);
    if (found === undefined) return { is: 'theirs' };
    compilerOptions = { ...compilerOptions, ...found.options };
    isLoose ||= found.isLoose;
    isStrict ||= found.isStrict;
    isScript ||= isObject(config) && (config['sourceType'] ?? 'module') !== 'module';
  }
  return { is: 'ours', compilerOptions, isLoose, isStrict: isStrict && !isScript };
}

/** In the folder of the project; `null`: one that cannot be read. */
async function configsIn({ rootDir, evaluate }: BabelContext): Promise<readonly unknown[]> {
  const configs: unknown[] = [];
  for (const name of babelConfigNames) {
    const file = path.join(rootDir, name);
    if (fs.existsSync(file)) configs.push(await configAt(file, evaluate));
  }
  return [...configs, keyOfManifest(rootDir)];
}

async function configAt(file: string, evaluate: BabelContext['evaluate']): Promise<unknown> {
  try {
    if (/\.json$|\.babelrc$/.test(file)) return JSON.parse(fs.readFileSync(file, 'utf8'));
    const evaluated = await evaluate(file, { profile: undefined, ci: false, isBabel: true });
    return isReadable(evaluated) ? evaluated.value : null;
  } catch {
    return null; // Babel itself says what is wrong with it
  }
}

function isReadable(evaluated: unknown): evaluated is EvaluatedConfig {
  if (!isObject(evaluated) || evaluated['missing'] !== undefined) return false;
  const { unusable } = evaluated;
  return Array.isArray(unusable) && unusable.length === 0;
}

function keyOfManifest(rootDir: string): unknown {
  try {
    const text = fs.readFileSync(path.join(rootDir, 'package.json'), 'utf8');
    return text.includes('"babel"') ? Reflect.get(Object(JSON.parse(text)), 'babel') : undefined;
  } catch {
    return undefined; // npm itself says what is wrong with it
  }
}

/** Presets and plugins by their short names: what they do is done by esbuild, or is syntax that Node has. */
const presets = /^(?:env|react|typescript|flow|es201\d|latest|stage-[0-4])$/;
const plugins =
  /^(?:(?:transform|proposal|syntax)-(?!decorators|react-remove|react-inline|modules-(?!commonjs)|do-expr|pipeline|function-bind|partial|throw|export-default|record|regexp-named).*|dynamic-import-node|add-module-exports|macros-none)$/;

interface BabelOptions {
  readonly options: CompilerOptions;
  /** What the language refuses is taken, for speed in old engines. */
  readonly isLoose: boolean;
  /** Modules become CommonJS, and whatever has no imports is taken for one. */
  readonly isStrict: boolean;
}

/** `undefined`: it does what ztest does not. */
function optionsOf(config: unknown): BabelOptions | undefined {
  if (!isObject(config) || config['extends'] !== undefined) return undefined;
  const { env, overrides } = config;
  const ofTests = isObject(env) ? env['test'] : undefined;
  const more: readonly unknown[] = Array.isArray(overrides) ? overrides : [];
  let options: CompilerOptions = {};
  let isLoose = isLooseAssumed(config);
  let isStrict = false;
  for (const part of [config, ofTests, ...more]) {
    if (!isObject(part)) continue;
    for (const [name, given] of listOf(part['plugins'], 'plugin')) {
      if (!plugins.test(name)) return undefined;
      if (name === 'transform-react-jsx') options = { ...options, ...jsxOf(given) };
      isStrict ||= /^transform-(?:es2015-)?modules-commonjs$/.test(name) && !isSloppy(given);
      isLoose ||= LOOSE_PLUGINS.test(name) && isObject(given) && given['loose'] === true;
    }
    for (const [name, given] of listOf(part['presets'], 'preset')) {
      if (!presets.test(name)) return undefined;
      if (name === 'react') options = { ...options, ...jsxOf(given) };
      const isOfLanguage = /^(?:env|es2015|latest)$/.test(name);
      isStrict ||= isOfLanguage && !(isObject(given) && given['modules'] === false);
      isLoose ||= isOfLanguage && isLooseForOldEngines(given);
    }
  }
  return { options, isLoose, isStrict };
}

function isSloppy(given: unknown): boolean {
  return isObject(given) && (given['strict'] === false || given['strictMode'] === false);
}

const LOOSE_PLUGINS = /^transform-(?:(?:es2015-)?(?:destructuring|spread|for-of))$/;

/** For engines that have the syntax, `loose` says nothing. */
function isLooseForOldEngines(given: unknown): boolean {
  if (!isObject(given) || given['loose'] !== true) return false;
  const { targets } = given;
  return !(isObject(targets) && Object.keys(targets).every((name) => name === 'node'));
}

function isLooseAssumed(config: Readonly<Record<string, unknown>>): boolean {
  const { assumptions } = config;
  return (
    isObject(assumptions) &&
    (assumptions['iterableIsArray'] === true || assumptions['arrayLikeIsIterable'] === true)
  );
}

/** Names without their prefixes; a path stays what it is, and is nobody's. */
function* listOf(
  written: unknown,
  kind: 'plugin' | 'preset',
): Generator<readonly [name: string, options: unknown]> {
  const list: readonly unknown[] = Array.isArray(written) ? written : [];
  for (const one of list) {
    const [name, options] = Array.isArray(one) ? (one as readonly unknown[]) : [one];
    const short = String(name)
      .replace(/^.*\/node_modules\/(@babel\/[^/]+|[^/]+)\/.*$/, '$1')
      .replace(new RegExp(`^(?:module:)?(?:@babel/)?(?:babel-)?(?:${kind}-)?`), '');
    yield [short, options];
  }
}

function jsxOf(options: unknown): CompilerOptions {
  if (!isObject(options)) return { jsx: 'react' };
  const { runtime, pragma, pragmaFrag, importSource } = options;
  return {
    jsx: runtime === 'automatic' ? 'react-jsx' : 'react',
    ...(typeof pragma === 'string' && { jsxFactory: pragma }),
    ...(typeof pragmaFrag === 'string' && { jsxFragmentFactory: pragmaFrag }),
    ...(typeof importSource === 'string' && { jsxImportSource: importSource }),
  };
}
