/** The tree that grows while a file is followed: ids, twins, what suites hand down. */
import { makeTestId, type FilePath, type TestId } from '../../test-host/protocol.ts';
import type { LinePlace, LineRange, ProblemKind, TreeNode, TreeProblem } from './file-tree.ts';
import { describeProblem } from './messages.ts';

export interface NewNode {
  readonly kind: 'suite' | 'test';
  readonly title: string;
  /** Why nobody knows the title or how many there are. */
  readonly unknownTitle?: string | undefined;
  readonly tags: readonly string[];
  readonly mode?: 'skip' | 'only' | 'todo' | undefined;
  readonly mayBeSkipped: boolean;
  /** Whether its code asserts something; `undefined` where nobody looked. */
  readonly asserts?: boolean | undefined;
  readonly place: NodePlace;
}

export interface NodePlace {
  readonly file: FilePath;
  readonly range: LineRange;
  readonly location: LinePlace;
}

interface OpenNode {
  readonly id: TestId;
  readonly titles: readonly string[];
  readonly tags: readonly string[];
  readonly childTitles: Set<string>;
  /** Its titles are not known, and so are those of what it holds. */
  readonly isUnknown: boolean;
  readonly why?: string | undefined;
}

/** That its code does not throw is what such a test is about. */
const saysNothingThrows =
  /\b(?:no|not|never|without|doesn['’]?t|don['’]?t|won['’]?t|shouldn['’]?t|cannot|can['’]?t)\b.*\b(?:throw|error|fail|crash|reject|break|complain|hang|panic)/i;
/** Checked by the compiler, not by a run. */
const ofTypes = /\.(?:test|spec)-d\.[cm]?tsx?$/;

export class TreeBuilder {
  readonly nodes: TreeNode[] = [];
  readonly problems: TreeProblem[] = [];
  readonly #file: FilePath;
  readonly #root: OpenNode;
  #current: OpenNode;
  /** Why what is declared now may not be there. */
  #doubts: string[] = [];
  readonly #twins = new Map<TestId, number>();
  /** Where the first of several twins is declared. */
  readonly #firstPlaces = new Map<TestId, string>();
  /** Kinds of problems with their places. */
  readonly #reported = new Set<string>();

  constructor(file: FilePath) {
    this.#file = file;
    const titles: readonly string[] = [];
    const id = makeTestId(file, titles, 0);
    this.#root = { id, titles, tags: [], childTitles: new Set(), isUnknown: false };
    this.#current = this.#root;
  }

  /** Tags that the suites above hand down. */
  get tags(): readonly string[] {
    return this.#current.tags;
  }

  doubt<T>(reason: string, body: () => T): T {
    this.#doubts.push(reason);
    try {
      return body();
    } finally {
      this.#doubts.pop();
    }
  }

  /** What `body` declares belongs to the top level of the file. */
  atRoot(body: () => void): void {
    this.#within(this.#root, body);
  }

  /** @param body declares what is in it */
  add(node: NewNode, body?: () => void): void {
    const parent = this.#current;
    const titles = [...parent.titles, node.title];
    const isUnknown = parent.isUnknown || node.unknownTitle !== undefined;
    const id = isUnknown ? this.#unknownId(titles) : this.#makeId(titles, node);
    const why = node.unknownTitle ?? this.#doubts.at(-1) ?? parent.why;
    const isDynamic = why !== undefined;
    parent.childTitles.add(node.title);
    this.nodes.push({
      id,
      kind: node.kind === 'test' && node.unknownTitle !== undefined ? 'rows' : node.kind,
      title: node.title,
      ...(parent !== this.#root && { parent: parent.id }),
      range: node.place.range,
      location: node.place.location,
      ...(node.place.file !== this.#file && { file: node.place.file }),
      tags: node.tags,
      ...(node.mode !== undefined && { mode: node.mode }),
      ...(node.mayBeSkipped && { mayBeSkipped: true }),
      ...(isDynamic && { isDynamic: true }),
      ...(why !== undefined && { why }),
    });
    if (node.unknownTitle !== undefined) this.report('dynamic', node, node.unknownTitle);
    if (node.mode === 'only') this.report('only', node);
    if (node.asserts === false && this.#shouldAssert(node)) this.report('no-assertion', node);
    if (body === undefined) return;
    const size = this.nodes.length;
    this.#within({ id, titles, tags: node.tags, childTitles: new Set(), isUnknown, why }, body);
    const isEmpty = node.kind === 'suite' && this.nodes.length === size;
    if (isEmpty && node.mode !== 'todo' && node.mode !== 'skip') this.report('empty-suite', node);
  }

  #shouldAssert({ kind, mode, title, place: { file } }: NewNode): boolean {
    if (kind !== 'test' || mode !== undefined) return false;
    return !saysNothingThrows.test(title) && !ofTypes.test(file);
  }

  report(kind: ProblemKind, about: Pick<NewNode, 'kind' | 'title' | 'place'>, detail = ''): void {
    const { file, range } = about.place;
    const { line, column } = range.start;
    // In a loop, or in a suite of many rows, it is one mistake.
    const place = `${kind} ${file}:${line}:${column}`;
    if (this.#reported.has(place)) return;
    this.#reported.add(place);
    this.problems.push({
      ...describeProblem(kind, { what: about.kind, title: about.title, detail }),
      range,
      ...(file !== this.#file && { file }),
    });
  }

  #within(node: OpenNode, body: () => void): void {
    const before = this.#current;
    this.#current = node;
    try {
      body();
    } finally {
      this.#current = before;
    }
  }

  /** The rule of the host's registry: twins are counted over the whole path of titles. */
  #makeId(titles: readonly string[], node: NewNode): TestId {
    const first = makeTestId(this.#file, titles, 0);
    const twin = this.#twins.get(first) ?? 0;
    this.#twins.set(first, twin + 1);
    const { file, range } = node.place;
    const place = `${file}:${range.start.line}:${range.start.column}`;
    if (twin === 0) this.#firstPlaces.set(first, place);
    else if (this.#current.childTitles.has(node.title) && this.#doubts.length === 0) {
      const isSameCall = this.#firstPlaces.get(first) === place;
      const kind = isSameCall ? 'repeated-title' : 'duplicate-title';
      this.report(kind, { ...node, title: titles.join(' > ') });
    }
    return twin === 0 ? first : makeTestId(this.#file, titles, twin);
  }

  /** `~` stands in no id of a run but before a number. */
  #unknownId(titles: readonly string[]): TestId {
    const first = `${makeTestId(this.#file, titles, 0)}~rows`;
    const twin = this.#twins.get(first) ?? 0;
    this.#twins.set(first, twin + 1);
    return twin === 0 ? first : `${first}${twin}`;
  }
}
