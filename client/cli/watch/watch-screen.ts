/** What watch mode shows between the reports of its runs. */
import type { RequestedFile } from '../../../server/engine.ts';
import type { OutputStream } from '../../reporters/output-stream.ts';
import { plural } from '../../reporters/text/format.ts';
import type { Styles } from '../../reporters/text/styles.ts';
import { Footer, newPage } from './footer.ts';
import { watchKeys } from './keys.ts';
import type { Order } from './orders.ts';
import type { WatchSession, WatchView } from './watch-session.ts';

export interface WatchScreenOptions {
  readonly output: OutputStream;
  /** May be redrawn, and has keys. */
  readonly isLive: boolean;
  readonly styles: Styles;
}

const MOST_REASONS = 3;

export class WatchScreen {
  readonly #options: WatchScreenOptions;
  readonly #footer: Footer;
  #isFirst = true;

  constructor(options: WatchScreenOptions) {
    this.#options = options;
    this.#footer = new Footer(options.output);
  }

  get rows(): number {
    return this.#options.output.rows();
  }

  /** @param session asked when something is to be shown */
  view(session: () => WatchSession): Omit<WatchView, 'tell'> {
    return {
      begin: (order, files) => this.#begin(order, { files, session: session() }),
      idle: () => this.#idle(session()),
      say: (text) => this.say(text),
    };
  }

  /** Lines at the bottom in place of what stands there. */
  show(lines: readonly string[]): void {
    if (this.#options.isLive) this.#footer.show(lines);
  }

  readonly redraw = (): void => this.#footer.resize();

  say(text: string): void {
    this.#footer.print(`${text}\n`);
  }

  help(): void {
    const { styles } = this.#options;
    const rows = watchKeys.map(({ key, meaning }) => `  ${styles.bold(key.padEnd(6))} ${meaning}`);
    this.say(['', ...rows].join('\n'));
  }

  end(): void {
    this.#footer.clear();
  }

  #begin(
    order: Order,
    {
      files,
      session,
    }: { readonly files: readonly RequestedFile[]; readonly session: WatchSession },
  ): void {
    const { isLive, output, styles } = this.#options;
    const isFirst = this.#isFirst;
    this.#isFirst = false;
    this.#footer.clear();
    if (isFirst) return;
    if (isLive) newPage(output);
    const [first, ...others] = order.reasons.slice(0, MOST_REASONS);
    const more = order.reasons.length - MOST_REASONS;
    const reasons = [first, ...others, ...(more > 0 ? [`${more} more changes`] : [])].join(', ');
    const why = first === undefined ? '' : `, because ${reasons}`;
    const what =
      order.files === undefined
        ? ['All tests', ...filterTexts(session)].join(' · ')
        : amountOf(files, session);
    void output.write(`${isLive ? '' : '\n'}${styles.bold(what)}${why}\n\n`);
  }

  #idle(session: WatchSession): void {
    const { isLive, output, styles } = this.#options;
    const failed = failedTests(session);
    if (!isLive) {
      void output.write('\nWaiting for changes.\n');
      return;
    }
    const parts = [
      styles.cyan('Waiting for changes'),
      ...(failed > 0
        ? [`${styles.red(plural(failed, 'failure'))} (f runs ${failed === 1 ? 'it' : 'them'})`]
        : []),
      ...filterTexts(session),
      styles.dim('? shows the keys, q quits'),
    ];
    this.#footer.show(['', ` ${parts.join(styles.dim(' · '))}`]);
  }
}

/** "2 tests", or of files that nobody has loaded yet "1 test file". */
function amountOf(files: readonly RequestedFile[], { known }: WatchSession): string {
  let tests = 0;
  for (const { file, selection } of files) {
    const count = selection?.ids?.length ?? known.testsOf(file);
    if (count === undefined) return plural(files.length, 'test file');
    tests += count;
  }
  const inFiles = files.length > 1 ? ` in ${files.length} files` : '';
  return plural(tests, 'test') + inFiles;
}

function failedTests({ known }: WatchSession): number {
  let failed = 0;
  for (const ids of known.failures().values()) failed += ids?.length ?? 1;
  return failed;
}

function filterTexts({ filters: { path, title } }: WatchSession): readonly string[] {
  return [...(path === '' ? [] : [`path: ${path}`]), ...(title === '' ? [] : [`title: ${title}`])];
}
