import { expect, suite, test } from 'ztest';
import { parse } from './support.ts';

suite('an unknown flag', () => {
  test.each([
    ['--timout', 'Did you mean --timeout?'],
    ['--no-coler', 'Did you mean --no-color?'],
    ['--passWithNoTests', 'Did you mean --pass-with-no-tests?'],
    ['--runInBand', 'Did you mean --workers 1?'],
    ['--testNamePattern=x', 'Did you mean -t?'],
    ['--nothing-like-it', 'See all flags with: ztest --help'],
    ['-x', 'See all flags with: ztest --help'],
  ])('%s: %s', (flag, hint) => {
    expect(parse(flag)).toEqual([
      `error ZT1001: Unknown flag ${flag.replace(/=.*/, '')}.\n  ${hint}`,
    ]);
  });
});

suite('a wrong value', () => {
  test.each([
    [['--timeout', 'soon'], '--timeout must be a duration', 'For example: --timeout 10s'],
    [['--timeout', '-1'], 'but it is "-1"', 'For example: --timeout 10s'],
    [['--timeout', '99999h'], 'at most 24 days', 'For example: --timeout 10s'],
    [['--workers', '0'], '--workers must be a number of workers', 'For example: --workers 50%'],
    [['--workers', '150%'], 'but it is "150%"', 'For example: --workers 50%'],
    [['--isolation', 'ful'], 'one of "full", "partial", "none"', 'Did you mean full?'],
    [['--report', 'junt'], '--report must be one of', 'Did you mean junit?'],
    [['--report', 'json='], 'but it is "json="', 'Did you mean json?'],
    [['--seed', '4294967296'], 'from 0 to 4294967295', 'For example: --seed 42'],
    [['--bail=x'], 'a whole number, 0 or more', 'For example: --bail 2'],
    [
      ['--repeat-until-failure=0'],
      'a number of runs, or a duration',
      'For example: --repeat-until-failure 50',
    ],
    [['--env', 'A'], 'a name, "=" and a value', 'For example: --env DATABASE_URL=:memory:'],
    [
      ['-t', '(('],
      '-t must be a regular expression, but it is "((": Unterminated group',
      "For example: -t 'adds|removes'",
    ],
    [['--tags', 'a &&'], 'at character 5, a tag is missing', "For example: --tags 'db && !slow'"],
    [
      ['--tags', 'a b'],
      'at character 3, "&&" or "||" is missing',
      "For example: --tags 'db && !slow'",
    ],
    [['--tags', '(a'], 'at character 3, ")" is missing', "For example: --tags 'db && !slow'"],
    [
      ['--tags', 'a)'],
      'at character 2, "&&" or "||" is missing',
      "For example: --tags 'db && !slow'",
    ],
    [
      ['--tags', 'a & b'],
      'at character 3, "&&" or "||" is missing',
      "For example: --tags 'db && !slow'",
    ],
    [['--tags', ''], 'at character 1, a tag is missing', "For example: --tags 'db && !slow'"],
  ])('%j is told %j', (argv, sentence, hint) => {
    const problems = parse(...argv);
    expect(problems).toEqual([expect.stringContaining(sentence)]);
    expect(problems).toEqual([expect.stringMatching(/^error ZT1003: /)]);
    expect(problems).toEqual([expect.stringContaining(`\n  ${hint}`)]);
  });

  test.each([[['--timeout']], [['--timeout', '--bail']], [['-t']], [['--tags', '-u']]])(
    '%j lacks its value',
    (argv) => {
      expect(parse(...argv)).toEqual([
        expect.stringMatching(/^error ZT1002: --?\w+ needs a value: /),
      ]);
    },
  );

  test('cannot be given to a flag that takes none', () => {
    expect(parse('--silent=very')).toEqual([
      'error ZT1004: --silent takes no value, but it is given "very".\n  Write --silent alone.',
    ]);
  });
});

test('all that is wrong is said at once', () => {
  const problems = parse('--nope', '--workers', '0', 'a.ts:0');
  expect(problems).toEqual([
    expect.stringContaining('ZT1001'),
    expect.stringContaining('ZT1003'),
    expect.stringContaining('ZT1008'),
  ]);
});

test('a flag of another command says where it belongs', () => {
  expect(parse('--json')).toEqual([
    'error ZT1005: --json is no flag of "ztest run": it belongs to "ztest list", "ztest explain", "ztest graph", "ztest covers", "ztest affected", "ztest history", "ztest bisect", "ztest flaky", "ztest quarantine", "ztest migrate".\n  For the results of a run as JSON: --report json=-',
  ]);
  expect(parse('list', '--update')).toEqual([expect.stringContaining('it belongs to "ztest run"')]);
});

test.each([['--interactive']])('%s is announced for later', (flag) => {
  expect(parse(flag)).toEqual([expect.stringContaining('is not supported by this version yet')]);
});

test('a command of later versions is not taken for a filter', () => {
  expect(parse('lint', 'src')).toEqual([
    'error ZT1006: The command "lint" is not supported by this version yet.\n  To run the test files with "lint" in their path: ztest run lint',
  ]);
  expect(parse('run', 'lint')).toMatchObject({ filters: [{ text: 'lint' }] });
});

test('help for a command that does not exist suggests one', () => {
  expect(parse('help', 'lst')).toEqual([
    'error ZT1007: There is no command "lst" to help with.\n  Did you mean: ztest help list',
  ]);
});
