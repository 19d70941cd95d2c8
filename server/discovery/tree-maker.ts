/** Makes the tree of a file, or finds that the one of before still holds: by its stamp, its contents, its inputs. */
import type { FilePath } from '../../test-host/protocol.ts';
import type { SourceText, Workspace } from '../workspace/workspace.ts';
import { contentHash } from './content-hash.ts';
import { Contents, quiet } from './contents.ts';
import type { FileRule } from './file-rule.ts';
import { isSameNode, type TreeProblem } from './file-tree.ts';
import { NotParsedYet, type ParsedFiles } from './parsed-files.ts';
import { fileDamaged, fileNotUnderstood, fileTooLarge } from './project-messages.ts';
import type { Resolutions } from './resolutions.ts';
import type { BuiltTree, ProjectModules, VersionedTree } from './tools.ts';
import type { StoredTree, TreeCache, TreeInput } from './tree-cache.ts';
import { unknownTags } from './unknown-tags.ts';

export interface TreeMakerOptions {
  readonly rootDir: string;
  readonly workspace: Workspace;
  readonly cache: TreeCache;
  readonly parsed: ParsedFiles;
  readonly resolutions: Resolutions;
}

export interface MadeTree {
  readonly tree: VersionedTree;
  readonly hash: string;
  readonly settings: string;
  /** Absent: from a document. */
  readonly stamp: { readonly mtime: number; readonly size: number } | undefined;
  readonly inputs: readonly TreeInput[];
}

export class TreeMaker {
  readonly #options: TreeMakerOptions;
  readonly #contents: Contents;
  readonly #inputs = new Map<FilePath, readonly TreeInput[]>();
  readonly #dependents = new Map<string, Set<FilePath>>();
  readonly #unresolved = new Set<FilePath>();
  readonly #mustRemake = new Set<FilePath>();

  constructor(options: TreeMakerOptions) {
    this.#options = options;
    this.#contents = new Contents(options.workspace);
  }

  /** @returns `before` itself when nothing that users see has changed; `undefined`: the file is gone */
  make(file: FilePath, rule: FileRule, before: MadeTree | undefined): MadeTree | undefined {
    const { workspace, cache, rootDir } = this.#options;
    const path = `${rootDir}/${file}`;
    const settings = settingsOf(rule);
    const stamp = workspace.stamp(path);
    const mustRemake = this.#mustRemake.has(file);
    const isSame = (known: Pick<StoredTree, 'mtime' | 'size'> | undefined): boolean =>
      stamp !== undefined && known?.mtime === stamp.mtime && known.size === stamp.size;
    if (!mustRemake && before?.settings === settings && isSame(before.stamp)) return before;

    const stored = before === undefined ? cache.tree(file) : undefined;
    const isStoredValid =
      stored !== undefined && stored.settings === settings && this.#inputsHold(stored.inputs);
    if (isStoredValid && isSame(stored)) return this.#keep(file, stored, before);

    const source = workspace.read(path);
    if (source.origin === 'none') {
      if (source.reason === 'gone') return undefined;
      const problems = [fileTooLarge(file, source.size ?? 0)];
      return withTree(
        { hash: '', settings, stamp, inputs: [] },
        { nodes: [], problems },
        { file, before },
      );
    }
    const hash = contentHash(source.text);
    const isUnchanged = !mustRemake && before?.hash === hash && before.settings === settings;
    if (isUnchanged) return { ...before, stamp };
    if (isStoredValid && stored.hash === hash && stamp !== undefined) {
      const fresh = { ...stored, mtime: stamp.mtime, size: stamp.size };
      cache.setTree(file, fresh);
      return this.#keep(file, fresh, before);
    }
    const { tree, inputs } = this.#build(file, { path, source, hash, rule });
    this.#mustRemake.delete(file);
    this.#setInputs(file, inputs);
    const made = withTree({ hash, settings, stamp, inputs }, tree, { file, before });
    if (stamp !== undefined)
      cache.setTree(file, { mtime: stamp.mtime, size: stamp.size, hash, settings, inputs, tree });
    return made;
  }

  /** A file of the tree changed otherwise than by its own contents. */
  mustRemake(file: FilePath): void {
    this.#mustRemake.add(file);
  }

  forget(file: FilePath): void {
    this.#setInputs(file, []);
    this.#mustRemake.delete(file);
    this.#options.cache.removeTree(file);
  }

  /** @param paths absent: of all files */
  forgetContents(paths?: Iterable<string>): void {
    this.#contents.forget(paths);
  }

