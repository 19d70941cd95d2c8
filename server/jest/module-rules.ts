/** How Jest finds modules, as rules of our resolver. */
import type { MapperRule, ModuleRules } from '../../modules/module-rules.ts';
import { brokenExpression, wrongJestValue } from './messages.ts';
import { isExpression, type OptionReader } from './option-values.ts';
import type { ProjectContext } from './resolve-project.ts';
import { inRootDir } from './root-dir.ts';

const extensions = ['js', 'mjs', 'cjs', 'jsx', 'ts', 'mts', 'cts', 'tsx', 'json', 'node'];

export function moduleRules(
  read: OptionReader,
  context: ProjectContext,
  more: Pick<
    ModuleRules,
    | 'transforms'
    | 'untransformed'
    | 'followsInterop'
    | 'compilerOptions'
    | 'stamp'
    | 'conditions'
    | 'transformConfig'
  >,
): ModuleRules {
  const { rootDir, hasEsModules, level } = context;
  const platform = read.record('haste')['defaultPlatform'];
  const written = read.texts('moduleFileExtensions') ?? extensions;
  return {
    rootDir,
    mapper: mapperOf(read, context),
    directories: read.texts('moduleDirectories') ?? ['node_modules'],
    paths: read.paths('modulePaths') ?? [],
    extensions: written.flatMap((extension) => [
      ...(typeof platform === 'string'
        ? [`.${platform}.${extension}`, `.native.${extension}`]
        : []),
      `.${extension}`,
    ]),
    hasEsModules,
    level,
    ...more,
  };
}

function mapperOf(
  read: OptionReader,
  { rootDir, shown, problems }: ProjectContext,
): readonly MapperRule[] {
  return Object.entries(read.record('moduleNameMapper')).flatMap(([pattern, written]) => {
    const targets: readonly unknown[] = Array.isArray(written) ? written : [written];
    if (!isExpression(pattern)) {
      problems.push(brokenExpression(shown, 'moduleNameMapper', pattern));
      return [];
    }
    if (!targets.every((target) => typeof target === 'string')) {
      problems.push(wrongJestValue(shown, `moduleNameMapper["${pattern}"]`, 'a path or a list'));
      return [];
    }
    return [{ pattern, targets: targets.map((target) => inRootDir(target, rootDir)) }];
  });
}
