/**
 * Who transforms which files. What ts-jest, babel-jest, @swc/jest and esbuild-jest do is done by ztest where that comes to
 * the same; where it does not, and for every other transformer, the project's own is asked.
 */
import fs from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import type { TransformRule } from '../../modules/module-rules.ts';
import type { CompilerOptions } from '../../modules/tsconfig.ts';
import { hashText } from '../../modules/text-hash.ts';
import { babelVerdict, babelConfigNames } from './babel-config.ts';
import { findModule } from './find-modules.ts';
import { brokenExpression, missingModuleOfKey } from './messages.ts';
import { isExpression, type OptionReader } from './option-values.ts';
import { isObject, type JestOptions, type ReadingContext } from './read-options.ts';
import type { ProjectContext } from './resolve-project.ts';
import { swcOptions } from './swc-options.ts';
import { tsJestOptions } from './ts-jest-options.ts';
import { inRootDir } from './root-dir.ts';

export interface Transforms {
  readonly transforms: readonly TransformRule[];
  readonly untransformed: readonly string[];
  readonly followsInterop: boolean;
  readonly compilerOptions: Readonly<Record<string, unknown>>;
  /** Absolute path of a tsconfig that holds for all files. */
  readonly tsconfig: string | undefined;
  readonly stamp: string;
}

/** What one transformer means: ztest does the same, or the module that it is. */
export type Verdict =
  | {
      readonly is: 'ours';
      readonly compilerOptions?: CompilerOptions;
      readonly tsconfig?: string;
      /** It makes strict code of CommonJS, too. */
      readonly isStrict?: boolean;
      /** Who is asked where ztest does not come to the same. */
      readonly other?: {
        /** It takes code otherwise than the language does. */
        readonly isLoose?: true;
        /** Absent: nobody is there. */
        readonly path: string | undefined;
        readonly asked: NonNullable<TransformRule['asked']>;
      };
    }
  | { readonly is: 'theirs' };

export async function readTransforms(
  read: OptionReader,
  options: JestOptions,
  context: ProjectContext & Pick<ReadingContext, 'evaluate'>,
): Promise<Transforms> {
  const { shown, problems, rootDir } = context;
  const written = options['transform'];
  const entries = Object.entries(isObject(written) ? written : { '\\.[jt]sx?$': 'babel-jest' });
  const transforms: TransformRule[] = [];
  let compilerOptions: CompilerOptions = {};
  let tsconfig: string | undefined;
  let isInline = false;
  for (const [pattern, value] of entries) {
    if (!isExpression(pattern)) {
      problems.push(brokenExpression(shown, 'transform', pattern));
      continue;
    }
    const [name, given] = Array.isArray(value) ? (value as readonly unknown[]) : [value];
    if (typeof name !== 'string') continue;
    const transformer = inRootDir(name, rootDir);
    const verdict = await judge(transformer, { ...context, options, given });
    const found = (): string | undefined => findModule(transformer, rootDir);
    if (verdict.is === 'ours') {
      isInline ||= Object.keys(verdict.compilerOptions ?? {}).length > 0;
      compilerOptions = { ...compilerOptions, ...verdict.compilerOptions };
      tsconfig ??= verdict.tsconfig;
      const { path: other, asked, isLoose } = verdict.other ?? {};
      transforms.push({
        pattern,
        ...(isTsJest(name) && { elidesImports: true }),
        ...(verdict.isStrict === true && { isStrict: true }),
        ...(other !== undefined && {
          transformer: { path: other, options: given },
          ...(asked !== undefined && { asked }),
          ...(asked === 'for-types' && { readsTypes: true, constEnumsIn: rootDir }),
          ...(isLoose === true && { isLoose }),
        }),
      });
      continue;
    }
    const file = isBabelJest(transformer) ? findBabelJest(rootDir) : found();
    if (file === undefined) problems.push(missingModuleOfKey(shown, 'transform', name));
    else
      transforms.push({
        pattern,
        transformer: { path: file, options: given },
        ...(isTsJest(name) && !isIsolated(given) && { readsTypes: true }),
      });
  }
  const untransformed = read.expressions('transformIgnorePatterns') ?? [
    '/node_modules/',
    String.raw`\.pnp\.[^/]+$`,
  ];
  const hasTheirs = transforms.some(({ transformer }) => transformer !== undefined);
  const stamp = hasTheirs ? stampOf(rootDir, transforms, tsconfig) : '';
  const followsInterop = entries.some(([, value]) => isTsJest([value].flat()[0])) && !isInline;
  return {
    transforms,
    untransformed,
    followsInterop,
    compilerOptions: { ...compilerOptions },
    tsconfig,
    stamp,
  };
}

