/** What kind of module a source is, by its name and, where that leaves it open, by its text. */
import vm from 'node:vm';
import { isInstalled } from './installed.ts';

export interface SourceFile {
  readonly path: string;
  readonly source: string;
  /** Node would treat the file as an ES module. */
  readonly isEsModule: boolean;
  /** It may be JavaScript that only a transformer of the project can read. */
  readonly isDialect?: boolean;
}

export function isTypeScript(file: string): boolean {
  return /\.([cm]?ts|tsx)$/.test(file);
}

/** Whether Node could run the file as the CommonJS that it is: no syntax of ES modules, no JSX, no decorators. */
export function isCommonJs({ path: file, source, isEsModule, isDialect }: SourceFile): boolean {
  if (!/\.c?js$/.test(file) || isEsModule) return false;
  if (isDialect === true) return compiles(source);
  const special = isInstalled(file) ? IN_PACKAGES : ANYWHERE;
  return !special.test(source) || compiles(source);
}

const ANYWHERE = /\b(?:import|export)\b|<\/|\/>|@\w|\busing\b/;
/** What was published is plain JavaScript; in a comment or a string these words seldom stand so. */
const IN_PACKAGES = /(?:^|[;{}])\s*(?:import\s*["'*{\w$]|export\s*[*{\w])|\bimport\.meta\b/m;

/** Said of each `import(` but those that stand in a comment, begin a string or speak of a type: for the rest it takes a parser. */
export function mayImportDynamically(code: string): boolean {
  for (const { index } of code.matchAll(/\bimport\s*\(/g)) {
    const before = code.slice(code.lastIndexOf('\n', index) + 1, index);
    if (!/(?:["'`]|\btypeof )$|^\s*(?:\*(?!.*\*\/)|\/\/|\/\*(?!.*\*\/))/.test(before)) return true;
  }
  return false;
}

/** Asks V8, which compiles and does not run: words in comments and strings mean nothing to it. */
function compiles(source: string): boolean {
  const body = source.startsWith('#!') ? `//${source}` : source;
  try {
    const script = new vm.Script(
      `(function (exports, require, module, __filename, __dirname) {${body}\n})`,
    );
    return Boolean(script);
  } catch {
    return false;
  }
}
