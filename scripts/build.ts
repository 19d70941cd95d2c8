/** Bundles everything into `dist/`: one CommonJS file a chunk, so that a process loads only what it needs. */
import { execFileSync } from 'node:child_process';
import { hash } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { build, type BuildOptions, type Plugin } from 'esbuild';
import { buildTypes } from './build-types.ts';
import { CHUNKS } from './chunks.ts';
import { shareNamespaces } from './share-namespaces.ts';
import { stampBundles } from './stamp-bundles.ts';
import { thirdPartyLicenses } from './third-party-licenses.ts';
import { WEB_BUILDS, WEB_DEFINITIONS } from './web-chunks.ts';

const OUT = 'dist';

/**
 * The compiler is 9 MB: the chunks that need it share one bundle. As a variable of the chunk, not as an export that is asked
 * for at each use, it makes parsing 5 to 10 % faster.
 */
const sharedCompiler: Plugin = {
  name: 'shared-compiler',
  setup: (bundle) => {
    const bundled = './compiler.cjs';
    bundle.onResolve({ filter: /^ts-morph$/ }, ({ importer }) =>
      importer.includes('node_modules') || importer.endsWith('compiler-chunk.ts')
        ? undefined
        : { path: bundled, namespace: 'shared-compiler' },
    );
    bundle.onResolve({ filter: /./, namespace: 'shared-compiler' }, () => ({
      path: bundled,
      external: true,
    }));
    bundle.onLoad({ filter: /./, namespace: 'shared-compiler' }, () => ({
      contents: `export const { ts } = require('${bundled}');`,
    }));
  },
};

fs.rmSync(OUT, { recursive: true, force: true });
const manifest: unknown = JSON.parse(fs.readFileSync('package.json', 'utf8'));
const version: unknown = Reflect.get(Object(manifest), 'version');

const shared = {
  outdir: OUT,
  outExtension: { '.js': '.cjs' },
  metafile: true,
  bundle: true,
  platform: 'node',
  format: 'cjs',
  target: 'node22.15',
  external: ['esbuild', 'vscode'],
  alias: {
    // Jest's packages bring it; it patches `fs` and leaves marks on the global object of the user's process.
    'graceful-fs': 'node:fs',
    // Istanbul's reports bring it, and it asks a library for versions which Node can make folders.
    'make-dir': path.resolve('server/coverage/make-dir.ts'),
  },
  plugins: [sharedCompiler],
  define: {
    'import.meta.filename': '__filename',
    'import.meta.dirname': '__dirname',
    'import.meta.main': 'false',
    ZTEST_VERSION: JSON.stringify(version),
    ZTEST_MODULES_REVISION: JSON.stringify(revisionOf('modules', 'server/coverage/instrumenter')),
    ZTEST_DISCOVERY_REVISION: JSON.stringify(
      revisionOf('modules', 'titles', 'server/discovery', 'server/parsing'),
    ),
  },
  minifySyntax: true,
  minifyWhitespace: true,
  legalComments: 'none', // all licences are in one file
  logLevel: 'warning',
} satisfies BuildOptions;

const chunks = Object.entries(CHUNKS).map(([out, source]) => ({ in: source, out }));
/** Of others: short names save 3 MB, and nobody reads a stack of theirs. */
const isOfOthers = ({ out }: { readonly out: string }): boolean =>
  out === 'compiler' || out === 'language-client';
const built = await Promise.all([
  build({
    ...shared,
    entryPoints: chunks.filter((chunk) => !isOfOthers(chunk)),
    inject: ['scripts/real-process.ts'],
  }),
  build({ ...shared, entryPoints: chunks.filter(isOfOthers), minifyIdentifiers: true }),
  ...WEB_BUILDS.map(async (web) =>
    build({ ...shared, ...web, define: { ...shared.define, ...WEB_DEFINITIONS } }),
  ),
]);
shareNamespaces(OUT);
stampBundles(OUT);
const bundled = built.flatMap(({ metafile }) => Object.keys(metafile.inputs));
fs.writeFileSync(path.join(OUT, 'THIRD-PARTY-LICENSES.txt'), thirdPartyLicenses(bundled));

execFileSync(process.execPath, ['node_modules/typescript/bin/tsc', '-b', 'test-host'], {
  stdio: 'inherit',
});
fs.cpSync('node_modules/istanbul-reports/lib/html/assets', path.join(OUT, 'assets'), {
  recursive: true,
});
buildTypes([
  'test-host/api/index.ts',
  'test-host/api/jest.ts',
  'test-host/config/define-config.ts',
]);
execFileSync(process.execPath, ['scripts/generate-schema.ts'], { stdio: 'inherit' });

function revisionOf(...folders: readonly string[]): string {
  const files = folders.flatMap((folder) => fs.globSync(`${folder}/**/*.ts`).toSorted());
  return hash('sha1', files.map((file) => fs.readFileSync(file, 'utf8')).join('')).slice(0, 12);
}
