/** Failing files once more, each alone in a fresh process: what passes there fails because of its neighbours. */
import type { HostMessage, HostSettings, ModuleIndex } from '../../test-host/protocol.ts';
import type { Hosts } from './hosts.ts';
import type { PlannedFile } from './plan.ts';
import { RunSession } from './run-session.ts';

/** @returns of the given files those that fail alone too */
export async function rerunAlone(
  files: readonly PlannedFile[],
  run: {
    readonly hosts: Hosts;
    readonly workers: number;
    readonly settings: HostSettings;
    readonly modules: ModuleIndex;
  },
): Promise<ReadonlySet<string>> {
  const { runId } = run.settings;
  const session = new RunSession({ runId, now: Date.now, onEvents: () => {} });
  const pool = run.hosts.poolFor(
    { workers: run.workers, memoryLimit: 0, execArgv: [] },
    {
      onMessage: (host, message) => {
        if (isRunEventOfFile(message)) session.add(message, host.file);
      },
      onBatchEnd: () => {},
      onOutput: () => {},
      onStuck: async () => {},
      onEnd: (host, _exit, end) => {
        if (host.file === undefined || end.why === 'expected') return;
        session.endFile(host.file, {
          reason: 'host-exit',
          blamed: 'errored',
          others: 'errored',
          note: 'the host ended',
        });
      },
      shouldStop: () => false,
    },
  );
  const alone = files.map((file): PlannedFile => ({ ...file, isolation: 'full' }));
  await pool.run(alone, run.settings, run.modules);
  const failed = files.filter(({ file }) => session.record(file).hasFailed);
  return new Set(failed.map(({ file }) => file));
}

function isRunEventOfFile(
  message: HostMessage,
): message is Extract<
  HostMessage,
  { type: 'test-finished' | 'file-finished' | 'file-started' | 'file-collected' | 'test-started' }
> {
  return /^(test-(started|finished)|file-(started|collected|finished))$/.test(message.type);
}
