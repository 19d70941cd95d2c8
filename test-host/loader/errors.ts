/** Errors of loading, as users read them. */
import path from 'node:path';
import { lazyChunk } from '../lazy-chunk.ts';
import type * as UnforeseenChunk from './unforeseen-chunk.ts';

interface LoadErrorOptions {
  readonly hint: string;
  readonly cause?: unknown;
  /** Default: LoadError. */
  readonly name?: string;
  /** What Node would have put into `code`: programs look at it to tell an optional module that is not there. */
  readonly nodeCode?: string;
}

/** An error of ours: a stable code, and what to do next. */
export class LoadError extends Error {
  readonly code: string;
  /** What the user is told, whatever `code` has to be for programs. */
  readonly ztestCode: string;
  readonly hint: string;

  constructor(ztestCode: string, message: string, options: LoadErrorOptions) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = options.name ?? 'LoadError';
    this.code = options.nodeCode ?? ztestCode;
    this.ztestCode = ztestCode;
    this.hint = options.hint;
    Object.defineProperty(this, 'ztestCode', { enumerable: false });
  }
}

/** @param importer the module that asks; `isEsModule` as Node sees it */
export function missingModule(
  specifier: string,
  importer: {
    readonly path: string;
    readonly isEsModule: boolean;
    /** What `moduleNameMapper` makes of the specifier. */
    readonly mapped?: readonly string[] | undefined;
  },
): LoadError {
  const chunk = lazyChunk<typeof UnforeseenChunk>('unforeseen', './loader/unforeseen-chunk.ts');
  const { suggestions, isInstalled } = chunk
    .createUnforeseenModules()
    .suggest(specifier, importer.path);
  const didYouMean =
    suggestions.length > 0 ? ` Did you mean ${suggestions.map((s) => `'${s}'`).join(' or ')}?` : '';
  return new LoadError(
    'ZT1201',
    `Cannot find module '${specifier}' from '${shownPath(importer.path)}'.${didYouMean}`,
    {
      nodeCode: importer.isEsModule ? 'ERR_MODULE_NOT_FOUND' : 'MODULE_NOT_FOUND',
      hint: importer.mapped
        ? `moduleNameMapper turns it into ${importer.mapped.map(shownPath).join(' or ')}, which is not there: mend the mapping, or create the file.`
        : missingModuleHint(specifier, isInstalled),
    },
  );
}

function missingModuleHint(specifier: string, isInstalled: boolean): string {
  if (specifier.endsWith('.node')) {
    return 'A native addon is built when its package is installed: run `npm rebuild`, or build it as its package says.';
  }
  if (/^[./]/.test(specifier)) return 'Fix the path of the import, or create the file.';
  if (specifier.startsWith('node:'))
    return 'Node has no such builtin module: fix its name, or use a newer Node.';
  if (specifier.startsWith('#'))
    return 'Names with # come from "imports" in the nearest package.json: add it there.';
  const name = packageName(specifier);
  if (isInstalled)
    return `The package ${name} is installed, but its "exports" (or its files) do not offer this path.`;
  return `Install it (npm install -D ${name}), or fix its name. Aliases come from "paths" in the nearest tsconfig.json.`;
}

function shownPath(file: string): string {
  const relative = path.relative(process.cwd(), file).replaceAll('\\', '/');
  return relative.startsWith('..') ? file : relative;
}

export function requiredTooEarly(file: string): LoadError {
  return new LoadError(
    'ZT1208',
    `${shownPath(file)} cannot be required: it, or a module that it imports, has top-level await.`,
    {
      hint: 'Import it: a static import at the top of the file, or await import().',
      nodeCode: 'ERR_REQUIRE_ASYNC_MODULE',
    },
  );
}

export function mockFactoryFailed(specifier: string, cause: unknown): LoadError {
  const text = cause instanceof Error ? cause.message : String(cause);
  const name = earlyName(cause);
  const isImport = name?.startsWith('import_') === true;
  const problem =
    name === undefined
      ? text
      : isImport
        ? `its factory uses an import of the file before it is there (${name.slice('import_'.length)})`
        : `its factory uses '${name}' before it exists`;
  return new LoadError('ZT1205', `The mock of '${specifier}' could not be made: ${problem}.`, {
    cause,
    hint:
      name === undefined
        ? 'Look at the cause: it was thrown by the factory.'
        : isImport
          ? 'mock.module is moved above the imports, so its factory may run before them. Import what it needs inside of it: async () => { const x = await import(…); … }.'
          : 'mock.module is moved above the imports, so its factory may run before the variables of the file exist. Make them with mock.hoisted(() => …), let their names begin with "mock", or create them inside the factory.',
  });
}

/** The variable that was used before it exists. */
export function earlyName(cause: unknown): string | undefined {
  if (!(cause instanceof ReferenceError)) return undefined;
  return /'(.*)' before initialization/.exec(cause.message)?.[1];
}

export function cyclicFactory(specifier: string): LoadError {
  return new LoadError(
    'ZT1205',
    `The mock of '${specifier}' could not be made: its factory loads something that imports '${specifier}' itself.`,
    {
      hint: 'Do not import it, or what uses it, in the factory. For the actual module there is importOriginal, the argument of the factory.',
    },
  );
}

export function asyncFactoryRequired(specifier: string): LoadError {
  return new LoadError(
    'ZT1210',
    `The mock of '${specifier}' is made by an asynchronous factory, so it cannot be required.`,
    {
      hint: 'Import the module, or make the factory synchronous (mock.requireActual gives the actual module).',
    },
  );
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
