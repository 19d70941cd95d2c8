/** What a process or thread that a test starts has to know, and how its Node comes to load `bin/child.cjs`. */

export interface Ticket {
  /** Folder with what is counted (`order.json`), into which processes write what they have run. */
  readonly directory: string;
  /** Who has started it: see `StartedChildren`. */
  readonly starter: string;
}

/** Environment variable: `<starter>@<directory>`. `bin/child.cjs` removes it. */
export const TICKET_VARIABLE = 'ZTEST_CHILD';
/** The same for threads, as Node's environment data. */
export const TICKET_KEY = 'ztest child';

export interface ThreadTicket extends Ticket {
  /** Where all threads of this starter count. */
  readonly memory: SharedArrayBuffer;
  /** What `process.execArgv` has to be. */
  readonly execArgv: readonly string[];
}

export function writeTicket({ starter, directory }: Ticket): string {
  return `${starter}@${directory}`;
}

export function readTicket(text: string): Ticket {
  const at = text.indexOf('@');
  return { starter: text.slice(0, at), directory: text.slice(at + 1) };
}

/** In front of what `NODE_OPTIONS` holds already. */
export function preloadOption(entry: string): string {
  return `--require="${entry.replaceAll(/["\\]/g, String.raw`\$&`)}"`;
}