  /** Test files whose tree was made from a file that is not what it was. */
  affectedBy(path: string): readonly FilePath[] {
    const files = [...(this.#dependents.get(path) ?? [])];
    return files.filter((file) => {
      const input = this.#inputs.get(file)?.find((one) => one.path === path);
      return input !== undefined && !this.#contents.holds(input);
    });
  }

  /** Test files that import what was not there. */
  unresolved(): Iterable<FilePath> {
    return this.#unresolved;
  }

  #keep(file: FilePath, stored: StoredTree, before: MadeTree | undefined): MadeTree {
    const { hash, settings, inputs, mtime, size } = stored;
    this.#setInputs(file, inputs);
    return withTree({ hash, settings, inputs, stamp: { mtime, size } }, stored.tree, {
      file,
      before,
    });
  }

  #build(
    file: FilePath,
    {
      path,
      source,
      hash,
      rule,
    }: {
      readonly path: string;
      readonly source: SourceText;
      readonly hash: string;
      readonly rule: FileRule;
    },
  ): { readonly tree: BuiltTree; readonly inputs: readonly TreeInput[] } {
    const inputs = new Map<string, string>();
    const damage: TreeProblem[] = source.isDamaged === true ? [fileDamaged(file)] : [];
    const { rootDir } = this.#options;
    const { buildTree } = this.#options.parsed.tools;
    try {
      const parsed = this.#options.parsed.of(path, source.text, hash);
      const { globals } = rule;
      const modules = this.#modulesFor(inputs);
      const { nodes, problems } = buildTree({ file, rootDir, parsed, globals, modules });
      const tags = unknownTags(nodes, { rule, text: source.text, lineStarts: parsed.lineStarts });
      return {
        tree: { nodes, problems: [...damage, ...problems, ...tags] },
        inputs: toInputs(inputs),
      };
    } catch (error) {
      if (error instanceof NotParsedYet) throw error;
      const reason = error instanceof Error ? error.message : String(error);
      const problems = [...damage, fileNotUnderstood(file, reason)];
      return { tree: { nodes: [], problems }, inputs: toInputs(inputs) };
    }
  }

  #modulesFor(inputs: Map<string, string>): ProjectModules {
    return {
      resolve: (specifier, from) => {
        const resolution = this.#options.resolutions.resolver.resolve(specifier, from);
        if (resolution.kind === 'missing') inputs.set(`${specifier} from ${from}`, '');
        return resolution.kind === 'module' ? resolution.path : undefined;
      },
      parsed: (path) => {
        const { parsed } = this.#options;
        const known = this.#contents.knownHash(path);
        const file = known === undefined ? undefined : parsed.known(path, known);
        if (known !== undefined && file !== undefined) {
          inputs.set(path, known);
          return file;
        }
        const { hash, text } = this.#contents.read(path);
        inputs.set(path, hash);
        return text === undefined ? undefined : parsed.of(path, text, hash);
      },
      mayDeclareTests: (path) => {
        const may = this.#contents.mayDeclareTests(path);
        if (!may) inputs.set(path, inputs.get(path) ?? quiet);
        return may;
      },
    };
  }

  #inputsHold(inputs: readonly TreeInput[]): boolean {
    if (inputs.length === 0) return true;
    if (!this.#options.resolutions.doHold()) return false;
    return inputs.every((input) => this.#contents.holds(input));
  }

  #setInputs(file: FilePath, inputs: readonly TreeInput[]): void {
    for (const { path } of this.#inputs.get(file) ?? []) this.#dependents.get(path)?.delete(file);
    this.#unresolved.delete(file);
    if (inputs.length === 0) {
      this.#inputs.delete(file);
      return;
    }
    this.#inputs.set(file, inputs);
    for (const { path, hash } of inputs) {
      if (hash === '') this.#unresolved.add(file);
      const files = this.#dependents.get(path) ?? new Set();
      files.add(file);
      this.#dependents.set(path, files);
    }
  }
}

/** What a tree depends on besides texts. */
function settingsOf({ globals, tags }: FileRule): string {
  return [globals ?? '', ...(tags ?? [])].join(' ');
}

function toInputs(inputs: ReadonlyMap<string, string>): readonly TreeInput[] {
  return [...inputs].map(([path, hash]) => ({ path, hash }));
}

/** The tree of before stays the same object as long as it says the same. */
function withTree(
  made: Omit<MadeTree, 'tree'>,
  tree: BuiltTree,
  { file, before }: { readonly file: FilePath; readonly before: MadeTree | undefined },
): MadeTree {
  if (before !== undefined && isSameTree(before.tree, tree)) return { ...made, tree: before.tree };
  const version = (before?.tree.version ?? 0) + 1;
  return { ...made, tree: { file, version, nodes: tree.nodes, problems: tree.problems } };
}

function isSameTree(one: BuiltTree, other: BuiltTree): boolean {
  return (
    one.nodes.length === other.nodes.length &&
    one.nodes.every((node, index) => {
      const now = other.nodes[index];
      return now !== undefined && node.id === now.id && isSameNode(node, now);
    }) &&
    JSON.stringify(one.problems) === JSON.stringify(other.problems)
  );
}
