/** Errors of loading, as users read them. */
import { lazyChunk } from '../lazy-chunk.ts';
import type * as UnforeseenChunk from './unforeseen-chunk.ts';

/** An error of ours: a stable code, and what to do next. */
export class LoadError extends Error {
  readonly code: string;
  readonly hint: string;
  constructor(code: string, message: string, options: { readonly hint: string; readonly cause?: unknown }) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = 'LoadError';
    this.code = code;
    this.hint = options.hint;
  }
}

export function missingModule(specifier: string, from: string): LoadError {
  const chunk = lazyChunk<typeof UnforeseenChunk>('unforeseen', './loader/unforeseen-chunk.ts');
  const suggestions = chunk.createUnforeseenModules().suggest(specifier, from);
  const didYouMean = suggestions.length > 0 ? ` Did you mean ${suggestions.map((s) => `'${s}'`).join(' or ')}?` : '';
  const isRelative = specifier.startsWith('.') || specifier.startsWith('/');
  const error = new LoadError('ZT1201', `Cannot find module '${specifier}', imported by ${from}.${didYouMean}`, {
    hint: isRelative
      ? 'Fix the path of the import, or create the file.'
      : `Install it (npm install -D ${packageName(specifier)}), or fix its name. Aliases come from "paths" in the nearest tsconfig.json.`,
  });
  return Object.assign(error, { nodeCode: 'MODULE_NOT_FOUND' });
}

export function mockFactoryFailed(specifier: string, cause: unknown): LoadError {
  const text = cause instanceof Error ? cause.message : String(cause);
  const isTooEarly = cause instanceof ReferenceError && text.includes('before initialization');
  return new LoadError('ZT1205', `The mock of '${specifier}' could not be made: ${text}`, {
    cause,
    hint: isTooEarly
      ? 'mock.module is moved above the imports, so its factory runs before the variables of the file exist. Make them with mock.hoisted(() => …), or create them inside the factory.'
      : 'Look at the cause: it was thrown by the factory.',
  });
}

export function missingManualMock(specifier: string): LoadError {
  return new LoadError('ZT1206', `There is no __mocks__ file for '${specifier}'.`, {
    hint: 'Create it beside the module (for a package: beside node_modules), or give mock.module a factory.',
  });
}

function packageName(specifier: string): string {
  const parts = specifier.split('/');
  return specifier.startsWith('@') ? parts.slice(0, 2).join('/') : (parts[0] ?? specifier);
}
