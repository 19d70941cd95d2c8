/** Finds the modules that `setupFiles`, `globalSetup` and `tsconfig` name. */
import fs from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import type { KeyPath } from './key-positions.ts';
import type { ResolvedConfig } from './resolved-config.ts';

export interface SetupFiles {
  readonly files: Pick<ResolvedConfig, 'setupFiles' | 'globalSetup'>;
  readonly missing: readonly { readonly path: KeyPath; readonly written: string }[];
}

/** @param config its lists still as they are written */
export function resolveSetupFiles(config: ResolvedConfig): SetupFiles {
  const missing: { path: KeyPath; written: string }[] = [];
  const find = (key: 'setupFiles' | 'globalSetup') =>
    config[key].flatMap((written, i) => {
      const file = findModule(config.rootDir, written);
      if (file === undefined) missing.push({ path: [key, i], written });
      return file ?? [];
    });
  const files = { setupFiles: find('setupFiles'), globalSetup: find('globalSetup') };
  if (config.tsconfig !== undefined && !isFile(config.tsconfig)) {
    const written = path.relative(config.rootDir, config.tsconfig);
    missing.push({ path: ['tsconfig'], written });
  }
  return { files, missing };
}

const extensions = ['', '.ts', '.mts', '.cts', '.tsx', '.js', '.mjs', '.cjs', '.jsx'];

/** A path relative to the root, with or without its extension; or a module of an installed package. */
function findModule(rootDir: string, written: string): string | undefined {
  const base = path.resolve(rootDir, written);
  const file = extensions.map((extension) => base + extension).find(isFile);
  if (file !== undefined || /^\.{0,2}[/\\]/.test(written)) return file;
  try {
    return createRequire(path.join(rootDir, 'package.json')).resolve(written);
  } catch {
    return undefined; // said by the caller, with the key that names it
  }
}

function isFile(file: string): boolean {
  return fs.statSync(file, { throwIfNoEntry: false })?.isFile() === true;
}
