/**
 * Finds the keys of the configuration in a TypeScript or JavaScript text, best effort: a scan over
 * brackets, strings and comments that needs no parser and accepts every syntax. It may miss a key that
 * is computed or spread in; it is only asked where a problem stands, never what the value is.
 */
import {
  positionFinder,
  type FindPosition,
  type KeyOffset,
  type KeyPath,
} from './key-positions.ts';

export function scriptPositions(text: string): FindPosition {
  return positionFinder(text, scriptKeys(text));
}

/** Where the keys stand, likeliest first. */
export function scriptKeys(text: string): readonly KeyOffset[] {
  const keys = [...readKeys(text)];
  const exported = Math.max(
    text.search(/\bexport\s+default\b/),
    text.search(/\bmodule\.exports\s*=/),
  );
  // What is written after the export is the configuration itself; helpers above it come second.
  return [
    ...keys.filter(([, offset]) => offset > exported),
    ...keys.filter(([, offset]) => offset <= exported),
  ];
}

/** One open bracket: the path that its members have, and what was read since its last comma. */
interface Frame {
  readonly open: string;
  readonly path: KeyPath;
  index: number;
  /** The key whose value is being read. */
  key: string | undefined;
  /** A name or string that becomes a key when `:`, `,` or `}` follows. */
  candidate: { readonly name: string; readonly offset: number } | undefined;
  /** Nothing but a candidate was read since the last comma. */
  isFresh: boolean;
}

const token =
  /\/\/[^\n]*|\/\*[^]*?\*\/|"(?:\\[^]|[^"\\\n])*"|'(?:\\[^]|[^'\\\n])*'|`(?:\\[^]|[^`\\])*`|\/(?![*/])(?:\\.|\[(?:\\.|[^\]\\\n])*\]|[^/\\\n[])+\/[dgimsuvy]*|[\w$]+|[^\s]/gu;

function* readKeys(text: string): Generator<KeyOffset> {
  let frames: Frame[] = [newFrame('', [])];
  for (const match of text.matchAll(token)) {
    const [word] = match;
    const frame = frames.at(-1);
    if (frame === undefined || word.startsWith('//') || word.startsWith('/*')) continue;
    if (frame.open === '[' && frame.isFresh && word !== ']' && word !== ',') {
      yield [[...frame.path, frame.index], match.index];
    }
    switch (word) {
      case '{':
      case '[':
      case '(': {
        if (word === '(') yield* shorthand(frame); // a method
        const path = memberPath(frame);
        settle(frame);
        frames.push(newFrame(word, path));
        break;
      }
      case '}':
      case ']':
      case ')':
        yield* shorthand(frame);
        if (frames.length > 1) frames = frames.slice(0, -1);
        break;
      case ',':
        yield* shorthand(frame);
        Object.assign(frame, { index: frame.index + 1, key: undefined, candidate: undefined });
        frame.isFresh = true;
        break;
      case ';':
        Object.assign(frame, { key: undefined, candidate: undefined, isFresh: true });
        break;
      case ':':
        if (frame.open === '{' && frame.candidate !== undefined && frame.key === undefined) {
          frame.key = frame.candidate.name;
          yield [[...frame.path, frame.key], frame.candidate.offset];
        }
        settle(frame);
        break;
      default:
        if (canBeKey(frame) && /^[\w$"'`]/.test(word)) {
          frame.candidate = { name: word.replaceAll(/^["'`]|["'`]$/g, ''), offset: match.index };
          frame.isFresh = false;
        } else {
          settle(frame);
        }
    }
  }
}

function newFrame(open: string, path: KeyPath): Frame {
  return { open, path, index: 0, key: undefined, candidate: undefined, isFresh: true };
}

function canBeKey(frame: Frame): boolean {
  if (frame.open !== '{' || frame.key !== undefined) return false;
  return frame.isFresh || ['get', 'async'].includes(frame.candidate?.name ?? '');
}

function settle(frame: Frame): void {
  frame.candidate = undefined;
  frame.isFresh = false;
}

/** The path of what is inside a bracket that opens here. */
function memberPath(frame: Frame): KeyPath {
  if (frame.open === '[') return [...frame.path, frame.index];
  return frame.key === undefined ? frame.path : [...frame.path, frame.key];
}

/** `{ timeout }` and `{ timeout() {} }`: no colon follows the key. */
function* shorthand(frame: Frame): Generator<KeyOffset> {
  if (frame.candidate !== undefined && frame.open === '{' && frame.key === undefined) {
    yield [[...frame.path, frame.candidate.name], frame.candidate.offset];
  }
}
