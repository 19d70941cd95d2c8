/** What texts say by themselves: from the cache, from a thread that parses, or parsed where they are needed. */
import { joinEdition, type Arrived, type Edition } from '../parsing/edition.ts';
import type { ParseAnswer, SourceFile } from '../parsing/parse-batch.ts';
import type { ParsedModule } from '../parsing/parse-module.ts';
import type { ParsedFile } from '../parsing/parsed-file.ts';
import type { Workspace } from '../workspace/workspace.ts';
import { contentHash } from './content-hash.ts';
import type { WantedFile } from './parse-queue.ts';
import type { DiscoveryTools } from './tools.ts';
import type { TreeCache } from './tree-cache.ts';

export interface ParsedFilesOptions {
  readonly workspace: Workspace;
  readonly cache: TreeCache;
  readonly loadTools: () => DiscoveryTools;
  /** A text that was not parsed yet is asked for with {@link NotParsedYet}. */
  readonly parsesElsewhere: boolean;
}

/** Thrown while the tree of a file is made: a text must come back from the parser first. */
export class NotParsedYet extends Error {
  readonly file: WantedFile;

  constructor(file: WantedFile) {
    super('not parsed yet');
    this.file = file;
  }
}

/** Helper modules that many test files read: kept parsed. */
const mostParsed = 200;

export class ParsedFiles {
  readonly #options: ParsedFilesOptions;
  #tools: DiscoveryTools | undefined;
  /** By ending and hash of the text. */
  readonly #parsed = new Map<string, ParsedFile>();
  readonly #failures = new Map<string, string>();
  /** Files that are being edited, by path. */
  readonly #editions = new Map<string, Arrived>();
  #parsesElsewhere: boolean;

  constructor(options: ParsedFilesOptions) {
    this.#options = options;
    this.#parsesElsewhere = options.parsesElsewhere;
  }

  get tools(): DiscoveryTools {
    return (this.#tools ??= this.#options.loadTools());
  }

  /** What a file says by itself; `undefined`: there is none. */
  read(path: string): ParsedFile | undefined {
    const source = this.#options.workspace.read(path);
    if (source.origin === 'none') return undefined;
    return this.parseInPlace(() => this.of(path, source.text, contentHash(source.text)));
  }

  /** @param isTest its tree will be asked for: it is parsed once for both */
  parseModule(source: SourceFile, isTest: boolean): ParsedModule {
    const key = keyOf(source.path, contentHash(source.text));
    const forBoth =
      isTest && !this.#parsed.has(key) && this.#options.cache.parsed(key) === undefined;
    const { module, file } = this.tools.parseModule(source, { forBoth });
    if (file !== undefined) this.#keepParsed(key, file);
    return module;
  }

  /** The same for a text of which only the hash is known; `undefined`: it is not at hand. */
  known(path: string, hash: string): ParsedFile | undefined {
    return this.#parsed.get(keyOf(path, hash));
  }

  /** What the parser said of a text that was asked for. */
  add({ key, path, isOpen, known = 0 }: WantedFile, answer: ParseAnswer): void {
    if ('error' in answer) this.#failures.set(key, answer.error);
    else if (isOpen === true) {
      const edition = editionIn(answer.json);
      const before = this.#editions.get(path);
      if (!edition.isWhole && (before?.known ?? 0) < known) return; // closed meanwhile: asked again
      const arrived = joinEdition(edition, before);
      this.#editions.set(path, arrived);
      this.#remember(key, arrived.parsed);
    } else this.#options.cache.setParsed(key, answer.json);
  }

  /** A document was closed. */
  forgetEdition(path: string): void {
    this.#editions.delete(path);
  }

  /** @throws NotParsedYet */
  of(path: string, text: string, hash: string): ParsedFile {
    const key = keyOf(path, hash);
    const known = this.#parsed.get(key) ?? this.#options.cache.parsed(key);
    if (known !== undefined) return this.#remember(key, known);
    const failure = this.#failures.get(key);
    if (failure !== undefined) throw new Error(failure);
    const isOpen = this.#options.workspace.hasDocument(path);
    const file: SourceFile = { path, text, ...(isOpen && { isOpen }) };
    if (this.#parsesElsewhere) {
      const known = isOpen ? this.#editions.get(path)?.known : undefined;
      throw new NotParsedYet({ key, ...file, ...(known !== undefined && { known }) });
    }
    const parsed = this.tools.parse(file);
    // Of what is being typed only the last state would be worth keeping, and it is on disk then.
    return isOpen ? this.#remember(key, parsed) : this.#keepParsed(key, parsed);
  }

  #keepParsed(key: string, parsed: ParsedFile): ParsedFile {
    this.#options.cache.setParsed(key, JSON.stringify(parsed));
    return this.#remember(key, parsed);
  }

  /** Most modules are needed by many test files, one after the other. */
  #remember(key: string, parsed: ParsedFile): ParsedFile {
    if (this.#parsed.size >= mostParsed) this.#parsed.clear();
    this.#parsed.set(key, parsed);
    return parsed;
  }

  /** What `work` needs is parsed at once. */
  parseInPlace<T>(work: () => T): T {
    const before = this.#parsesElsewhere;
    this.#parsesElsewhere = false;
    try {
      return work();
    } finally {
      this.#parsesElsewhere = before;
    }
  }

  save(): void {
    this.#tools?.save?.();
  }
}

function editionIn(json: string): Edition {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- what a parser thread made
  return JSON.parse(json) as Edition;
}

/** The language, and with it the meaning, is in the ending. */
function keyOf(path: string, hash: string): string {
  return `${hash}${path.slice(path.lastIndexOf('.'))}`;
}
