/** What the keys of watch mode do. */
import { readTestId } from '../../../test-host/protocol.ts';
import { oneLine } from '../../reporters/text/plain-text.ts';
import type { Styles } from '../../reporters/text/styles.ts';
import { exitCodes } from '../exit-codes.ts';
import { parsePathFilter } from '../../../server/config/path-filters.ts';
import { parsePattern } from '../options-values.ts';
import type { Key } from './keys.ts';
import { PatternPrompt } from './pattern-prompt.ts';
import { noFilters, type TypedFilters } from './typed-filters.ts';
import type { WatchScreen } from './watch-screen.ts';
import type { WatchSession } from './watch-session.ts';

export interface KeyCommandsOptions {
  readonly session: WatchSession;
  readonly screen: WatchScreen;
  readonly styles: Styles;
}

export class KeyCommands {
  readonly #options: KeyCommandsOptions;
  #prompt: { readonly prompt: PatternPrompt; readonly kind: keyof TypedFilters } | undefined;

  constructor(options: KeyCommandsOptions) {
    this.#options = options;
  }

  press(key: Key): void {
    if (key.name === 'interrupt' || key.name === 'end')
      this.#options.session.quit(exitCodes.interrupted);
    else if (this.#prompt !== undefined) this.#type(key);
    else if (key.name === 'enter') this.#options.session.again();
    else if (key.name === 'text') this.#command(key.text);
  }

  #command(letter: string): void {
    const { session, screen } = this.#options;
    switch (letter.toLowerCase()) {
      case 'a':
        session.filter(noFilters);
        break;
      case 'f':
        this.#runFailed();
        break;
      case 'o':
        void session.orderChanged('HEAD');
        break;
      case 'u':
        this.#updateSnapshots();
        break;
      case 'p':
        this.#open('path');
        break;
      case 't':
        this.#open('title');
        break;
      case 'q':
        session.quit(exitCodes.passed);
        break;
      case '?':
      case 'h':
        screen.help();
        break;
      default:
        break;
    }
  }

  #runFailed(): void {
    const { session } = this.#options;
    const files = session.known.failures();
    if (files.size === 0) session.say('Nothing has failed.');
    else session.order({ files, reasons: ['failed'] });
  }

  #updateSnapshots(): void {
    const { session } = this.#options;
    const files = session.known.oddSnapshots();
    if (files.length === 0) session.say('All snapshots match.');
    else
      session.order({
        files: new Map(files.map((file) => [file, undefined])),
        reasons: ['its snapshots are written anew'],
        updatesSnapshots: true,
      });
  }

  #open(kind: keyof TypedFilters): void {
    const { session, styles } = this.#options;
    const filters = session.filters;
    const prompt = new PatternPrompt({
      question: kind === 'path' ? 'Files with this in their path:' : 'Tests whose title matches:',
      noun: kind === 'path' ? 'test file' : 'test',
      text: filters[kind],
      styles,
      matches: kind === 'path' ? this.#filesWith : this.#testsWith,
    });
    this.#prompt = { prompt, kind };
    session.hold(this.#draw);
  }

  #type(key: Key): void {
    const { session } = this.#options;
    if (this.#prompt === undefined) return;
    const { prompt, kind } = this.#prompt;
    const answer = prompt.take(key);
    if (answer === undefined) return this.#draw();
    this.#prompt = undefined;
    if (answer.text === undefined) session.proceed();
    else session.filter({ ...session.filters, [kind]: answer.text });
  }

  /** The window has another size, or something was printed. */
  readonly #draw = (): void => {
    const { screen } = this.#options;
    if (this.#prompt !== undefined) screen.show(this.#prompt.prompt.lines(screen.rows));
  };

  readonly #filesWith = (text: string): readonly string[] | { readonly wrong: string } => {
    const { session } = this.#options;
    if (text !== '' && parsePathFilter(text) === undefined)
      return { wrong: 'Lines start at 1 and go upwards: src/cart.test.ts:12-20' };
    const { files } = session.selected({ ...session.filters, path: text });
    return files.map(({ file }) => oneLine(file));
  };

  readonly #testsWith = (text: string): readonly string[] | { readonly wrong: string } => {
    const { session } = this.#options;
    const files = new Set(session.selected(session.filters).files.map(({ file }) => file));
    const pattern = text === '' ? { source: '', flags: '' } : parsePattern(text);
    if (pattern === undefined) return { wrong: 'This is no regular expression yet.' };
    const regex = new RegExp(pattern.source, pattern.flags);
    return session.known.tests.flatMap((id) => {
      const { file, titles } = readTestId(id);
      if (!files.has(file)) return [];
      const isMatch = [' ', ' > ', ' › '].some((separator) => regex.test(titles.join(separator)));
      return isMatch ? titles.map(oneLine).join(' › ') : [];
    });
  };
}
