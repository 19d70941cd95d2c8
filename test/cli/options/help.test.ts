import { expect, suite, test } from 'ztest';
import { exitCodes } from '../../../client/cli/exit-codes.ts';
import { renderHelp } from '../../../client/cli/help.ts';
import { parseCommandLine } from '../../../client/cli/options.ts';
import { flags } from '../../../client/cli/options-flags.ts';

const whole = renderHelp({ topic: undefined, columns: 80, version: '1.2.3' });

suite('--help', () => {
  test('names every flag of a run, every command and every exit code', () => {
    const silent = flags.filter(
      ({ name, commands }) => commands.includes('run') && !whole.includes(`--${name}`),
    );
    expect(silent).toEqual([]);
    for (const word of ['ztest list', 'ztest help', 'ztest version', '--help', '1.2.3']) {
      expect(whole).toContain(word);
    }
    for (const code of Object.values(exitCodes))
      expect(whole).toMatch(new RegExp(`^  ${code} `, 'm'));
  });

  test('has examples that can be typed as they stand', () => {
    const examples = [...whole.matchAll(/^ {2}ztest( .*?)?(?: {2,}.*)?$/gm)].map(([, words = '']) =>
      [...words.matchAll(/'([^']*)'|\S+/g)].map(([word, quoted]) => quoted ?? word),
    );
    expect(examples.length).toBeGreaterThan(9);
    for (const argv of examples.filter((words) => !words.join(' ').includes('['))) {
      expect([argv, parseCommandLine(argv).command]).not.toEqual([argv, 'usage-problem']);
    }
  });

  test.each([20, 40, 60, 80, 100, 200])('fits a terminal of %i columns', (columns) => {
    const text = renderHelp({ topic: undefined, columns, version: '1.2.3' });
    const width = Math.min(Math.max(columns, 40), 100);
    expect(text.split('\n').filter((line) => line.length > width)).toEqual([]);
  });

  test('of "list" shows its own flags and not those of a run', () => {
    const text = renderHelp({ topic: 'list', columns: 80, version: '1.2.3' });
    expect(text).toContain('--json');
    expect(text).toContain('--tags');
    expect(text).not.toContain('--repeat-until-failure');
    expect(whole).not.toContain('--json ');
  });
});

test('no two flags of a command are written alike', () => {
  const written = flags.flatMap(({ commands, name, alias, short }) =>
    commands.flatMap((command) => [
      `${command} --${name}`,
      alias && `${command} --${alias}`,
      short && `${command} -${short}`,
    ]),
  );
  const present = written.filter((name) => name !== undefined);
  expect(new Set(present).size).toBe(present.length);
});
