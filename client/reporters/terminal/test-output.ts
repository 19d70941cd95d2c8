/**
 * What tests print, on its way to the terminal: gathered by the test that printed it, so that lines of
 * tests that run at the same time do not mix, and cut where nobody would read on.
 */
import type { RunEvent } from '../../../test-host/protocol.ts';
import { outputLimit, runOutputLimit } from '../kept-output.ts';
import { outputCut } from '../messages.ts';
import { formatSize } from '../text/format.ts';
import { terminalOutput } from '../text/plain-text.ts';
import type { Styles } from '../text/styles.ts';

type OutputEvent = Extract<RunEvent, { type: 'output' }>;

/** Whose output it is: a test, a file outside its tests, or the run. */
function outputOwner(event: Pick<OutputEvent, 'test' | 'file'>): string {
  return event.test ?? event.file ?? '';
}

export interface TestOutputOptions {
  readonly styles: Styles;
  readonly hasColor: boolean;
  /** The title of an owner, for the line above its output. */
  readonly title: (owner: string) => string;
  readonly keepOverflow: (text: string) => string | undefined;
}

interface Pending {
  parts: { stream: 'stdout' | 'stderr'; text: string }[];
  /** When the oldest of the parts came. */
  since: number;
  /** Characters shown or waiting. */
  shown: number;
  cut: number;
  cutPlace: string | undefined;
}

export class TestOutput {
  readonly #options: TestOutputOptions;
  readonly #pending = new Map<string, Pending>();
  #roomOfRun = runOutputLimit;

  constructor(options: TestOutputOptions) {
    this.#options = options;
  }

  get isEmpty(): boolean {
    return this.#pending.size === 0;
  }

  add(event: OutputEvent, now: number): void {
    const owner = outputOwner(event);
    let pending = this.#pending.get(owner);
    if (pending === undefined) {
      pending = { parts: [], since: now, shown: 0, cut: 0, cutPlace: undefined };
      this.#pending.set(owner, pending);
    }
    if (pending.parts.length === 0) pending.since = now;
    const room = Math.max(0, Math.min(outputLimit - pending.shown, this.#roomOfRun));
    const { stream, text } = event;
    const fits = text.length <= room;
    const part = fits ? text : Buffer.from(text.slice(0, room)).toString(); // a slice would keep all of it alive
    const last = pending.parts.at(-1);
    if (last?.stream === stream) last.text += part;
    else if (part !== '') pending.parts.push({ stream, text: part });
    pending.shown += part.length;
    this.#roomOfRun -= part.length;
    if (fits) return;
    const rest = text.slice(room);
    const head =
      pending.cut === 0
        ? `\n── ${this.#options.title(owner)}: what follows the first ${formatSize(outputLimit)}\n`
        : '';
    pending.cutPlace = this.#options.keepOverflow(head + rest);
    pending.cut += rest.length;
  }

  /** The block of one owner that is done, or nothing. */
  take(owner: string): string {
    const pending = this.#pending.get(owner);
    if (pending === undefined) return '';
    this.#pending.delete(owner);
    return this.#render(owner, pending, true);
  }

  /** Whole lines of owners that have waited since `before`: a test that hangs shows what it said. */
  takeOlderThan(before: number): string {
    let text = '';
    for (const [owner, pending] of this.#pending) {
      if (pending.since > before || pending.parts.length === 0) continue;
      text += this.#render(owner, pending, false);
      pending.parts = [];
    }
    return text;
  }

  takeAll(): string {
    return [...this.#pending.keys()].map((owner) => this.take(owner)).join('');
  }

  #render(owner: string, pending: Pending, isEnd: boolean): string {
    const { styles, hasColor, title } = this.#options;
    let text = '';
    for (const part of pending.parts) {
      const body = terminalOutput(part.text, hasColor);
      if (body === '') continue;
      const reset = hasColor && body.includes('\x1b') ? '\x1b[0m' : '';
      text += `${styles.dim(`${part.stream} │`)} ${styles.dim(title(owner))}\n${body}${reset}${body.endsWith('\n') ? '' : '\n'}\n`;
    }
    if (isEnd && pending.cut > 0) {
      text += `${styles.yellow(outputCut(formatSize(pending.cut), pending.cutPlace))}\n\n`;
    }
    return text;
  }
}
