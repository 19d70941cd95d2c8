/** Discovery over files that have to be fetched: it looks, what it missed is fetched, it looks again. */
import type { FilePath } from '../../test-host/protocol.ts';
import { treeBuilder } from '../discovery/build-file-tree.ts';
import { Discovery } from '../discovery/discovery.ts';
import { createProjectResolver } from '../discovery/project-resolver.ts';
import { revision } from '../discovery/revision.ts';
import { openTreeCache, type TreeCache } from '../discovery/tree-cache.ts';
import { loadServerChunk } from '../config/lazy-chunk.ts';
import type { DiscoveryTools } from '../discovery/tools.ts';
import type { DiscoveryDelta, DiscoveryService } from '../lsp/services.ts';
import type * as Parsing from '../parsing/parsing-chunk.ts';
import type { FileEvent } from '../workspace/changes.ts';
import type { ProjectFiles } from './project-files.ts';

export interface FetchedDiscoveryOptions {
  /** Absolute, with forward slashes. */
  readonly rootDir: string;
  readonly files: ProjectFiles;
  /** Fulfilled when files can be parsed. */
  readonly isReady: Promise<void>;
}

export class FetchedDiscovery implements DiscoveryService {
  readonly #options: FetchedDiscoveryOptions;
  /** What one look has parsed, the next one does not parse again. */
  readonly #cache: TreeCache = openTreeCache(undefined, revision);
  readonly #opened = Promise.withResolvers<void>();
  #discovery: Discovery;

  constructor(options: FetchedDiscoveryOptions) {
    this.#options = options;
    this.#discovery = this.#create();
  }

  /** Each look begins anew, so the last one, which misses nothing, sees what it would see on a disk. */
  async open(signal?: AbortSignal): Promise<DiscoveryDelta> {
    const { files, isReady } = this.#options;
    await isReady;
    for (;;) {
      signal?.throwIfAborted();
      this.#discovery = this.#create();
      this.#discovery.findFiles();
      if ((await files.fetch()).length > 0) continue;
      const found = await this.#discovery.open(signal);
      if ((await files.fetch()).length > 0) continue;
      this.#opened.resolve();
      return found;
    }
  }

  async change(events: readonly FileEvent[], signal?: AbortSignal): Promise<DiscoveryDelta> {
    const { files } = this.#options;
    await this.#opened.promise;
    files.doubt(events);
    await files.fetch();
    const deltas: DiscoveryDelta[] = [];
    for (let news = events; news.length > 0;) {
      deltas.push(await this.#discovery.change(news, signal));
      news = (await files.fetch()).map((path) => ({ kind: 'created', path }));
    }
    return this.#inOne(deltas);
  }

  trees: DiscoveryService['trees'] = () => this.#discovery.trees();

  tree: DiscoveryService['tree'] = (file) => this.#discovery.tree(file);

  /** Packages are not installed here: whether one is missing cannot be told. */
  missingImports: DiscoveryService['missingImports'] = () => [];

  configuredTags: DiscoveryService['configuredTags'] = (file) =>
    this.#discovery.configuredTags(file);

  explain: DiscoveryService['explain'] = async (target) => {
    for (;;) {
      const explanation = this.#discovery.explain(target, this.#options.rootDir);
      if ((await this.#options.files.fetch()).length === 0) return explanation;
    }
  };

  #create(): Discovery {
    const { rootDir, files } = this.#options;
    return new Discovery({
      rootDir,
      files,
      cache: this.#cache,
      resolver: (note) => createProjectResolver(note, undefined),
      loadTools,
    });
  }

  /** Between two of them a file may have been gone because it was not fetched yet. */
  #inOne(deltas: readonly DiscoveryDelta[]): DiscoveryDelta {
    const touched = new Set<FilePath>();
    for (const { added, changed, removed } of deltas) {
      for (const { file } of [...added, ...changed]) touched.add(file);
      for (const file of removed) touched.add(file);
    }
    const files = [...touched];
    return {
      added: [],
      changed: files.flatMap((file) => this.tree(file) ?? []),
      removed: files.filter((file) => this.tree(file) === undefined),
      problems: this.#discovery.problems,
    };
  }
}

function loadTools(): DiscoveryTools {
  const parsing = loadServerChunk<typeof Parsing>('parsing', '../parsing/parsing-chunk.ts');
  const parser = new parsing.Parser();
  return {
    parse: (file) => parser.parse(file),
    parseModule: ({ path, text }, { forBoth }) =>
      forBoth ? parsing.parseForBoth(path, text) : { module: parsing.parseModule(path, text) },
    buildTree: treeBuilder(undefined),
  };
}
