/** Bundles everything into `dist/`: one CommonJS file a chunk, so that a process loads only what it needs. */
import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import { build, type Plugin } from 'esbuild';
import { buildTypes } from './build-types.ts';
import { CHUNKS } from './chunks.ts';

const OUT = 'dist';

/** The compiler is 9 MB: the chunks that need it share one bundle. */
const sharedCompiler: Plugin = {
  name: 'shared-compiler',
  setup: ({ onResolve }) => {
    onResolve({ filter: /^ts-morph$/ }, ({ importer }) =>
      importer.includes('node_modules') || importer.endsWith('compiler-chunk.ts') ? undefined : { path: './compiler.cjs', external: true },
    );
  },
};

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
  plugins: [sharedCompiler],
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

execFileSync(process.execPath, ['node_modules/typescript/bin/tsc', '-b', 'test-host'], { stdio: 'inherit' });
buildTypes(['test-host/api/index.ts', 'test-host/config/define-config.ts']);
execFileSync(process.execPath, ['scripts/generate-schema.ts'], { stdio: 'inherit' });
