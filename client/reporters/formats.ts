/** The formats that `--report` knows. Each is loaded when it is asked for: most runs need one. */
import type { Reporter } from './reporter.ts';

export interface Format {
  readonly name: string;
  readonly load: () => Promise<Reporter>;
  /** The file it is written to when the user names none; `undefined`: it is for the console. */
  readonly file: string | undefined;
  /** Its file grows during the run; other files appear whole, at the end, or not at all. */
  readonly isStreamed: boolean;
  /** Milliseconds between ticks (see `Reporter`) on a live screen and elsewhere. */
  readonly ticks: { readonly live: number; readonly plain: number } | undefined;
  /** Its lines may stand between those of another report on the console. */
  readonly sharesConsole: boolean;
}

export type FormatName = keyof typeof formats;

const toFile = { isStreamed: false, ticks: undefined, sharesConsole: false };
const toConsole = { file: undefined, isStreamed: true, sharesConsole: false };

export const formats = {
  terminal: {
    ...toConsole,
    name: 'terminal',
    load: async () => (await import('./terminal/terminal.ts')).terminal,
    ticks: { live: 100, plain: 1000 },
  },
  dot: {
    ...toConsole,
    name: 'dot',
    load: async () => (await import('./dot.ts')).dot,
    ticks: undefined,
  },
  json: {
    ...toFile,
    name: 'json',
    load: async () => (await import('./json.ts')).json,
    file: 'report.json',
  },
  events: {
    ...toFile,
    name: 'events',
    load: async () => (await import('./events.ts')).events,
    file: 'events.ndjson',
    isStreamed: true,
  },
  junit: {
    ...toFile,
    name: 'junit',
    load: async () => (await import('./junit.ts')).junit,
    file: 'junit.xml',
  },
  tap: {
    ...toFile,
    name: 'tap',
    load: async () => (await import('./tap.ts')).tap,
    file: 'report.tap',
    isStreamed: true,
  },
  github: {
    ...toConsole,
    name: 'github',
    load: async () => (await import('./github.ts')).github,
    ticks: undefined,
    sharesConsole: true,
  },
} as const satisfies Record<string, Format>;
