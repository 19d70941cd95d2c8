/** `import.meta` of a module of the project. */
import { isBuiltin } from 'node:module';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import type { CompiledModule } from './compiled-module.ts';

export interface MetaResolver {
  /** @returns an absolute path, a builtin's or API module's name, or `undefined` when there is no such module */
  readonly resolve: (specifier: string) => string | undefined;
  /** @throws the error for a module that is not there */
  readonly missing: (specifier: string) => never;
}

export class ImportMetaOfFile {
  readonly filename: string;
  readonly dirname: string;
  readonly main = false;
  readonly #resolver: MetaResolver;
  readonly #query: string;
  #url: string | undefined;

  constructor(compiled: CompiledModule, query: string, resolver: MetaResolver) {
    this.filename = compiled.path;
    this.dirname = compiled.directory;
    this.#query = query;
    this.#resolver = resolver;
  }

  get url(): string {
    return (this.#url ??= pathToFileURL(this.filename).href + this.#query);
  }

  set url(url: string) {
    this.#url = url;
  }

  /** Like Node's: a path need not lead to a file, a package has to be there. */
  resolve = (specifier: string): string => {
    const text = String(specifier);
    if (/^(?:node|data|https?|blob):/.test(text)) return text;
    const isPath = /^(?:\.{0,2}\/|\.{1,2}$|file:)/.test(text);
    const found = this.#resolver.resolve(text);
    if (found === undefined) {
      return isPath ? new URL(text, this.url).href : this.#resolver.missing(text);
    }
    if (isBuiltin(found)) return found.startsWith('node:') ? found : `node:${found}`;
    if (!path.isAbsolute(found)) return found;
    const suffix = isPath ? (/[?#].*$/.exec(text)?.[0] ?? '') : '';
    return pathToFileURL(found).href + suffix;
  };
}
