/** What the hosts of a run say, handed to whom it concerns: the events of the run, its locks, its coverage. */
import type { FilePath, HostMessage, Problem, ReadInputs } from '../../test-host/protocol.ts';
import { cannotBeCounted } from '../coverage/messages.ts';
import { withoutDebuggerWords } from './debugger-words.ts';
import type { FailedTests } from './failed-tests.ts';
import { LockTable } from './lock-table.ts';
import type { PoolHost } from './pool-host.ts';
import type { RunRequest } from './run-request.ts';
import type { RunSession } from './run-session.ts';
import { hasFailed } from './run-totals.ts';

export interface IntakeOptions {
  readonly request: RunRequest;
  readonly session: RunSession;
  readonly failed: FailedTests;
}

export class HostIntake {
  readonly #request: RunRequest;
  readonly #session: RunSession;
  readonly #failed: FailedTests;
  readonly #locks = new LockTable();
  /** Absolute paths of files that something was said of. */
  readonly #told = new Set<string>();
  readonly #inputs = new Map<FilePath, ReadInputs>();
  leaks = 0;

  constructor({ request, session, failed }: IntakeOptions) {
    this.#request = request;
    this.#session = session;
    this.#failed = failed;
  }

  inputsOf(file: FilePath): ReadInputs | undefined {
    return this.#inputs.get(file);
  }

  releaseLocks(host: PoolHost): void {
    this.#locks.releaseAll(prefixOf(host));
  }

  take(host: PoolHost, message: HostMessage): void {
    switch (message.type) {
      case 'host-ready':
        this.#session.add({ type: 'host-started', host: host.process.number, pid: message.pid });
        break;
      case 'lock-request': {
        const holder = `${prefixOf(host)}${message.id}`;
        this.#locks.request({
          holder,
          names: message.names,
          grant: () => host.process.send({ type: 'lock-granted', id: message.id }),
        });
        break;
      }
      case 'lock-release':
        this.#locks.release(`${prefixOf(host)}${message.id}`);
        break;
      case 'exiting':
        host.processExit = message;
        break;
      case 'coverage':
        this.#request.coverage?.add(message);
        break;
      case 'coverage-as-before': {
        const ran = this.#request.coverage?.recall?.(message.file);
        if (ran !== undefined) this.#request.coverage?.add(ran);
        break;
      }
      case 'uncounted':
        this.#tellOnce(cannotBeCounted(message.file, message.reason));
        break;
      case 'file-done':
        this.#inputs.set(message.file, message.inputs);
        this.#request.onFileDone?.(message.file, message.inputs);
        break;
      case 'code-caches':
      case 'evaluated':
      case 'phase':
      case 'revoked':
        break; // the pool's, or the hosts'
      case 'test-finished':
        this.#session.add(message, host.file);
        if (hasFailed(message) && message.quarantine === undefined && host.file !== undefined)
          this.#failed.addTest(host.file, message.id);
        break;
      case 'file-finished':
        this.#session.add(message, host.file);
        if (hasFailed(message)) this.#failed.addFile(message.file);
        break;
      case 'file-started':
        this.#session.add({ ...message, host: host.process.number }, message.file);
        break;
      case 'output':
        this.#addOutput(host, message);
        break;
      case 'leak':
        this.leaks++;
        this.#session.add(message, host.file);
        break;
      default:
        this.#session.add(message, host.file);
    }
  }

  tell(problem: Problem): void {
    this.#told.add(problem.location?.file ?? '');
    this.#session.add({ type: 'problem', problem });
  }

  /** Several hosts and processes may load one file. */
  #tellOnce(problem: Problem): void {
    if (!this.#told.has(problem.location?.file ?? '')) this.tell(problem);
  }

  /** Children that are debugged too say so, and a test hands it on as its own. */
  #addOutput(host: PoolHost, message: Extract<HostMessage, { type: 'output' }>): void {
    const text =
      this.#request.debug === undefined ? message.text : withoutDebuggerWords(message.text);
    if (text !== '') this.#session.add({ ...message, text }, host.file);
  }
}

/** Before the ids of what a host locks. */
function prefixOf(host: PoolHost): string {
  return `${host.process.number}:`;
}
