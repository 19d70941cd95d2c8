/** A host as the pool keeps it: what it was given, how it is, why it is gone. */
import type { FilePath, HostMessage, IsolationLevel } from '../../test-host/protocol.ts';
import type { HostProcess } from './host-process.ts';
import type { Phase, PhaseClock } from './phase-clock.ts';
import type { PlannedFile } from './plan.ts';
import { monotonicNow } from './monotonic-now.ts';

/** Why a host is gone, as far as the pool knows. */
export type HostEnd =
  | { readonly why: 'expected' }
  | { readonly why: 'died' }
  | { readonly why: 'stuck'; readonly phase: Phase }
  | { readonly why: 'cancelled' };

export class PoolHost {
  readonly process: HostProcess;
  /** Among those that run at a time: 1, 2, … */
  readonly place: number;
  readonly clock: PhaseClock;
  /** Handed over, in order; the first one is running. */
  readonly files: PlannedFile[] = [];
  filesRun = 0;
  isReady = false;
  isReusable = true;
  isRevoking = false;
  /** By `monotonicNow()`. */
  heardAt = monotonicNow();
  fedAt = 0;
  /** How often a limit was extended because the host got no processor. */
  extensions = 0;
  /** It said that it is ending itself. */
  processExit: Extract<HostMessage, { type: 'exiting' }> | undefined;
  end: HostEnd = { why: 'died' };

  constructor(process: HostProcess, clock: PhaseClock, place: number) {
    this.process = process;
    this.place = place;
    this.clock = clock;
  }

  /** @returns those of the files that it held */
  take(files: readonly FilePath[]): readonly PlannedFile[] {
    const names = new Set(files);
    const taken = this.files.filter((planned) => names.has(planned.file));
    for (const planned of taken) this.files.splice(this.files.indexOf(planned), 1);
    return taken;
  }

  /** The file that it is in, as far as its messages have been read. */
  file: FilePath | undefined;
}

/** `full` wants a process in which nothing has run. */
export function canTake(host: PoolHost, isolation: IsolationLevel): boolean {
  return (
    host.isReusable && (isolation !== 'full' || (host.filesRun === 0 && host.files.length === 0))
  );
}
