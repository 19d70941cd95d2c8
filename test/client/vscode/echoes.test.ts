import { expect, test } from 'ztest';
import { Echoes } from '../../../client/vscode/running/echoes.ts';

/** A run that takes a second; meanwhile the files change. @returns those that cause another run */
function runWith(echoes: Echoes, start: number, ...files: readonly string[]): readonly string[] {
  echoes.begin();
  const accepted = files.filter((file) => echoes.accepts(file, start + 500));
  echoes.end(start + 1000);
  return accepted;
}

test('a file that every run writes causes two more runs, and no third', () => {
  const echoes = new Echoes();
  expect(runWith(echoes, 0, 'out.json')).toEqual(['out.json']);
  expect(runWith(echoes, 1000, 'out.json')).toEqual(['out.json']);
  expect(runWith(echoes, 2000, 'out.json', 'edited.ts')).toEqual(['edited.ts']);
});

test('it is told that late, too', () => {
  const echoes = new Echoes();
  runWith(echoes, 0, 'out.json');
  runWith(echoes, 1000, 'out.json');
  runWith(echoes, 2000);
  runWith(echoes, 3000, 'out.json');
  runWith(echoes, 4000, 'out.json');
  runWith(echoes, 5000);
  expect(echoes.accepts('out.json', 6100)).toBe(false);
  expect(echoes.accepts('out.json', 8000)).toBe(true);
});

test('what the author saves counts always', () => {
  const echoes = new Echoes();
  for (const start of [0, 1000, 2000]) runWith(echoes, start, 'out.json');
  echoes.forget('out.json');
  expect(runWith(echoes, 3000, 'out.json')).toEqual(['out.json']);
});
