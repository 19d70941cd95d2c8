/** Colours a line of TypeScript well enough for a code frame: it knows no state from line to line. */
import type { Styles } from '../text/styles.ts';

const token =
  /(?<comment>\/\/.*$|\/\*.*?(?:\*\/|$))|(?<string>"(?:[^"\\]|\\.)*"?|'(?:[^'\\]|\\.)*'?|`(?:[^`\\]|\\.)*`?)|(?<keyword>\b(?:abstract|as|async|await|break|case|catch|class|const|continue|declare|default|delete|do|else|enum|export|extends|false|finally|for|from|function|if|implements|import|in|instanceof|interface|let|new|null|of|private|protected|public|readonly|return|satisfies|static|super|switch|this|throw|true|try|type|typeof|undefined|using|var|void|while|yield)\b)|\b\d[\w.]*/g;

/** @param visible what is shown of the line: a token that is cut keeps its colour */
export function highlight(
  line: string,
  styles: Styles,
  visible: { readonly from: number; readonly to: number },
): string {
  const shown = (from: number, to: number): string =>
    line.slice(Math.max(from, visible.from), Math.min(to, visible.to));
  let result = '';
  let end = 0;
  for (const match of line.matchAll(token)) {
    const [text] = match;
    const color =
      match.groups?.['comment'] !== undefined
        ? styles.dim
        : match.groups?.['string'] !== undefined
          ? styles.green
          : match.groups?.['keyword'] !== undefined
            ? styles.cyan
            : styles.yellow;
    const start = match.index;
    const part = shown(start, start + text.length);
    result += shown(end, start) + (part === '' ? '' : color(part));
    end = start + text.length;
  }
  return result + shown(end, line.length);
}
