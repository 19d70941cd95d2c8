/**
 * Jest gives every test file packages of its own, ztest shares them. So a file of a Jest project that fails behind others in its
 * process begins anew in a process of its own, before its failure is told: what comes of it there is what Jest says. What was
 * told of it by then is not told again. Where the first looks change nothing, failures are taken as they are.
 */
import type { FilePath, HostMessage, TestId } from '../../test-host/protocol.ts';
import type { ResolvedConfig } from '../config/resolved-config.ts';
import { hasFailed } from './run-totals.ts';

/** Looks that may be in vain before those that were worth it. */
const PATIENCE = 3;

interface Look {
  readonly told: ReadonlySet<string>;
  hasFailed: boolean;
}

export class SecondLooks {
  /** What was told of the files that run, where they may need a second look. */
  readonly #told = new Map<FilePath, Set<string>>();
  readonly #looks = new Map<FilePath, Look>();
  #balance = PATIENCE;

  /**
   * @param isBehind others have run in the process before it
   * @returns what is to be done with a message about a file
   */
  judge(
    message: HostMessage,
    file: FilePath,
    { config, isBehind }: { readonly config: ResolvedConfig; readonly isBehind: boolean },
  ): 'tell' | 'drop' | 'start-over' {
    const look = this.#looks.get(file);
    const key = keyOf(message);
    if (look !== undefined) {
      if (message.type === 'test-finished' || message.type === 'file-finished')
        look.hasFailed ||= hasFailed(message);
      if (message.type === 'file-finished') this.#balance += look.hasFailed ? 0 : 2;
      return key !== undefined && look.told.has(key) ? 'drop' : 'tell';
    }
    if (!isBehind || !sharesPackages(config)) return 'tell';
    const told = this.#told.get(file) ?? new Set();
    this.#told.set(file, told);
    const isFailure =
      (message.type === 'test-finished' || message.type === 'file-finished') && hasFailed(message);
    if (isFailure && this.#balance > 0) {
      this.#balance -= 1;
      this.#looks.set(file, { told, hasFailed: false });
      return 'start-over';
    }
    if (key !== undefined && !isOfTest(message)) told.add(key);
    if (message.type === 'file-finished') this.#told.delete(file);
    return 'tell';
  }
}

function sharesPackages({ jest, isolation }: ResolvedConfig): boolean {
  return jest !== undefined && isolation === 'partial' && !jest.modules.ownsPackages;
}

/** What a test prints is told as long as its outcome is not. */
function isOfTest(message: HostMessage): boolean {
  return message.type === 'output' && message.test !== undefined;
}

/** The same for messages that say the same. */
function keyOf(message: HostMessage): TestId | undefined {
  switch (message.type) {
    case 'file-started':
    case 'file-collected':
      return message.type;
    case 'test-started':
    case 'test-finished':
    case 'suite-finished':
      return `${message.type} ${message.id}`;
    case 'output':
      return message.test === undefined ? 'output' : `test-finished ${message.test}`;
    default:
      return undefined;
  }
}
