/** What a project's Babel makes of code that ztest leaves as the language has it: said before tests fail of it. */
import { joined } from './jest-suites.ts';
import { MINUTES, type Note } from './notes.ts';

const NAMES = [
  ...['', '.js', '.cjs', '.mjs', '.json'].map((ending) => `.babelrc${ending}`),
  ...['js', 'cjs', 'mjs', 'json', 'ts'].map((ending) => `babel.config.${ending}`),
];

/** @param read the text of a file, relative to the root */
export function babelNotes(
  folder: string,
  read: (file: string) => string | undefined,
): readonly Note[] {
  return [...NAMES, 'package.json'].flatMap((name): Note[] => {
    const file = joined(folder, name);
    const text = read(file);
    if (text === undefined) return [];
    const own = name === 'package.json' ? (/"babel"\s*:[^]*/.exec(text)?.[0] ?? '') : text;
    const notes: Note[] = [];
    if (/\badd-module-exports\b/.test(own))
      notes.push({
        file,
        kind: 'hand',
        what: 'add-module-exports: require() of a module gives its default export',
        advice:
          'Write require(…).default where tests and set-up files require modules of the project.',
        minutes: MINUTES.medium,
      });
    if (/\bloose\b["']?\s*:\s*true/.test(own))
      notes.push({
        file,
        kind: 'hand',
        what: 'loose: patterns of arrays and spread elements take what is no list there',
        advice:
          'What fails by it now fails wherever the syntax is not compiled away: mend the code.',
        minutes: MINUTES.small,
      });
    return notes;
  });
}
