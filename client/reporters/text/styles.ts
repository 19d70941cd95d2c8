/** Colours of a terminal, or none: the same functions either way. */

export type Style = (text: string) => string;

export interface Styles {
  readonly red: Style;
  readonly green: Style;
  readonly yellow: Style;
  readonly blue: Style;
  readonly cyan: Style;
  readonly magenta: Style;
  readonly dim: Style;
  readonly bold: Style;
  readonly inverse: Style;
}

export function createStyles(hasColor: boolean): Styles {
  const style = (open: number, close: number): Style =>
    hasColor ? (text) => (text === '' ? '' : `\x1b[${open}m${text}\x1b[${close}m`) : (text) => text;
  return {
    red: style(31, 39),
    green: style(32, 39),
    yellow: style(33, 39),
    blue: style(34, 39),
    magenta: style(35, 39),
    cyan: style(36, 39),
    dim: style(2, 22),
    bold: style(1, 22),
    inverse: style(7, 27),
  };
}

interface ColorQuestion {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly isTTY: boolean;
}

/** `NO_COLOR` (not empty) turns colours off, `FORCE_COLOR` on (`0` and `false`: off); else a terminal has them. */
export function wantsColor({ env, isTTY }: ColorQuestion): boolean {
  const forced = env['FORCE_COLOR'];
  if (forced !== undefined) return forced !== '0' && forced !== 'false';
  if (env['NO_COLOR'] !== undefined && env['NO_COLOR'] !== '') return false;
  return isTTY && env['TERM'] !== 'dumb';
}
