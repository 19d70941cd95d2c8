/**
 * Declares tests with an API and a registry of their own, runs them with the runner in this process, and tells what
 * came of it. Errors that reach the process are not simulated here: those tests start the real command.
 */
import { expect } from 'ztest';
import { registryOf, type Registry } from '../../../test-host/api/registry.ts';
import { setCurrentFile, type FileScope } from '../../../test-host/api/scope.ts';
import { createTestApi, type TestFunctions } from '../../../test-host/api/test-api.ts';
import type { HostSettings, Location, RunEvent } from '../../../test-host/protocol.ts';
import {
  runCollectedFile,
  type FileResult,
  type RunCollectedFileOptions,
} from '../../../test-host/runner/run-file.ts';
import { serializeError } from '../../../test-host/runner/serialize-error.ts';

export type TestFinished = Extract<RunEvent, { type: 'test-finished' }>;

export interface DeclaredRun {
  /** `title outcome [reason] [(note)] [: first line of each error]`, in the order of the results. */
  readonly lines: readonly string[];
  readonly events: readonly RunEvent[];
  readonly result: FileResult;
  /** The result of the test with this title. */
  readonly finished: (title: string) => TestFinished;
}

export interface DeclareOptions extends Partial<Omit<RunCollectedFileOptions, 'settings'>> {
  readonly settings?: Partial<HostSettings>;
  /** Where the next declaration stands. */
  readonly locate?: () => Location | undefined;
}

const SETTINGS: HostSettings = {
  runId: 'run',
  rootDir: '/project',
  isolation: 'partial',
  timeout: 5000,
  hookTimeout: 5000,
  retry: { count: 0, delay: 0 },
  repeats: 0,
  slowThreshold: 300,
  bail: 0,
  seed: 1,
  shuffle: false,
  maxConcurrency: 5,
  globals: false,
  setupFiles: [],
  env: {},
  snapshot: { update: 'none', format: {} },
  mocks: { restore: true },
  assets: {},
  locations: false,
  detectLeaks: false,
  collectOnly: false,
  debug: false,
  stopsAtFailures: false,
  tagOptions: {},
};

/** @throws what `declare` throws, as loading a file would */
export function declareTests(
  declare: (api: TestFunctions) => void,
  locate?: () => Location | undefined,
): Registry {
  const file: FileScope = {
    path: 'a.test.ts',
    absolutePath: '/project/a.test.ts',
    rootDir: '/project',
    disposers: [],
    testDisposers: [],
    additions: 0,
    slots: new Map(),
  };
  const api = createTestApi(
    locate === undefined ? {} : { captureLocation: locate, wantsLocation: () => true },
  );
  setCurrentFile(file);
  try {
    declare(api);
  } finally {
    setCurrentFile(undefined);
  }
  return registryOf(file);
}

export async function runDeclared(
  declare: (api: TestFunctions) => void,
  { settings, locate, ...options }: DeclareOptions = {},
): Promise<DeclaredRun> {
  const registry = declareTests(declare, locate);
  const events: RunEvent[] = [];
  setCurrentFile(registry.file);
  try {
    const result = await runCollectedFile({
      registry,
      settings: { ...SETTINGS, ...settings },
      emit: (event) => events.push(event),
      serialize: (error) =>
        serializeError(error, {
          rootDir: '/project',
          isOwnFile: (path) => path.includes('/test-host/'),
          diffOf: () => undefined,
        }),
      expectFor: () => expect,
      ...options,
    });
    return describeRun(events, result);
  } finally {
    setCurrentFile(undefined);
  }
}

function describeRun(events: readonly RunEvent[], result: FileResult): DeclaredRun {
  const collected = events.find((event) => event.type === 'file-collected')?.nodes ?? [];
  const nodes = new Map(collected.map((node) => [node.id, node]));
  const titleOf = (id: string): string => {
    const node = nodes.get(id);
    if (node === undefined) return id;
    return node.parent === undefined ? node.title : `${titleOf(node.parent)} > ${node.title}`;
  };
  const finished = events.filter((event) => event.type === 'test-finished');
  return {
    events,
    result,
    lines: finished.map((event) => `${titleOf(event.id)} ${describe(event)}`),
    finished: (title) => {
      const found = finished.filter((event) => titleOf(event.id) === title);
      const [only] = found;
      if (only === undefined || found.length > 1) throw new Error(`${found.length} × "${title}"`);
      return only;
    },
  };
}

function describe({ outcome, reason, note, errors }: TestFinished): string {
  const because = reason === undefined ? '' : ` ${reason}`;
  const why = note === undefined ? '' : ` (${note})`;
  const firstLines = errors.map((error) => `: ${error.message.split('\n')[0] ?? ''}`);
  return `${outcome}${because}${why}${firstLines.join('')}`;
}