/** Until Jest 23 asynchronous functions find what Babel has made them call. */
export function runtimeOfBabel(
  options: JestOptions,
  { level, rootDir }: ProjectContext,
): readonly string[] {
  const written = options['transform'];
  const names: readonly unknown[] = isObject(written) ? Object.values(written) : ['babel-jest'];
  const isBabels = names.some((name) => typeof name === 'string' && isBabelJest(name));
  const runtime = level <= 23 && isBabels && findModule('regenerator-runtime/runtime', rootDir);
  return runtime === false || runtime === undefined ? [] : [runtime];
}

interface JudgeContext extends ProjectContext, Pick<ReadingContext, 'evaluate'> {
  readonly options: JestOptions;
  /** What stands behind the name of the transformer. */
  readonly given: unknown;
}

/** Transformers that do less than ztest, whatever they are told. */
const alike =
  /(?:^|\/)(?:esbuild-jest|jest-esbuild|esbuild-runner\/jest|@sucrase\/jest-plugin|sucrase\/jest-plugin|@swc-node\/jest|jest-transform-sucrase)(?:\/|$)/;

async function judge(name: string, context: JudgeContext): Promise<Verdict> {
  const { rootDir, options, given } = context;
  if (isTsJest(name)) {
    const globals = options['globals'];
    const own = given ?? (isObject(globals) ? globals['ts-jest'] : undefined);
    const verdict = tsJestOptions(own, context);
    return verdict.is === 'ours' && !isIsolated(own)
      ? { ...verdict, other: { path: findModule(name, rootDir), asked: 'for-types' } }
      : verdict;
  }
  if (isBabelJest(name)) {
    const verdict = await babelVerdict(given, context);
    if (verdict.is === 'theirs') return verdict;
    const { isLoose, ...same } = verdict;
    const path = findBabelJest(rootDir);
    return {
      ...same,
      other: { path, asked: 'for-unreadable', ...(isLoose && { isLoose }) },
    };
  }
  if (/(?:^|\/)@swc\/jest(?:\/|$)/.test(name)) return swcOptions(given, rootDir);
  return alike.test(name) ? { is: 'ours' } : { is: 'theirs' };
}

/** ts-jest looks at one file at a time, as ztest does. */
function isIsolated(options: unknown): boolean {
  return isObject(options) && options['isolatedModules'] === true;
}

function isTsJest(name: unknown): boolean {
  return typeof name === 'string' && /(?:^|\/)ts-jest(?:\/|$)/.test(name);
}

function isBabelJest(name: string): boolean {
  return /(?:^|\/node_modules\/)babel-jest(?:\/|$)/.test(name);
}

/** A part of Jest, which need not lie where the project finds it. */
function findBabelJest(rootDir: string): string | undefined {
  let from = path.join(rootDir, 'package.json');
  for (const step of ['', 'jest', '@jest/core', 'jest-cli', 'jest-config']) {
    const require = createRequire(from);
    try {
      if (step !== '') from = require.resolve(`${step}/package.json`);
    } catch {
      continue; // not every version has every part
    }
    try {
      return createRequire(from).resolve('babel-jest');
    } catch {
      // the next part may have it
    }
  }
  return undefined;
}

/** What the transformers of a project read: when it changes, everything is transformed anew. */
function stampOf(
  rootDir: string,
  transforms: readonly TransformRule[],
  tsconfig: string | undefined,
): string {
  const files = [
    ...transforms.flatMap(({ transformer }) => (transformer ? withOwn(transformer.path) : [])),
    ...(tsconfig === undefined ? [] : [tsconfig]),
    ...[...babelConfigNames, '.swcrc', 'package.json', 'tsconfig.json', '.browserslistrc'].map(
      (name) => path.join(rootDir, name),
    ),
  ];
  return hashText(files.map(contentsOf).join('\0'));
}

/** The same of one more program that decides what modules are. */
export function stampWith(stamp: string, file: string): string {
  return hashText([stamp, ...withOwn(file).map(contentsOf)].join('\0'));
}

/** With the modules beside it that it loads, as far as their names stand there. */
function withOwn(file: string): readonly string[] {
  const files = new Set([file]);
  for (const one of files) {
    if (one.includes('/node_modules/')) continue;
    const require = createRequire(one);
    for (const [, specifier = ''] of contentsOf(one).matchAll(/['"](\.{1,2}\/[^'"\n]*)['"]/g))
      try {
        files.add(require.resolve(specifier));
      } catch {
        // no module
      }
  }
  return [...files];
}

function contentsOf(file: string): string {
  try {
    return fs.readFileSync(file, 'utf8');
  } catch {
    return ''; // not there
  }
}
