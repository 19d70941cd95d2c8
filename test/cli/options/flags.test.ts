import { expect, suite, test } from 'ztest';
import { parseCommandLine } from '../../../client/cli/options.ts';
import { parse } from './support.ts';

suite('a flag', () => {
  test.each([
    [['--workers', '50%'], { settings: { workers: { percent: 50 } } }],
    [['--workers=4'], { settings: { workers: 4 } }],
    [['--isolation', 'full'], { settings: { isolation: 'full' } }],
    [['--timeout', '1.5m'], { settings: { timeout: 90_000 } }],
    [['--timeout=500'], { settings: { timeout: 500 } }],
    [['--hook-timeout', '0'], { settings: { hookTimeout: 0 } }],
    [['--retry', '2'], { settings: { retry: { count: 2 } } }],
    [['--repeats', '3'], { settings: { repeats: 3 } }],
    [['--seed', '42'], { settings: { seed: 42 } }],
    [['--failure-strategy', 'isolate'], { settings: { failureStrategy: 'isolate' } }],
    [['--memory-limit', '1.5GB'], { settings: { memoryLimit: 1_610_612_736 } }],
    [['--max-concurrency', '9'], { settings: { maxConcurrency: 9 } }],
    [['--output-dir', 'out'], { settings: { outputDir: 'out' } }],
    [['--update'], { settings: { updateSnapshots: true } }],
    [['-u'], { settings: { updateSnapshots: true } }],
    [['--pass-with-no-tests'], { settings: { passWithNoTests: true } }],
    [['--globals'], { settings: { globals: true } }],
    [['--no-globals'], { settings: { globals: false } }],
    [['--globals=false'], { settings: { globals: false } }],
    [['--fail-on-leaks'], { settings: { detectLeaks: 'fail' } }],
    [
      ['--env', 'A=1', '--env', 'B=2=3', '--env=C='],
      { settings: { env: { A: '1', B: '2=3', C: '' } } },
    ],
    [['--config', 'ci.ts', '--profile', 'ci'], { configFile: 'ci.ts', profile: 'ci' }],
    [['--last-failed'], { lastFailed: true }],
    [
      ['--shard', '2/4', '--shard-timings=none'],
      { shard: { index: 2, count: 4 }, shardTimings: 'none' },
    ],
    [['--watch'], { watch: true }],
    [['-w', '--coverage'], { watch: true, settings: { coverage: { enabled: true } } }],
    [['watch', '--last-failed'], { watch: true, lastFailed: true }],
    [['--no-cache'], { useCache: false }],
    [['--clear-cache'], { clearCache: true }],
    [['--color'], { color: true }],
    [['--no-color'], { color: false }],
    [['--silent'], { silent: true }],
    [['--debug'], { debug: {} }],
    [['--inspect-brk=9229'], { debug: { address: '9229' } }],
    [['list', '--json', '--loaded'], { json: true, loaded: true }],
  ])('%j', (argv, expected) => {
    expect(parse(...argv)).toEqual(expected);
  });

  test('given twice counts the last time, where it has one value', () => {
    expect(parse('--workers', '2', '--workers', '3')).toEqual({ settings: { workers: 3 } });
  });

  test('may stand before the command', () => {
    expect(parseCommandLine(['--workers', '2', 'list']).command).toBe('list');
  });

  test('with a value that begins with a dash needs "=" only when it looks like a flag', () => {
    expect(parse('-t', '-1 is negative')).toEqual({
      titlePattern: { source: '-1 is negative', flags: 'i' },
    });
    expect(parse('-t=--x')).toEqual({ titlePattern: { source: '--x', flags: 'i' } });
  });
});

