/** What a terminal in raw mode sends, as keys; and which of them watch mode knows. */

/** A character that was typed, or a key that has a name. */
export type Key =
  | { readonly name: 'text'; readonly text: string }
  | { readonly name: 'enter' | 'escape' | 'backspace' | 'clear' | 'interrupt' | 'suspend' | 'end' };

export const watchKeys = [
  { key: 'a', meaning: 'Run all tests; takes filters away that were typed' },
  { key: 'f', meaning: 'Run what failed' },
  { key: 'o', meaning: 'Run what the changes since the last commit affect' },
  { key: 'p', meaning: 'Only files with this in their path' },
  { key: 't', meaning: 'Only tests whose title matches' },
  { key: 'u', meaning: 'Write the snapshots that do not match, remove those no test has' },
  { key: 'Enter', meaning: 'Run the last tests again' },
  { key: 'q', meaning: 'Quit' },
  { key: '?', meaning: 'Show the keys' },
] as const;

type NamedKey = Exclude<Key['name'], 'text'>;

const CONTROLS: ReadonlyMap<string, NamedKey> = new Map([
  ['\r', 'enter'],
  ['\n', 'enter'],
  ['\x7f', 'backspace'],
  ['\b', 'backspace'],
  ['\x15', 'clear'],
  ['\x17', 'clear'],
  ['\x03', 'interrupt'],
  ['\x1a', 'suspend'],
  ['\x04', 'end'],
] as const);

/** Arrows, function keys, marks around what is pasted, reports of the mouse: none of them means anything here. */
// oxlint-disable-next-line eslint/no-control-regex -- that is how they begin
const SEQUENCE = /^\x1b(?:\[[0-?]*[ -/]*[@-~]|O.|[^[O\x1b])/su;

/** @param chunk what came at once: a key, several, or something that was pasted */
export function decodeKeys(chunk: string): readonly Key[] {
  const keys: Key[] = [];
  for (let rest = chunk; rest !== '';) {
    const sequence = SEQUENCE.exec(rest)?.[0];
    const [character = ''] = rest; // a code point, not half of a pair
    rest = rest.slice(sequence?.length ?? character.length);
    if (sequence !== undefined) continue;
    const control = character === '\x1b' ? 'escape' : CONTROLS.get(character);
    if (control !== undefined) keys.push({ name: control });
    else if (character >= ' ') keys.push({ name: 'text', text: character });
  }
  return keys;
}
