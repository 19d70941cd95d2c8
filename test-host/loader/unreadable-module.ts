/** Syntax errors, whoever finds them (a transformer, V8, the JSON parser), as one error at the place in the user's file. */
import fs from 'node:fs';
import { LoadError } from './errors.ts';

interface Place {
  /** 1-based, as the column is. */
  readonly line: number;
  readonly column: number;
}

interface Finding {
  readonly text: string;
  /** How many more there are. */
  readonly others: number;
  readonly place: Place | undefined;
}

/** The error to throw for a file that could not be made a function; one that is no syntax error is handed back. */
export function unreadableModule(file: string, cause: unknown): unknown {
  const finding = findingOfEsbuild(cause) ?? findingOfV8(file, cause);
  return finding === undefined ? cause : syntaxError(file, finding);
}

/** @param source text of a JSON file that could not be parsed */
export function unreadableJson(file: string, source: string, cause: unknown): LoadError {
  const message = cause instanceof Error ? cause.message : String(cause);
  const at = /at position (\d+)/.exec(message)?.[1];
  const place = at === undefined ? endOf(source) : placeAt(source, Number(at));
  const text = message
    .replace(/,? ?(?:in JSON )?at position \d+.*$/s, '')
    .replace(/,? ?".*" is not valid JSON$/s, '');
  return syntaxError(file, { text: `${text} in JSON`, others: 0, place });
}

function syntaxError(file: string, { text, others, place }: Finding): LoadError {
  const more = others === 0 ? '' : ` (and ${others} more)`;
  const error = new LoadError('ZT1202', `Syntax error: ${text}${more}`, {
    name: 'SyntaxError',
    hint: 'Fix it at the line shown: nothing that imports this file can run before.',
  });
  const importers = String(error.stack)
    .split('\n')
    .filter((line) => /^\s+at /.test(line));
  const position = place === undefined ? '1:1' : `${place.line}:${place.column}`;
  error.stack = [`SyntaxError: ${error.message}`, `    at ${file}:${position}`, ...importers].join(
    '\n',
  );
  return error;
}

/** esbuild counts lines from 1, and columns from 0 in bytes. */
function findingOfEsbuild(cause: unknown): Finding | undefined {
  if (!(cause instanceof Error) || !('errors' in cause) || !Array.isArray(cause.errors))
    return undefined;
  const first: unknown = cause.errors[0];
  if (
    typeof first !== 'object' ||
    first === null ||
    !('text' in first) ||
    typeof first.text !== 'string'
  )
    return undefined;
  const location: unknown = 'location' in first ? first.location : undefined;
  return { text: first.text, others: cause.errors.length - 1, place: placeOf(location) };
}

function placeOf(location: unknown): Place | undefined {
  if (typeof location !== 'object' || location === null) return undefined;
  const { line, column, lineText } = { line: 1, column: 0, lineText: '', ...location };
  const before = Buffer.from(lineText).subarray(0, column).toString();
  return { line, column: before.length + 1 };
}

/** V8 names the line of the text that it was given: the source itself, or what a transformer made of it. */
function findingOfV8(file: string, cause: unknown): Finding | undefined {
  if (!(cause instanceof SyntaxError)) return undefined;
  const [head = '', shown = '', carets = ''] = String(cause.stack).split('\n');
  const line = Number(/:(\d+)$/.exec(head)?.[1] ?? Number.NaN);
  if (!head.startsWith(file) || Number.isNaN(line)) return undefined;
  const column = Math.max(0, carets.indexOf('^'));
  return {
    text: cause.message,
    others: 0,
    place: placeOfLine(fs.readFileSync(file, 'utf8'), { shown, line, column }),
  };
}

function placeOfLine(
  source: string,
  found: { readonly shown: string; readonly line: number; readonly column: number },
): Place {
  const lines = source.split('\n');
  const { shown, line, column } = found;
  if (lines[line - 1] === shown) return { line, column: column + 1 };
  // Transformed: the line that holds what is marked, when only one does.
  const wanted = shown.trim().replace(/;$/, '');
  const same = lines.flatMap((text, index) =>
    wanted !== '' && text.includes(wanted) ? [index] : [],
  );
  const [index] = same;
  if (index === undefined || same.length > 1)
    return { line: Math.min(line, lines.length), column: 1 };
  const shift = (lines[index] ?? '').indexOf(wanted) - shown.indexOf(wanted);
  return { line: index + 1, column: Math.max(1, column + shift + 1) };
}

function placeAt(source: string, offset: number): Place {
  const before = source.slice(0, offset).split('\n');
  return { line: before.length, column: (before.at(-1)?.length ?? 0) + 1 };
}

function endOf(source: string): Place {
  return placeAt(source, source.trimEnd().length);
}
