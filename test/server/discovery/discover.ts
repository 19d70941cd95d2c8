/** A project in memory and its discovery, with a parser of a few lines in place of the compiler. */
import { Discovery } from '../../../server/discovery/discovery.ts';
import type { TreeDelta } from '../../../server/discovery/tree-deltas.ts';
import type { FileRule } from '../../../server/discovery/file-rule.ts';
import type { TreeNode } from '../../../server/discovery/file-tree.ts';
import type { DiscoveryTools, VersionedTree } from '../../../server/discovery/tools.ts';
import { openTreeCache } from '../../../server/discovery/tree-cache.ts';
import type { FileEvent } from '../../../server/workspace/changes.ts';
import { MemoryFiles } from '../../../server/workspace/memory-files.ts';
import { makeTestId } from '../../../test-host/protocol.ts';

export const root = '/root';

export interface Discovered {
  readonly files: MemoryFiles;
  readonly discovery: Discovery;
  /** What was parsed so far, in order. */
  readonly parsed: readonly string[];
  /** The events of paths relative to the root. */
  readonly change: (...events: readonly FileEvent[]) => Promise<string[]>;
}

export interface DiscoverOptions {
  /** Folder on disk for the cache. */
  readonly cache?: string;
  readonly files?: MemoryFiles;
  readonly rootRule?: FileRule;
}

/** @param files path relative to the root → text */
export function discover(
  files: Readonly<Record<string, string | Uint8Array>>,
  options: DiscoverOptions = {},
): Discovered {
  const memory = options.files ?? new MemoryFiles();
  for (const [file, content] of Object.entries(files)) memory.write(`${root}/${file}`, content);
  const parsed: string[] = [];
  const discovery = new Discovery({
    rootDir: root,
    files: memory,
    cache: openTreeCache(options.cache, 'test'),
    resolver: () => ({
      resolve: (specifier, from) => {
        const base = new URL(specifier, `file://${from}`).pathname;
        return memory.stat(base)?.kind === 'file'
          ? { kind: 'module', path: base }
          : { kind: 'missing' };
      },
      matchPaths: () => [],
      pathPatterns: () => [],
    }),
    loadTools: () => fakeTools(parsed),
    rootRule: options.rootRule,
  });
  return {
    files: memory,
    discovery,
    parsed,
    change: async (...events) => show(await discovery.change(events.map(inRoot))),
  };
}

function inRoot(event: FileEvent): FileEvent {
  return event.kind === 'renamed'
    ? { ...event, from: `${root}/${event.from}`, to: `${root}/${event.to}` }
    : { ...event, path: `${root}/${event.path}` };
}

/** `+ a.test.ts: one, two`, `~ …` and `- …` */
export function show({ added, changed, removed }: TreeDelta): string[] {
  return [
    ...added.map((tree) => `+ ${showTree(tree)}`),
    ...changed.map((tree) => `~ ${showTree(tree)}`),
    ...removed.map((file) => `- ${file}`),
  ];
}

function showTree({ file, nodes, problems }: VersionedTree): string {
  const titles = nodes.map(({ title }) => title).join(', ');
  return [`${file}: ${titles}`, ...problems.map(({ code }) => code)].join(' ');
}

/** `test('title')` and `test('title', other)`; a title that is a name comes from the file that `from` names. */
function fakeTools(log: string[]): DiscoveryTools {
  return {
    parse: ({ path: file, text }) => {
      log.push(file.slice(root.length + 1));
      if (text.includes('BUG')) throw new Error('a bug of the parser');
      return {
        imports: [],
        exports: [],
        problems: [],
        hasTests: text.includes('test('),
        lineStarts: [0],
        body: [{ do: 'run', value: { is: 'value', value: text } }],
      };
    },
    parseModule: () => ({ module: { imports: [] } }),
    buildTree: ({ file, rootDir, parsed, globals, modules }) => {
      const text = textOf(parsed);
      const [, specifier] = /from '(\.[^']*)'/.exec(text) ?? [];
      const target =
        specifier === undefined ? undefined : modules.resolve(specifier, `${rootDir}/${file}`);
      const module = target === undefined ? undefined : modules.parsed(target);
      const other = module === undefined ? '?' : textOf(module);
      const calls =
        globals === undefined && !text.includes("'ztest'") ? [] : text.matchAll(testCall);
      const nodes = [...calls].map((match): TreeNode => {
        const title = match[1] ?? /TITLE=(\w+)/.exec(other)?.[1] ?? '?';
        const location = { line: text.slice(0, match.index).split('\n').length, column: 1 };
        const range = { start: location, end: location };
        return { id: makeTestId(file, [title], 0), kind: 'test', title, range, location, tags: [] };
      });
      return { nodes, problems: [] };
    },
  };
}

const testCall = /\btest\((?:'(\w+)'|TITLE)/g;

function textOf({ body }: ReturnType<DiscoveryTools['parse']>): string {
  const [first] = body;
  return first?.do === 'run' && first.value.is === 'value' ? String(first.value.value) : '';
}

/** A test file with these tests. */
export function tests(...titles: readonly string[]): string {
  return `import { test } from 'ztest';\n${titles.map((title) => `test('${title}', () => {});\n`).join('')}`;
}
