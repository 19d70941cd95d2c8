import type { ParsedFile } from '../../../server/parsing/parsed-file.ts';

/** What an open file says, in the form that a file has which was parsed once: without pieces. */
export function wholeProgram({ pieces, body, ...rest }: ParsedFile): unknown {
  const whole = (value: unknown, from: number): unknown => {
    if (Array.isArray(value)) return value.map((each) => whole(each, from));
    if (typeof value !== 'object' || value === null) return value;
    if ('piece' in value && 'from' in value) {
      const inner = pieces?.get(Number(value.piece));
      if (inner === undefined) throw new Error(`no piece ${String(value.piece)}`);
      return { do: 'run', value: whole(inner, from + Number(value.from)) };
    }
    const isPlace = 'at' in value && 'end' in value && value.end !== 0; // 0: a call that nobody wrote
    return Object.fromEntries(
      Object.entries(value).map(([key, inner]) => [
        key,
        isPlace && typeof inner === 'number' ? inner + from : whole(inner, from),
      ]),
    );
  };
  return { ...rest, body: whole(body, 0) };
}
