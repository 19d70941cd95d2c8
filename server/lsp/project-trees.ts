/** Files that several Jest projects test: each of them has a tree of its own, with the names that its runs report. */
import path from 'node:path';
import { pathInProject, splitPath, type FilePath, type TestId } from '../../test-host/protocol.ts';
import type { ResolvedConfig } from '../config/resolved-config.ts';
import { loadServerChunk } from '../config/lazy-chunk.ts';
import { inProject, type ChosenTests } from '../jest/in-project.ts';
import type * as Jest from '../jest/jest-chunk.ts';
import type { DiscoveryDelta, DiscoveryService, KnownTree } from './services.ts';

type Names = ReadonlyMap<FilePath, readonly FilePath[]>;

export class ProjectTrees {
  readonly #discovery: Pick<DiscoveryService, 'trees' | 'tree'>;
  /** By the path on disk: the other names of a file. */
  #names: Names = new Map();
  readonly #shown = new Set<FilePath>();

  constructor(discovery: Pick<DiscoveryService, 'trees' | 'tree'>) {
    this.#discovery = discovery;
  }

  trees(): readonly KnownTree[] {
    return this.#discovery.trees().flatMap((tree) => [tree, ...this.#copiesOf(tree)]);
  }

  tree(file: FilePath): KnownTree | undefined {
    const plain = splitPath(file).file;
    const tree = this.#discovery.tree(plain);
    if (file === plain || tree === undefined) return tree;
    return this.#namesOf(plain).includes(file) ? treeNamed(tree, file) : undefined;
  }

  /** A file and its tests in each of its projects. */
  everywhere<Chosen extends ChosenTests>(chosen: Chosen): readonly Chosen[] {
    return [chosen, ...this.#namesOf(chosen.file).map((name) => inProject(chosen, name))];
  }

  /** The same change with the trees of the projects in it. */
  extend(delta: DiscoveryDelta): DiscoveryDelta {
    const added = delta.added.flatMap((tree) => this.#copiesOf(tree));
    const changed = delta.changed.flatMap((tree) => this.#copiesOf(tree));
    const removed = delta.removed.flatMap((file) => this.#namesOf(file));
    for (const { file } of added) this.#shown.add(file);
    for (const file of removed) this.#shown.delete(file);
    return {
      ...delta,
      added: [...delta.added, ...added],
      changed: [...delta.changed, ...changed],
      removed: [...delta.removed, ...removed],
    };
  }

  /**
   * @param files as runs name them
   * @returns what is other than before
   */
  learn(files: readonly FilePath[]): Pick<DiscoveryDelta, 'added' | 'removed'> {
    const named = files
      .map((name) => ({ name, ...splitPath(name) }))
      .filter(({ project }) => project !== undefined);
    this.#names = new Map(
      [...Map.groupBy(named, ({ file }) => file)].map(([file, ones]) => [
        file,
        ones.map(({ name }) => name),
      ]),
    );
    const wanted = new Set([...this.#names.values()].flat());
    const removed = [...this.#shown].filter((name) => !wanted.has(name));
    for (const name of removed) this.#shown.delete(name);
    const added = [...wanted]
      .filter((name) => !this.#shown.has(name))
      .flatMap((name) => this.tree(name) ?? []);
    for (const { file } of added) this.#shown.add(file);
    return { added, removed };
  }

  #namesOf(file: FilePath): readonly FilePath[] {
    return this.#names.get(file) ?? [];
  }

  #copiesOf(tree: KnownTree): readonly KnownTree[] {
    return this.#namesOf(tree.file).map((name) => treeNamed(tree, name));
  }
}

function treeNamed(tree: KnownTree, name: FilePath): KnownTree {
  const rename = (id: TestId): TestId => name + id.slice(tree.file.length);
  return {
    ...tree,
    file: name,
    nodes: tree.nodes.map((node) => ({
      ...node,
      id: rename(node.id),
      ...(node.parent !== undefined && { parent: rename(node.parent) }),
    })),
  };
}

/** The names that runs will give to the tests of these configurations, relative to a root. */
export function namesInProjects(
  rootDir: string,
  configs: readonly ResolvedConfig[],
): readonly FilePath[] {
  return configs.flatMap((config) => {
    if (config.jest === undefined) return [];
    const chunk = loadServerChunk<typeof Jest>('jest', '../jest/jest-chunk.ts');
    return chunk.findJestFiles(config, config.jest).files.flatMap((name) => {
      const { file, project } = splitPath(name);
      const inRoot = path.relative(rootDir, path.join(config.rootDir, file)).replaceAll('\\', '/');
      return project === undefined || inRoot.startsWith('../')
        ? []
        : [pathInProject(inRoot, project)];
    });
  });
}
