/** Copies the declarations that a user's `import 'ztest'` reaches from the compiler's output into `dist/types/`. */
import fs from 'node:fs';
import path from 'node:path';

const BUILT = '.tsbuild/test-host';
const OUT = 'dist/types';
/** A user's `lib` need not have it. */
const WITH_DISPOSABLE = '/// <reference lib="esnext.disposable" />\n';

export function buildTypes(entries: readonly string[]): void {
  const pending = [...entries];
  const seen = new Set<string>();
  for (let file = pending.pop(); file !== undefined; file = pending.pop()) {
    if (seen.has(file)) continue;
    seen.add(file);
    const text = fs.readFileSync(path.join(BUILT, file.replace(/\.ts$/, '.d.ts')), 'utf8');
    for (const match of text.matchAll(/(?:from|import\()\s*['"](\.[^'"]+\.ts)['"]/g)) {
      pending.push(path.posix.join(path.posix.dirname(file), match[1] ?? ''));
    }
    const target = path.join(OUT, file.replace(/\.ts$/, '.d.ts'));
    fs.mkdirSync(path.dirname(target), { recursive: true });
    const withJs = text.replaceAll(/((?:from|import\()\s*['"]\.[^'"]+)\.ts(['"])/g, '$1.js$2');
    fs.writeFileSync(target, /\bDisposable\b/.test(text) ? WITH_DISPOSABLE + withJs : withJs);
  }
  // CommonJS projects may import the types as well.
  fs.writeFileSync(path.join(OUT, 'package.json'), '{ "type": "commonjs" }\n');
}
