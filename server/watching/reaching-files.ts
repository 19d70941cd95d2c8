/** Which test files a change can have affected, by the imports that lead there: as long as nothing finer is known. */
import { execFileSync } from 'node:child_process';
import path from 'node:path';
import type { FilePath, Problem, TestId } from '../../test-host/protocol.ts';
import type { ResolvedConfig } from '../config/resolved-config.ts';
import type { Discovery } from '../discovery/discovery.ts';
import * as graphs from '../graph/graph-chunk.ts';
import type { FileEvent } from '../workspace/changes.ts';
import { diskFiles } from '../workspace/disk-files.ts';
import { noGit } from './messages.ts';
import { Workspace } from '../workspace/workspace.ts';

export interface AffectedTests extends Disposable {
  change(events: readonly FileEvent[]): void;
  affected(
    q: { changed?: readonly string[]; since?: { ref: string } },
    signal?: AbortSignal,
  ): Promise<AffectedAnswer>;
}
export interface AffectedAnswer {
  readonly changes: readonly { file: FilePath; what: string }[];
  readonly files: readonly { file: FilePath; ids?: readonly TestId[]; why: string }[];
  readonly problems: readonly Problem[];
}

export async function openAffected({
  config,
  discovery,
}: {
  config: ResolvedConfig;
  discovery: Discovery;
}): Promise<AffectedTests> {
  const { rootDir } = config;
  const workspace = new Workspace(diskFiles);
  await discovery.open();
  const graph = new graphs.GraphService({
    rootDir,
    workspace,
    trees: () =>
      discovery.trees().map(({ file, nodes }) => ({ file, nodes, hash: discovery.hashOf(file) })),
    open: async (tests) =>
      graphs.openProjectGraph({
        rootDir,
        tests,
        setupFiles: config.setupFiles,
        tsconfig: config.tsconfig,
        useCache: true,
        workspace,
        parse: async (sources, signal) => await discovery.parseModules(sources, signal),
      }),
  });
  await graph.prepare(new AbortController().signal);
  let pending: Promise<unknown> = Promise.resolve();
  return {
    change: (events) => {
      graph.change(events);
      pending = discovery.change(events);
    },
    affected: async ({ changed: asked, since }) => {
      await pending;
      const changed = asked ?? changedSince(rootDir, since?.ref ?? 'HEAD');
      if (changed === undefined) return { changes: [], files: [], problems: [noGit()] };
      const files = new Map<FilePath, { file: FilePath; why: string }>();
      const counting = new Set<string>();
      for (const one of changed) {
        const before = files.size;
        const own = one.slice(rootDir.length + 1);
        const why = `${path.basename(one)} changed`;
        if (/^(?:tsconfig.*\.json|package(?:-lock)?\.json)$/.test(path.basename(one)))
          for (const { file } of discovery.trees()) files.set(file, { file, why });
        if (discovery.tree(own) !== undefined) files.set(own, { file: own, why });
        for (const { file } of await graph.testsOf({ path: one }, new AbortController().signal))
          files.set(file, { file, why });
        if (files.size > before) counting.add(one);
      }
      return {
        changes: [...counting].map((one) => ({
          file: one.slice(rootDir.length + 1),
          what: 'module level',
        })),
        files: [...files.values()],
        problems: [],
      };
    },
    [Symbol.dispose]: () => graph[Symbol.dispose](),
  };
}

/** Absolute; nothing where git does not know. */
function changedSince(rootDir: string, ref: string): readonly string[] | undefined {
  const ask = (...args: readonly string[]): readonly string[] =>
    execFileSync('git', args, { cwd: rootDir, encoding: 'utf8', stdio: 'pipe' })
      .split('\0')
      .flatMap((file) => (file === '' ? [] : `${rootDir}/${file}`));
  try {
    return [
      ...ask('diff', '--name-only', '-z', '--relative', ref),
      ...ask('ls-files', '--others', '--exclude-standard', '-z'),
    ];
  } catch {
    return undefined; // no git, no repository, no commit
  }
}
