/** A filter while it is typed, with what it matches at the moment. */
import { truncateText } from '../../reporters/text/text-width.ts';
import type { Styles } from '../../reporters/text/styles.ts';
import type { Key } from './keys.ts';

export interface PromptOptions {
  /** "Files with this in their path". */
  readonly question: string;
  /** What is in force. */
  readonly text: string;
  /** @returns what matches, or what is wrong with the text */
  readonly matches: (text: string) => readonly string[] | { readonly wrong: string };
  /** What is counted: "test file". */
  readonly noun: string;
  readonly styles: Styles;
}

/** Matches that are shown. */
const MOST_SHOWN = 8;

export class PatternPrompt {
  readonly #options: PromptOptions;
  #text: string;

  constructor(options: PromptOptions) {
    this.#options = options;
    this.#text = options.text;
  }

  /** @returns nothing while it is typed */
  take(key: Key): PromptAnswer | undefined {
    switch (key.name) {
      case 'text':
        this.#text += key.text;
        return undefined;
      case 'backspace':
        this.#text = this.#text.replace(/.$/su, '');
        return undefined;
      case 'clear':
        this.#text = '';
        return undefined;
      case 'enter':
        return 'wrong' in this.#matches() ? undefined : { text: this.#text };
      case 'escape':
        return { text: undefined };
      case 'interrupt':
      case 'suspend':
      case 'end':
        return undefined;
      default:
        return key satisfies never;
    }
  }

  /** @param rows of the terminal */
  lines(rows: number): readonly string[] {
    const { question, noun, styles } = this.#options;
    const found = this.#matches();
    const room = Math.max(0, Math.min(MOST_SHOWN, rows - 5));
    const shown = 'wrong' in found ? [] : found.slice(0, room);
    const more = 'wrong' in found ? 0 : found.length - shown.length;
    return [
      '',
      ...shown.map((line) => `   ${styles.dim(truncateText(line, 200))}`),
      ...(more > 0 && room > 0 ? [styles.dim(`   … and ${more} more`)] : []),
      'wrong' in found
        ? ` ${styles.red(found.wrong)}`
        : ` ${found.length} ${noun}${found.length === 1 ? '' : 's'}${styles.dim(this.#text === '' ? ' without a filter' : '')} ${styles.dim('· Enter runs them · Esc leaves the filter as it was')}`,
      ` ${question} ${styles.bold(this.#text)}${styles.dim('▏')}`,
    ];
  }

  #matches(): readonly string[] | { readonly wrong: string } {
    return this.#options.matches(this.#text);
  }
}

export interface PromptAnswer {
  /** Absent: everything stays as it was. */
  readonly text: string | undefined;
}
