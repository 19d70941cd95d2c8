/** What Node itself prints when it is debugged: for us, not for the user. */

export interface DebuggerAddress {
  readonly host: string;
  readonly port: number;
}

/** Where a process that has just said so waits for its debugger. */
export function debuggerAddressIn(text: string): DebuggerAddress | undefined {
  const [, host, port] = /Debugger listening on ws:\/\/(.+?):(\d+)\//.exec(text) ?? [];
  return host === undefined ? undefined : { host, port: Number(port) };
}

export function withoutDebuggerWords(text: string): string {
  return text.includes('ebugg')
    ? text.replaceAll(
        /^(?:Debugger (?:listening on|ending on|attached)|For help, see: https:\/\/nodejs|Waiting for the debugger to disconnect).*\n?/gm,
        '',
      )
    : text;
}
