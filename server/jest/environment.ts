/** In which environment tests run: Node's own, or one that a package of the project makes. */
import fs from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import type { ModuleRules } from '../../modules/module-rules.ts';
import type { JestHostSettings } from '../../test-host/protocol.ts';
import type { OptionReader } from './option-values.ts';
import type { ProjectContext } from './resolve-project.ts';
import { inRootDir } from './root-dir.ts';

type Environment = JestHostSettings['environment'];

export interface FoundEnvironment {
  readonly environment: Environment;
  /** It is named, and not there. */
  readonly isMissing: boolean;
}

/** Until Jest 26 a browser was the default. */
const lastWithBrowser = 26;

export function resolveEnvironment(
  read: OptionReader,
  { level, rootDir }: ProjectContext,
): FoundEnvironment {
  const name = read.text('testEnvironment') ?? (level <= lastWithBrowser ? 'jsdom' : 'node');
  const url = read.text('testURL');
  const options = read.record('testEnvironmentOptions');
  return findEnvironment(name, {
    rootDir,
    options: url === undefined ? options : { url, ...options },
  });
}

export function findEnvironment(
  name: string,
  { rootDir, options }: { readonly rootDir: string; readonly options: Environment['options'] },
): FoundEnvironment {
  if (/^(?:node|jest-environment-node)$/.test(name))
    return { environment: { name: 'node', options }, isMissing: false };
  const file = findFile(inRootDir(name, rootDir), rootDir);
  if (file !== undefined && /\/jest-environment-node\/(?:build|lib)\/index\.js$/.test(file))
    return { environment: { name: 'node', options }, isMissing: false };
  return {
    environment: { name, options, ...(file !== undefined && { path: file }) },
    isMissing: file === undefined,
  };
}

/** What follows for modules: a browser asks for other files. An environment of its own may say which, in its text. */
export function rulesOfEnvironment({
  name,
  path: file,
  options,
}: Environment): Pick<ModuleRules, 'conditions'> {
  const own = options['customExportConditions'];
  const text = file === undefined || isKnown(file) ? '' : textOf(file);
  const isBrowser = file !== undefined && /jsdom|happy-dom/.test(`${name} ${file} ${text}`);
  const conditions = Array.isArray(own)
    ? own.filter((one) => typeof one === 'string')
    : (conditionsIn(text) ?? (isBrowser ? ['browser'] : ['node', 'node-addons']));
  return { conditions: [...conditions, 'default'] };
}

function isKnown(file: string): boolean {
  return /\/node_modules\/(?:@jest\/|@happy-dom\/)?(?:jest-)?environment-[\w-]+\/|\/node_modules\/@happy-dom\//.test(
    file,
  );
}

/** `exportConditions() { return ['a']; }`, `customExportConditions = options.… ?? ['a']` */
function conditionsIn(text: string): readonly string[] | undefined {
  const list =
    /\bexportConditions\s*(?:=\s*)?\(\s*\)\s*(?::[^{;]*)?(?:=>)?\s*(?:\{\s*return\s*)?(\[[^\]]*\])/.exec(
      text,
    ) ?? /\bcustomExportConditions\s*=[^;\n[]*(\[[^\]]*\])/.exec(text);
  if (list?.[1] === undefined) return undefined;
  return [...list[1].matchAll(/(['"`])(.*?)\1/g)].map(([, , one = '']) => one);
}

function textOf(file: string): string {
  try {
    return fs.readFileSync(file, 'utf8');
  } catch {
    return ''; // who loads it says so
  }
}

/** A part of Jest itself need not lie where the project finds it. */
function findFile(name: string, rootDir: string): string | undefined {
  if (/^[./]/.test(name)) return resolved(path.resolve(rootDir, name), rootDir);
  let from = rootDir;
  for (const step of ['', 'jest', 'jest-cli', '@jest/core', 'jest-config']) {
    if (step !== '') {
      const manifest = resolved(`${step}/package.json`, from);
      if (manifest === undefined) continue;
      from = path.dirname(manifest);
    }
    const file = resolved(`jest-environment-${name}`, from) ?? resolved(name, from);
    if (file !== undefined) return file;
  }
  return undefined;
}

function resolved(name: string, from: string): string | undefined {
  const require = createRequire(path.join(from, 'package.json'));
  for (const extension of ['', '.js', '.ts', '.cjs', '.mjs']) {
    try {
      return require.resolve(name + extension);
    } catch {
      // the next one
    }
  }
  return undefined;
}
