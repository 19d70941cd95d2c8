import { expect, suite, test } from 'ztest';
import { printWidthOf } from '../../../server/migrate/source-style.ts';

suite('how long a line may be', () => {
  test.each([
    ['.prettierrc', `{ "printWidth": 100 }`],
    ['.prettierrc.yaml', `semi: false\nprintWidth: 100\n`],
    ['prettier.config.js', `module.exports = { printWidth: 100 };`],
    ['package.json', `{ "prettier": { "printWidth": 100 } }`],
    ['biome.json', `{ "formatter": { "lineWidth": 100 } }`],
    ['.editorconfig', `[*]\nmax_line_length = 100\n`],
  ])('is said by %s', (file, text) => {
    expect(printWidthOf((asked) => (asked === file ? text : undefined))).toBe(100);
  });
  test('is 80 where nobody says it', () => {
    expect(printWidthOf(() => undefined)).toBe(80);
    expect(printWidthOf(() => '{}')).toBe(80);
  });
});
