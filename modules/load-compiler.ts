/** Loads the compiler's bundle ahead of the bundles that require it. */
import fs from 'node:fs';
import path from 'node:path';
import { loadKept } from './kept-code.ts';

/** @param folder where its code is kept. Default: see `loadKept` */
export function loadCompiler(folder?: string): void {
  const file = path.join(import.meta.dirname, 'compiler.cjs');
  if (fs.existsSync(file)) loadKept(file, folder); // sources, run as they are, have none
}
