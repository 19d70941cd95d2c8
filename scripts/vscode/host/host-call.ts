/** What goes over the socket between whoever drives VS Code and its extension host: a line of JSON each. */

export interface HostCall {
  readonly id: number;
  /** Absolute. */
  readonly module: string;
  /** Of an exported function, which gets the API of VS Code first. */
  readonly name: string;
  readonly args: readonly unknown[];
}

export interface HostAnswer {
  readonly id: number;
  readonly value?: unknown;
  readonly error?: { readonly message: string; readonly stack?: string };
}

export function toLine(message: HostCall | HostAnswer): string {
  return `${JSON.stringify(message)}\n`;
}

export function fromLine<Message extends HostCall | HostAnswer>(line: string): Message {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- our own other end has written it
  return JSON.parse(line) as Message;
}
