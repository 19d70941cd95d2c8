/** Explains a variable that is read before it exists because modules import each other in a circle. */
import path from 'node:path';

export interface LoadingModule {
  readonly file: string;
  /** Files that it imports statically. */
  readonly imports: readonly string[];
}

/**
 * @param error thrown by the innermost of the modules
 * @param modules those that have begun and not ended, outermost first
 */
export function explainCycle(error: unknown, modules: () => readonly LoadingModule[]): void {
  if (!(error instanceof ReferenceError) || 'hint' in error) return;
  const name = /^Cannot access '(.+)' before initialization$/.exec(error.message)?.[1];
  if (name === undefined) return;
  const loading = modules();
  const reader = loading.at(-1);
  if (reader === undefined) return;
  const start = loading.findIndex(
    ({ file }) => file !== reader.file && reader.imports.includes(file),
  );
  const early = loading[start];
  if (early === undefined) return; // its own variable: the message says all
  const circle = [...loading.slice(start), early].map(({ file }) => shown(file)).join(' → ');
  const hint =
    `An import cycle: ${circle}. ${shown(reader.file)} reads '${name}' at once, while ${shown(early.file)} is still being loaded. ` +
    'Move what both need into a module of its own, or read it later: inside a function.';
  Object.defineProperty(error, 'hint', { value: hint, configurable: true });
}

function shown(file: string): string {
  const relative = path.relative(process.cwd(), file).replaceAll('\\', '/');
  return relative.startsWith('..') ? file : relative;
}
