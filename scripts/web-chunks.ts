/** The bundles for windows without Node, and what they have in place of what is made for Node. */
import { builtinModules } from 'node:module';
import path from 'node:path';
import type { BuildOptions, Plugin } from 'esbuild';

const NODE = 'server/web/node';
const PACKAGES: Readonly<Record<string, string>> = {
  'node:buffer': `./${NODE}/buffer.ts`,
  'node:crypto': `./${NODE}/crypto.ts`,
  'node:fs': `./${NODE}/fs.ts`,
  'node:module': `./${NODE}/module.ts`,
  'node:os': `./${NODE}/os.ts`,
  'node:path': 'path-browserify',
  'node:timers/promises': `./${NODE}/timers.ts`,
  'node:url': `./${NODE}/url.ts`,
  'node:util': 'node-inspect-extracted',
  fs: `./${NODE}/fs.ts`,
  os: `./${NODE}/os.ts`,
  path: 'path-browserify',
  'ts-morph': './server/web/compiler.ts',
  'vscode-languageclient/node': 'vscode-languageclient/browser',
  'vscode-languageserver/node': 'vscode-languageserver/browser',
};
/** Modules of ours that only Node can load. */
const MODULES: Readonly<Record<string, string>> = {
  'server/config/lazy-chunk.ts': 'server/web/chunks.ts',
  'server/lsp/file-uris.ts': 'server/web/file-uris.ts',
};

const substitutes: Plugin = {
  name: 'web-substitutes',
  setup: (bundle) => {
    bundle.onResolve(
      { filter: /^\..*(?:lazy-chunk|file-uris)\.ts$/ },
      ({ path: file, resolveDir }) => {
        const module = path.relative('.', path.join(resolveDir, file)).replaceAll('\\', '/');
        const substitute = MODULES[module];
        return substitute === undefined ? undefined : { path: path.resolve(substitute) };
      },
    );
  },
};

/** Loaded in place of others. */
export const WEB_SUBSTITUTES: readonly string[] = [
  ...Object.values(PACKAGES),
  ...Object.values(MODULES),
];

const options = {
  platform: 'browser',
  target: 'es2022',
  alias: PACKAGES,
  inject: [`${NODE}/globals.ts`],
  plugins: [substitutes],
} satisfies BuildOptions;

/**
 * Entries by the name of their bundle: a module for the extension host (in a package of ES modules it has to end with `cjs`), a
 * script for a worker.
 */
export const WEB_CHUNKS = {
  'web-extension': 'client/vscode/without-node/extension.ts',
  'web-server': 'server/web/main.ts',
} as const;

export const WEB_BUILDS = [
  { ...options, format: 'cjs', entryPoints: [entry('web-extension')] },
  { ...options, format: 'iife', entryPoints: [entry('web-server')] },
] satisfies readonly BuildOptions[];

export const WEB_DEFINITIONS = { NODE_MODULES: JSON.stringify(builtinModules) };

function entry(out: keyof typeof WEB_CHUNKS): { readonly in: string; readonly out: string } {
  return { in: WEB_CHUNKS[out], out };
}
