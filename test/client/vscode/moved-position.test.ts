import { expect, test } from 'ztest';
import { movedBy } from '../../../client/vscode/running/moved-position.ts';

const at = (line: number, character: number) => ({ line, character });

test.each([
  ['a line above', at(0, 0), at(0, 0), 'new\n', at(6, 4)],
  ['two lines above, with the line ends of Windows', at(0, 0), at(0, 0), 'a\r\nb\r\n', at(7, 4)],
  ['a line less above', at(1, 0), at(2, 0), '', at(4, 4)],
  ['text before it in its line', at(5, 0), at(5, 2), 'let x = ', at(5, 10)],
  ['a line break before it in its line', at(5, 2), at(5, 2), '\n  ', at(6, 4)],
  ['a line joined to the one above', at(4, 7), at(5, 2), ' ', at(4, 10)],
  ['text behind it', at(5, 9), at(6, 0), 'more\n', at(5, 4)],
  ['it being replaced', at(5, 1), at(5, 8), 'other', at(5, 1)],
])('%s moves a position accordingly', (_what, start, end, text, expected) => {
  expect(movedBy(at(5, 4), { range: { start, end }, text })).toEqual(expected);
});
