/** The formats that `--report` knows. */
import { dot } from './dot.ts';
import { events } from './events.ts';
import { github } from './github.ts';
import { json } from './json.ts';
import { junit } from './junit.ts';
import type { Reporter } from './reporter.ts';
import { tap } from './tap.ts';
import { terminal } from './terminal/terminal.ts';

export interface Format {
  readonly name: string;
  readonly reporter: Reporter;
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
    reporter: terminal,
    ticks: { live: 100, plain: 1000 },
  },
  dot: {
    ...toConsole,
    name: 'dot',
    reporter: dot,
    ticks: undefined,
  },
  json: {
    ...toFile,
    name: 'json',
    reporter: json,
    file: 'report.json',
  },
  events: {
    ...toFile,
    name: 'events',
    reporter: events,
    file: 'events.ndjson',
    isStreamed: true,
  },
  junit: {
    ...toFile,
    name: 'junit',
    reporter: junit,
    file: 'junit.xml',
  },
  tap: {
    ...toFile,
    name: 'tap',
    reporter: tap,
    file: 'report.tap',
    isStreamed: true,
  },
  github: {
    ...toConsole,
    name: 'github',
    reporter: github,
    ticks: undefined,
    sharesConsole: true,
  },
} as const satisfies Record<string, Format>;
