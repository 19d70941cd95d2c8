/** The commands in a text for a shell, word for word. Pure; enough for scripts and steps, not for programs. */

export interface ShellWord {
  /** Offsets in the text. */
  readonly start: number;
  readonly end: number;
  /** As it is written, with its quotes. */
  readonly text: string;
}

export type ShellCommand = readonly ShellWord[];

/** A line that is continued is one; a redirection ends the words of its command. */
export function commandsIn(text: string): readonly ShellCommand[] {
  const commands: ShellWord[][] = [[]];
  let isRedirected = false;
  for (const match of text.matchAll(TOKEN)) {
    const { separator, redirection, word } = match.groups ?? {};
    if (separator !== undefined) {
      commands.push([]);
      isRedirected = false;
    } else if (redirection !== undefined) {
      isRedirected = true;
    } else if (word !== undefined && !isRedirected) {
      const start = match.index;
      commands.at(-1)?.push({ start, end: start + word.length, text: word });
    }
  }
  return commands.filter((command) => command.length > 0);
}

/** Expressions of GitHub (`${{ … }}`) are part of a word. A quote without its end is a character. */
const TOKEN = new RegExp(
  [
    String.raw`(?:[ \t\r]|\\\r?\n)+`,
    String.raw`#[^\n]*`,
    String.raw`(?<redirection>&>>?|\d*(?:>>?|<{1,3})(?:&[\d-])?)`,
    String.raw`(?<separator>[;&|()\n\x60])`,
    String.raw`(?<word>(?:"(?:\\[^]|[^"\\])*"|'[^']*'|\$\{\{[^]*?\}\}|\\[^\n]|[^\s;&|()<>\x60])+)`,
  ].join('|'),
  'g',
);

export function unquoted(text: string): string {
  return text.replace(/^(["'])(.*)\1$/s, '$2');
}
