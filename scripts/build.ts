/** Bundles everything into `dist/`: one CommonJS file a chunk, so that a process loads only what it needs. */
import fs from 'node:fs';
import { build } from 'esbuild';
import { CHUNKS } from './chunks.ts';

const OUT = 'dist';

fs.rmSync(OUT, { recursive: true, force: true });
const version: unknown = JSON.parse(fs.readFileSync('package.json', 'utf8')).version;

await build({
  entryPoints: Object.entries(CHUNKS).map(([out, source]) => ({ in: source, out })),
  outdir: OUT,
  outExtension: { '.js': '.cjs' },
  bundle: true,
  platform: 'node',
  format: 'cjs',
  target: 'node22.15',
  external: ['esbuild', 'vscode'],
  define: {
    'import.meta.filename': '__filename',
    'import.meta.dirname': '__dirname',
    'import.meta.main': 'false',
    ZTEST_VERSION: JSON.stringify(version),
  },
  minifySyntax: true,
  minifyWhitespace: true,
  legalComments: 'none',
  logLevel: 'warning',
});
