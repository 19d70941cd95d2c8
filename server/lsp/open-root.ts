/** Joins the shell to discovery and graph: the one file of this folder that knows them. */
import path from 'node:path';
import { affectedChunk, startLastState } from '../affected/last-state.ts';
import { loadConfig, type LoadConfigOptions } from '../config/load-config.ts';
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
import type { FileEvent } from '../workspace/changes.ts';
import { Workspace } from '../workspace/workspace.ts';
import { createEngine, openMigration, type Engine } from '../engine.ts';
import { QuarantineService } from '../quarantine/quarantine-service.ts';
import { decidesAboutFiles } from '../discovery/projects.ts';
import { staticTests } from '../discovery/file-tree.ts';
import { RunQueue } from '../running/run-queue.ts';
import { hostEnvironment } from './host-environment.ts';
import { namesInProjects, ProjectTrees } from './project-trees.ts';
import type { DiscoveryDelta, DiscoveryService, MigrationService, OpenRoot } from './services.ts';

/** Milliseconds after the last event: the author has paused. */
const rest = 2_000;

export const openRoot: OpenRoot = ({ rootDir, isTrusted, env: added, version }) => {
  const chunk = loadServerChunk<typeof DiscoveryChunk>(
    'discovery',
    '../discovery/discovery-chunk.ts',
  );
  const discovery = chunk.createDiscovery({ rootDir, useCache: true, isLongLived: true });
  const readConfig = async (
    folder = '',
    options: Pick<LoadConfigOptions, 'jest'> = {},
  ): Promise<ResolvedConfig | undefined> => {
    const loaded = await loadConfig({
      ...options,
      cwd: path.join(rootDir, folder),
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
  const projects = new ProjectTrees(discovery);
  let onTaught: Parameters<NonNullable<DiscoveryService['listen']>>[0] = () => {};
  /** As far as the configurations of Jest can be read; a run knows the rest. */
  const learnProjects = async (): Promise<void> => {
    const folders = discovery.foldersOfJestProjects();
    const configs = await Promise.all(
      folders.map(async (folder) => await readConfig(folder, { jest: 'otherwise' })),
    );
    const known = configs.filter((config) => config !== undefined);
    tellProjects(namesInProjects(rootDir, known));
  };
  const tellProjects = (names: readonly FilePath[]): void => {
    const taught = projects.learn(names);
    if (taught.added.length + taught.removed.length > 0) onTaught(taught);
  };
  const testFiles = (): readonly FilePath[] => projects.trees().map(({ file }) => file);
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
      located: (file) => projects.tree(file)?.nodes.map(({ id }) => id) ?? [],
      onProjects: tellProjects,
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
        void learnProjects();
        return withQuarantine(found);
      },
      change: async (events, signal) => {
        const delta = await discovery.change(events, signal);
        saveLater();
        const isMoved = delta.added.length + delta.removed.length > 0;
        if (isMoved || events.some(decidesAboutProjects)) void learnProjects();
        return withQuarantine(projects.extend(delta));
      },
      trees: () => projects.trees(),
      tree: (file) => projects.tree(file),
      everywhere: (chosen) => projects.everywhere(chosen),
      listen: (onDelta) => {
        onTaught = onDelta;
      },
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

function decidesAboutProjects(event: FileEvent): boolean {
  const paths = event.kind === 'renamed' ? [event.from, event.to] : [event.path];
  return paths.some(decidesAboutFiles);
}
