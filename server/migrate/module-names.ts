/** `moduleNameMapper` as what ztest reads: `paths` of a tsconfig, and assets. */

export interface MappedNames {
  /** Of a tsconfig, relative to the folder of the configuration. */
  readonly paths: Readonly<Record<string, readonly string[]>>;
  /** Extensions whose files stand for nothing. */
  readonly assets: Readonly<Record<string, 'empty' | 'path'>>;
  /** Expressions that have no equal. */
  readonly unknown: readonly string[];
}

/** @param packageAt where a package lies, as `paths` write it; `undefined`: it is not there, or has no entry that a path leads to */
export function mapModuleNames(
  mapper: Readonly<Record<string, unknown>>,
  packageAt: (name: string) => string | undefined,
): MappedNames {
  const paths: Record<string, string[]> = {};
  const assets: Record<string, 'empty' | 'path'> = {};
  const unknown: string[] = [];
  for (const [expression, target] of Object.entries(mapper)) {
    const targets = (Array.isArray(target) ? target : [target]).filter(
      (one) => typeof one === 'string',
    );
    const extensions = assetExtensions(expression);
    if (isExtensionOnly(expression)) continue; // './x.js' finds './x.ts' by itself
    const pattern = prefixOf(expression);
    if (extensions.length > 0) {
      const isStyle = targets.some((one) => /identity-obj-proxy|style/i.test(one));
      for (const extension of extensions) assets[extension] = isStyle ? 'empty' : 'path';
      continue;
    }
    const inside = targets
      .map((one) => insideProject(one, packageAt))
      .filter((one) => one !== undefined);
    const isWhole = inside.length === targets.length;
    if (pattern !== undefined && isWhole && inside.every((one) => fits(one, pattern))) {
      paths[pattern] = inside.map(asPath);
    } else unknown.push(expression);
  }
  return { paths, assets, unknown };
}

/** `\\.(css|less)$` */
function assetExtensions(expression: string): readonly string[] {
  const found = /^(?:\^?\.[*+]|\^\(?\.\*\)?)?\\{1,2}\.\(?(?:\?:)?([\w|?]+)\)?\$$/.exec(expression);
  const names = found?.[1]?.split('|') ?? [];
  return names
    .flatMap((name) =>
      name.includes('?') ? [name.replace(/.\?/, ''), name.replace('?', '')] : [name],
    )
    .map((name) => `.${name}`);
}

/** `^(\\.{1,2}/.*)\\.js$`: what TypeScript's ES modules write */
function isExtensionOnly(expression: string): boolean {
  return /^\^?\((?:\\?\.\{1,2\}|\\?\.\+?|\\\.\\\.\?|\.\*|\.\+|\\\.\.?\??)[^)]*\)\\\.\[?(?:m?js|cjs|jsx?)\]?\??\$?$/.test(
    expression,
  );
}

/** `^@/(.*)$` → `@/*` */
function prefixOf(expression: string): string | undefined {
  const open = /^\^?([@~#\w/.\\-]*)\((?:\.\*|\.\+)\)\$?$/.exec(expression);
  const exact = /^\^([@~#\w/.\\-]+)\$$/.exec(expression);
  const text = open?.[1] ?? exact?.[1];
  if (text === undefined || (open !== null && text === '')) return undefined;
  return text.replaceAll('\\', '') + (open === null ? '' : '*');
}

function fits(target: string, pattern: string): boolean {
  return target.includes('$1') === pattern.endsWith('*');
}

/** `<rootDir>/src/a` and `./src/a`; of a package, its folder: `lodash/$1` → `./node_modules/lodash/$1` */
function insideProject(
  target: string,
  packageAt: (name: string) => string | undefined,
): string | undefined {
  if (/^(?:<rootDir>|\.)/.test(target)) return target;
  const [, name, rest = ''] = /^((?:@[\w.-]+\/)?[\w][\w.-]*)(\/.*)?$/.exec(target) ?? [];
  const folder = name === undefined ? undefined : packageAt(name);
  return folder === undefined ? undefined : folder + rest;
}

function asPath(target: string): string {
  return target
    .replace(/^<rootDir>\/?/, './')
    .replace(/^\.\/\.\//, './')
    .replace('$1', '*');
}
