/** What @swc/jest is told, by Jest's configuration or a `.swcrc`, and whether ztest does the same. */
import fs from 'node:fs';
import path from 'node:path';
import { isObject } from './read-options.ts';
import type { Verdict } from './transforms.ts';

export function swcOptions(written: unknown, rootDir: string): Verdict {
  const options = isObject(written) && Object.keys(written).length > 0 ? written : swcrc(rootDir);
  const jsc = recordOf(options['jsc']);
  const { plugins } = recordOf(jsc['experimental']);
  const hasPaths = Object.keys(recordOf(jsc['paths'])).length > 0;
  if ((Array.isArray(plugins) && plugins.length > 0) || hasPaths) return { is: 'theirs' };
  const { legacyDecorator, decoratorMetadata, react } = recordOf(jsc['transform']);
  const { runtime, pragma, pragmaFrag, importSource } = recordOf(react);
  const { strictMode } = recordOf(options['module']);
  return {
    is: 'ours',
    isStrict: strictMode !== false && (options['isModule'] ?? true) === true,
    compilerOptions: {
      ...(legacyDecorator === true && { experimentalDecorators: true }),
      ...(decoratorMetadata === true && { emitDecoratorMetadata: true }),
      ...(runtime === 'automatic' && { jsx: 'react-jsx' }),
      ...(runtime === 'classic' && { jsx: 'react' }),
      ...(typeof pragma === 'string' && { jsxFactory: pragma }),
      ...(typeof pragmaFrag === 'string' && { jsxFragmentFactory: pragmaFrag }),
      ...(typeof importSource === 'string' && { jsxImportSource: importSource }),
    },
  };
}

function swcrc(rootDir: string): Readonly<Record<string, unknown>> {
  try {
    return recordOf(JSON.parse(fs.readFileSync(path.join(rootDir, '.swcrc'), 'utf8')));
  } catch {
    return {}; // none, or one with comments in it: the defaults are ours
  }
}

function recordOf(value: unknown): Readonly<Record<string, unknown>> {
  return isObject(value) ? value : {};
}
