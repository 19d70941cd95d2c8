/** What ts-jest is told, and whether ztest does the same. */
import path from 'node:path';
import { pickRuntimeOptions, type CompilerOptions } from '../../modules/tsconfig.ts';
import { isObject } from './read-options.ts';
import type { ProjectContext } from './resolve-project.ts';
import type { Verdict } from './transforms.ts';
import { inRootDir } from './root-dir.ts';

export function tsJestOptions(
  written: unknown,
  { rootDir, callDir }: Pick<ProjectContext, 'rootDir' | 'callDir'>,
): Verdict {
  const options = isObject(written) ? written : {};
  const { babelConfig, astTransformers, compiler } = options;
  const hasOwnCompiler = typeof compiler === 'string' && compiler !== 'typescript';
  if (Boolean(babelConfig) || hasTransformers(astTransformers) || hasOwnCompiler)
    return { is: 'theirs' };
  const tsconfig = options['tsconfig'] ?? options['tsConfig'];
  if (typeof tsconfig === 'string')
    return {
      is: 'ours',
      tsconfig: path.resolve(callDir, inRootDir(tsconfig, rootDir)),
    };
  return { is: 'ours', compilerOptions: isObject(tsconfig) ? plainOptions(tsconfig) : {} };
}

function hasTransformers(written: unknown): boolean {
  const lists = isObject(written) ? Object.values(written) : [written];
  return lists.some((list) => Array.isArray(list) && list.length > 0);
}

/** As in a tsconfig. */
function plainOptions(options: Readonly<Record<string, unknown>>): CompilerOptions {
  const { compilerOptions = options } = options;
  return isObject(compilerOptions) ? pickRuntimeOptions(compilerOptions) : {};
}
