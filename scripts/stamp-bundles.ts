/** Writes into the first line of each bundle what it is by content: `modules/kept-code.ts` keeps V8's code of it under that. */
import { hash } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';

/** @param directory of bundles */
export function stampBundles(directory: string): void {
  for (const name of fs.readdirSync(directory)) {
    if (!name.endsWith('.cjs')) continue;
    const file = path.join(directory, name);
    const code = fs.readFileSync(file, 'utf8');
    fs.writeFileSync(file, `//${hash('sha1', code, 'base64url').slice(0, 16)}\n${code}`);
  }
}
