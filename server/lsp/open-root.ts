/** Joins the shell to discovery and graph: the one file of this folder that knows them. */
import path from 'node:path';
import { affectedChunk, startLastState } from '../affected/last-state.ts';
import { loadConfig } from '../config/load-config.ts';
import type { ResolvedConfig } from '../config/resolved-config.ts';
import { loadServerChunk } from '../config/lazy-chunk.ts';
import { CoverageService } from '../coverage/coverage-service.ts';
import type * as DiscoveryChunk from '../discovery/discovery-chunk.ts';
import { DiagnosisService } from '../diagnosis/diagnosis-service.ts';
import type { FilePath } from '../../test-host/protocol.ts';
import { HistoryKeeper } from '../history/history-keeper.ts';
import { dataDirectory } from '../loading/store-place.ts';
import type * as GraphChunk from '../graph/graph-chunk.ts';
import { diskFiles } from '../workspace/disk-files.ts';
import { Workspace } from '../workspace/workspace.ts';
import { createEngine, openMigration, type Engine } from '../engine.ts';
import { QuarantineService } from '../quarantine/quarantine-service.ts';
import { staticTests } from '../discovery/file-tree.ts';
import { RunQueue } from '../running/run-queue.ts';
import { hostEnvironment } from './host-environment.ts';
import type { DiscoveryDelta, MigrationService, OpenRoot } from './services.ts';

/** Milliseconds after the last event: the author has paused. */
const rest = 2_000;

export const openRoot: OpenRoot = ({ rootDir, isTrusted, env: added, version }) => {
  const chunk = loadServerChunk<typeof DiscoveryChunk>(
    'discovery',
    '../discovery/discovery-chunk.ts',
  );
  const discovery = chunk.createDiscovery({ rootDir, useCache: true, isLongLived: true });
  const readConfig = async (): Promise<ResolvedConfig | undefined> => {
    const loaded = await loadConfig({
      cwd: rootDir,
      env: {},
      flags: {},
      evaluate: async (file) =>
        await Promise.resolve(chunk.readConfigStatically(file, { useCache: true }).evaluated),
    });
    return loaded.ok ? loaded.config : undefined;
  };
  const graphs = loadServerChunk<typeof GraphChunk>('graph', '../graph/graph-chunk.ts');
  const workspace = new Workspace(diskFiles);
  const graph = new graphs.GraphService({
    rootDir,
    workspace,
    trees: () =>
      discovery.trees().map(({ file, nodes }) => ({ file, nodes, hash: discovery.hashOf(file) })),
    open: async (tests) => {
      const { setupFiles = [], tsconfig } = (await readConfig()) ?? {};
      return graphs.openProjectGraph({
        rootDir,
        tests,
        setupFiles,
        tsconfig,
        useCache: true,
        workspace,
        parse: async (sources, signal) => await discovery.parseModules(sources, signal),
      });
    },
  });
  let saving: NodeJS.Timeout | undefined;
  /** An editor may kill its server instead of asking it to end. */
  const saveLater = (): void => {
    clearTimeout(saving);
    saving = setTimeout(() => discovery.save(), rest).unref();
  };
  const env = hostEnvironment(process.env, added);
  const coverage = new CoverageService(rootDir);
  const history = new HistoryKeeper({ rootDir, env });
  const testFiles = (): readonly FilePath[] => discovery.trees().map(({ file }) => file);
  const openEngine = (): Engine =>
    createEngine({
      cwd: rootDir,
      version,
      distribution: import.meta.dirname,
      env,
      isLongLived: true,
    });
  const affected = new (affectedChunk().AffectedTests)({
    rootDir,
    graph,
    workspace,
    findCode: async (sources) => await discovery.findCode(sources),
  });
  const openQueue = (): RunQueue =>
    new RunQueue({
      rootDir,
      env,
      openEngine,
      testFiles,
      coverage,
      history,
      isCounted: affected.isCounted,
      beginState: (config, files) => startLastState(config, { files, record: affected.learn }),
    });
  const runs = openQueue();
  /** Who sits at a breakpoint keeps nobody waiting. */
  const debugged = openQueue();
  const diagnosis = new DiagnosisService({ rootDir, env, openEngine, testFiles, history });
  let migrator: MigrationService | undefined;
  /** Made when it is asked for: the compiler comes with it. */
  const migration = (): MigrationService => {
    const bin = path.join(import.meta.dirname, '..', 'bin', 'ztest.cjs');
    return (migrator ??= new (openMigration().MigrationService)({
      rootDir,
      version,
      bin,
      openEngine,
    }));
  };
  const quarantine = new QuarantineService(rootDir, (file) =>
    staticTests(discovery.tree(file)?.nodes),
  );
  /** What is wrong there is wrong in the project. */
  const withQuarantine = (delta: DiscoveryDelta): DiscoveryDelta => ({
    ...delta,
    problems: [...delta.problems, ...quarantine.problems()],
  });
  return {
    migration: {
      plan: (files) => migration().plan(files),
      planToDo: async (files) => await migration().planToDo(files),
      keep: () => migration().keep(),
      settle: () => migration().settle(),
      undo: (force) => migration().undo(force),
      compare: async (signal) => await migration().compare(signal),
    },
    quarantine,
    dataDirectory: dataDirectory(rootDir),
    ...(isTrusted && {
      runs: {
        warm: () => runs.warm(),
        run: async (order, signal) =>
          await (order.isDebugged === true ? debugged : runs).run(order, signal),
        prepareCounting: async (files, signal) => await runs.prepareCounting(files, signal),
      },
      coverage,
      history,
      diagnosis,
    }),
    discovery: {
      open: async (signal) => {
        const found = await discovery.open(signal);
        saveLater();
        return withQuarantine(found);
      },
      change: async (events, signal) => {
        const delta = await discovery.change(events, signal);
        saveLater();
        return withQuarantine(delta);
      },
      trees: () => discovery.trees(),
      tree: (file) => discovery.tree(file),
      missingImports: (file) => discovery.missingImports(file),
      explain: (target) => discovery.explain(target, rootDir),
      configuredTags: (file) => discovery.configuredTags(file),
    },
    graph,
    affected,
    [Symbol.dispose]: () => {
      clearTimeout(saving);
      discovery[Symbol.dispose]();
      graph[Symbol.dispose]();
      runs[Symbol.dispose]();
      debugged[Symbol.dispose]();
      coverage[Symbol.dispose]();
      diagnosis[Symbol.dispose]();
      history[Symbol.dispose]();
    },
  };
};
