/** What kind of module a source is, by its name and, where that leaves it open, by its text. */
import vm from 'node:vm';

export interface SourceFile {
  readonly path: string;
  readonly source: string;
  /** Node would treat the file as an ES module. */
  readonly isEsModule: boolean;
}

export function isTypeScript(file: string): boolean {
  return /\.([cm]?ts|tsx)$/.test(file);
}

/** Whether Node could run the file as the CommonJS that it is: no syntax of ES modules, no JSX, no decorators. */
export function isCommonJs({ path, source, isEsModule }: SourceFile): boolean {
  if (!/\.c?js$/.test(path) || isEsModule) return false;
  return !/\b(?:import|export)\b|<\/|\/>|@\w|\busing\b/.test(source) || compiles(source);
}

export function mayImportDynamically(code: string): boolean {
  return /\bimport\s*\(/.test(code);
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
