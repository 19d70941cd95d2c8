/** Static imports between the modules of the project, seen without running any of them. */

export interface GraphNode {
  /** It has top-level `await`. */
  readonly isAsync: boolean;
  /** Only ES modules wait for what they import. */
  readonly isEsm: boolean;
  /** Files of static imports. */
  readonly targets: readonly string[];
}

export class ModuleGraph {
  readonly #nodeOf: (file: string) => GraphNode | undefined;
  readonly #reachesAsync = new Map<string, boolean>();

  constructor(nodeOf: (file: string) => GraphNode | undefined) {
    this.#nodeOf = nodeOf;
  }

  /** Whether a module, or one that it imports statically through any number of others, has top-level `await`. */
  reachesAsync(file: string): boolean {
    const known = this.#reachesAsync.get(file);
    if (known !== undefined) return known;
    const seen = new Set<string>();
    const isFound = this.#search(file, seen, (node, target) => {
      return node.isAsync || this.#reachesAsync.get(target) === true;
    });
    if (isFound) this.#reachesAsync.set(file, true);
    else for (const other of seen) this.#reachesAsync.set(other, false);
    return isFound;
  }

  importsAnyOf(file: string, files: ReadonlySet<string>): boolean {
    return files.size > 0 && this.#search(file, new Set(), (_, target) => files.has(target));
  }

  #search(
    file: string,
    seen: Set<string>,
    isMeant: (node: GraphNode, file: string) => boolean,
  ): boolean {
    if (seen.has(file)) return false;
    seen.add(file);
    const node = this.#nodeOf(file);
    if (node === undefined || !node.isEsm) return false;
    if (isMeant(node, file)) return true;
    return node.targets.some((target) => this.#search(target, seen, isMeant));
  }
}