suite('a flag whose value may be left out', () => {
  const filter = { filters: [{ text: 'cart', pattern: 'cart', kind: 'path' }] };

  test.each([
    [['--bail'], { settings: { bail: 1 } }],
    [['--bail=3'], { settings: { bail: 3 } }],
    [['--bail', '3', 'cart'], { settings: { bail: 3 }, ...filter }],
    [['--bail', 'cart'], { settings: { bail: 1 }, ...filter }],
    [['--shuffle'], { settings: { shuffle: true } }],
    [['--shuffle', '42'], { settings: { shuffle: true, seed: 42 } }],
    [['--detect-leaks'], { settings: { detectLeaks: 'warn' } }],
    [['--detect-leaks=fail'], { settings: { detectLeaks: 'fail' } }],
    [['--repeat-until-failure'], { repeatUntilFailure: {} }],
    [['--repeat-until-failure=50'], { repeatUntilFailure: { count: 50 } }],
    [
      ['--repeat-until-failure', '2m', 'cart'],
      { repeatUntilFailure: { duration: 120_000 }, ...filter },
    ],
    [['--until-failure', 'cart'], { repeatUntilFailure: {}, ...filter }],
  ])('%j', (argv, expected) => {
    expect(parse(...argv)).toEqual(expected);
  });
});

suite('titles and tags', () => {
  test.each([
    [['-t', 'adds'], { source: 'adds', flags: 'i' }],
    [['-tadds'], { source: 'adds', flags: 'i' }],
    [['--pattern=/Adds/u'], { source: 'Adds', flags: 'u' }],
    [['-t', '/adds/'], { source: 'adds', flags: '' }],
    [['-t', 'a', '-t', 'b'], { source: '(?:a)|(?:b)', flags: 'i' }],
  ])('%j', (argv, titlePattern) => {
    expect(parse(...argv)).toEqual({ titlePattern });
  });

  test('--tags given twice must both hold', () => {
    expect(parse('--tags', 'a || b', '--tags', '!c')).toEqual({ tags: '(a || b) && (!c)' });
  });

  test.each(['a', '!a', 'a && b || c', '!(a||b)', 'needs-db && !os:windows', '((a))', '!!a'])(
    'tags may be %s',
    (tags) => {
      expect(parse('--tags', tags)).toEqual({ tags });
    },
  );
});

test('--report is a list, also when it is repeated', () => {
  expect(parse('--report', 'terminal,json=-', '--report', 'junit=a.xml')).toEqual({
    settings: { report: ['terminal', 'json=-', 'junit=a.xml'] },
  });
});

suite('commands', () => {
  test.each([
    [[], 'run'],
    [['run'], 'run'],
    [['src'], 'run'],
    [['list', 'src'], 'list'],
    [['help'], 'help'],
    [['--help'], 'help'],
    [['run', '--nonsense', '-h'], 'help'],
    [['version'], 'version'],
    [['-v'], 'version'],
    [['--version'], 'version'],
  ])('%j', (argv, command) => {
    expect(parseCommandLine(argv).command).toBe(command);
  });

  test('a file called like a command is reached with "run" or after "--"', () => {
    const filters = [{ text: 'list', pattern: 'list', kind: 'path' }];
    expect(parse('run', 'list')).toEqual({ filters });
    expect(parse('--', 'list')).toEqual({ filters });
  });

  test('help of a command is asked for in two ways', () => {
    expect(parse('help', 'list')).toEqual({ command: 'help', topic: 'list' });
    expect(parse('list', '--help')).toEqual({ command: 'help', topic: 'list' });
  });
});

suite('filters', () => {
  test('are what is no flag; after "--" everything is one', () => {
    expect(parse('a', '--bail', 'b', '--', '--c')).toMatchObject({
      filters: [{ text: 'a' }, { text: 'b' }, { text: '--c' }],
    });
  });

  test('that are empty, as from an unset shell variable, do not count', () => {
    expect(parse('', 'a')).toMatchObject({ filters: [{ text: 'a' }] });
  });

  test('may name lines', () => {
    expect(parse('a.test.ts:12-20')).toEqual({
      filters: [
        {
          text: 'a.test.ts:12-20',
          pattern: 'a.test.ts',
          kind: 'path',
          lines: { from: 12, to: 20 },
        },
      ],
    });
  });
});
