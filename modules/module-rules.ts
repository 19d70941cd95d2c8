/**
 * Rules of another tool (Jest) for how modules are found and transformed: plain data that the server and the hosts read alike.
 * With rules, packages are modules like those of the project. Without, the rules of Node and of TypeScript hold.
 */
import type { TransformInput } from './transform-input.ts';
import type { CompilerOptions } from './tsconfig.ts';

export interface ModuleRules {
  /** Absolute. */
  readonly rootDir: string;
  /** A specifier that matches stands for the first of the targets that is there; `$1` is a group. */
  readonly mapper: readonly MapperRule[];
  /** Names of folders that packages lie in, at or above the importing file; absolute ones are looked into as they are. */
  readonly directories: readonly string[];
  /** Absolute: looked into behind those. */
  readonly paths: readonly string[];
  /** With their dot, in the order in which they are tried. */
  readonly extensions: readonly string[];
  /** Conditions of package `exports`, besides `require` or `import`. */
  readonly conditions: readonly string[];
  /** Node's rules say what an ES module is; else everything is CommonJS, as Babel makes it. */
  readonly hasEsModules: boolean;
  /** The first whose expression matches the path of a file says who transforms it. */
  readonly transforms: readonly TransformRule[];
  /** Expressions on paths of files that nobody but ztest transforms. */
  readonly untransformed: readonly string[];
  /** TypeScript is compiled as ts-jest does: without `esModuleInterop` where the tsconfig has none. */
  readonly followsInterop: boolean;
  /** Stronger than those of the tsconfig. */
  readonly compilerOptions: Readonly<Record<string, unknown>>;
  /** What transformers are told of the configuration. */
  readonly transformConfig: Readonly<Record<string, unknown>>;
  /** Absolute path of a module that says where modules are: only hosts can ask it. */
  readonly resolver?: string;
  /** Major version of Jest, whose transformers they are. */
  readonly level: number;
  /** Changes with what the transformers of the project depend on. */
  readonly stamp: string;
}

export interface TransformRule {
  readonly pattern: string;
  /** Absent: ztest does it. */
  readonly transformer?: Transformer;
  /** It is asked for what ztest cannot read, or where types of other files decide. Default: always. */
  readonly asked?: 'for-unreadable' | 'for-types';
  /** A folder whose constant enums it knows. */
  readonly constEnumsIn?: string;
  /** Asked also for code that it takes otherwise than the language does: Babel with `loose`. */
  readonly isLoose?: true;
  /** What it makes of a file depends on the types of others. */
  readonly readsTypes?: true;
  /** JavaScript, too, is taken as TypeScript is: what it imports and does not use is not loaded. */
  readonly elidesImports?: true;
  /** CommonJS becomes strict code; with `elidesImports`, where TypeScript is told so. */
  readonly isStrict?: true;
}

/** A module of the project with Jest's interface of transformers. */
export interface Transformer {
  /** Absolute. */
  readonly path: string;
  readonly options: unknown;
}

/** Who transforms a file besides ztest. */
export function transformRuleOf(
  file: string,
  { transforms, untransformed }: Pick<ModuleRules, 'transforms' | 'untransformed'>,
): TransformRule | undefined {
  const rule = transforms.find(({ pattern }) => expressionOf(pattern).test(file));
  if (rule?.transformer === undefined) return undefined;
  return untransformed.some((one) => expressionOf(one).test(file)) ? undefined : rule;
}

/** How ztest is to transform a file so that it comes to what the rule for it says. */
export function mannerOf(
  file: string,
  { transforms, untransformed }: ModuleRules,
  { allowJs, strict, alwaysStrict = strict }: CompilerOptions,
): Pick<TransformInput, 'elidesImports' | 'isStrict'> {
  const rule = transforms.find(({ pattern }) => expressionOf(pattern).test(file));
  if (rule === undefined || untransformed.some((one) => expressionOf(one).test(file))) return {};
  if (rule.elidesImports !== true) return { isStrict: rule.isStrict === true };
  return { elidesImports: true, isStrict: allowJs === true && alwaysStrict === true };
}

/** Whose file it is when ztest does not even try. */
export function transformerOf(
  file: string,
  rules: Pick<ModuleRules, 'transforms' | 'untransformed'> | undefined,
): Transformer | undefined {
  const rule = rules && transformRuleOf(file, rules);
  return rule?.asked === undefined ? rule?.transformer : undefined;
}

export interface MapperRule {
  readonly pattern: string;
  readonly targets: readonly string[];
}

/** What a specifier stands for by the first rule that matches it; `undefined`: no rule does. */
export function mappedSpecifiers(
  specifier: string,
  { mapper }: Pick<ModuleRules, 'mapper'>,
): readonly string[] | undefined {
  for (const { pattern, targets } of mapper) {
    const match = expressionOf(pattern).exec(specifier);
    if (match !== null)
      return targets.map((target) =>
        target.replaceAll(/\$(\d+)/g, (_, i) => match[Number(i)] ?? ''),
      );
  }
  return undefined;
}

const expressions = new Map<string, RegExp>();

function expressionOf(pattern: string): RegExp {
  let expression = expressions.get(pattern);
  if (expression === undefined) {
    expression = new RegExp(pattern);
    expressions.set(pattern, expression);
  }
  return expression;
}

/** What a transformer gave back may still be an ES module. */
export function hasModuleSyntax(code: string): boolean {
  return /^\s*(?:import\b[^(.]|export\b)/m.test(code);
}
