/** The client of a server that is a process. */
import {
  LanguageClient,
  TransportKind,
  type ForkOptions,
  type LanguageClientOptions,
} from 'vscode-languageclient/node';

export interface ServerProcess {
  /** Absolute path of its bundle. */
  readonly module: string;
  /** Absent: the one of this process. */
  readonly executable?: string | undefined;
  readonly options: ForkOptions;
}

export function createProcessClient(
  { module, executable, options }: ServerProcess,
  clientOptions: LanguageClientOptions,
): LanguageClient {
  const server = {
    module,
    transport: TransportKind.ipc,
    ...(executable !== undefined && { runtime: executable }),
    options,
  };
  return new QuietClient('ztest', 'ztest', server, clientOptions);
}

/** Its own messages are for programmers: they are in the log, and what a user can do is told by us. */
class QuietClient extends LanguageClient {
  override error(message: string, data?: unknown): void {
    super.error(message, data, false);
  }
}
