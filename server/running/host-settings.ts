/** What hosts have to know of a run. */
import { getCompileCacheDir } from 'node:module';
import type { HostSettings, TestId } from '../../test-host/protocol.ts';
import { moduleStoreDirectory } from '../loading/store-place.ts';
import type { ResolvedConfig } from '../config/resolved-config.ts';
import type { RunRequest } from './run-request.ts';

export function hostSettings(
  request: RunRequest,
  run: {
    /** Of the files that the host will run. */
    readonly config: ResolvedConfig;
    readonly runId: string;
    readonly seed: number;
    readonly env: Readonly<Record<string, string>>;
    readonly quarantined: readonly TestId[];
  },
): HostSettings {
  const { updateSnapshots, wantsLocations, collectOnly, debug } = request;
  const { config } = run;
  const hasLines = request.files.some(({ selection }) => selection?.lines !== undefined);
  return {
    runId: run.runId,
    rootDir: request.config.rootDir,
    isolation: config.isolation,
    timeout: debug === undefined ? config.timeout : 0,
    hookTimeout: debug === undefined ? config.hookTimeout : 0,
    retry: config.retry,
    repeats: config.repeats,
    slowThreshold: config.slowThreshold,
    bail: config.failureStrategy === 'stop' ? 1 : config.bail,
    ...(run.quarantined.length > 0 && { quarantined: run.quarantined }),
    seed: run.seed,
    shuffle: config.shuffle,
    maxConcurrency: config.maxConcurrency,
    globals: config.globals,
    setupFiles: config.setupFiles,
    env: run.env,
    snapshot: {
      update: updateSnapshots === true ? 'all' : config.snapshot.update,
      format: config.snapshot.format,
    },
    mocks: config.mocks,
    locations: wantsLocations === true || config.locations || hasLines,
    detectLeaks: config.detectLeaks !== 'off',
    collectOnly: collectOnly === true,
    debug: debug !== undefined,
    stopsAtFailures: debug?.stopsAtFailures === true,
    ...(request.coverage !== undefined && {
      coverage: {
        store: moduleStoreDirectory(request.config.rootDir, { hasProbes: true }),
        counted: request.coverage.counted,
        probes: request.coverage.probes,
        told: request.coverage.told,
        compilerCode: getCompileCacheDir(),
      },
    }),
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the same shape, with keys that may be undefined
    tagOptions: config.tags as HostSettings['tagOptions'],
    assets: config.assets,
    ...(config.jest !== undefined && { jest: config.jest.host }),
  };
}
