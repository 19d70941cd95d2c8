import { expect, suite, test } from 'ztest';
import { discover, root, tests } from './discover.ts';

type Files = Readonly<Record<string, string>>;

/** `answer: headline`, the trail, the guess. */
async function explain(files: Files, target: string, cwd = root): Promise<string[]> {
  const { discovery } = discover(files);
  await discovery.open();
  const { answer, headline, trail, guess } = discovery.explain(target, cwd);
  return [`${answer}: ${headline}`, ...trail, ...(guess === undefined ? [] : [`? ${guess}`])];
}

const config = `export default { include: ['src/**/*.test.ts'], exclude: ['**/old/**'] }`;
const files: Files = {
  'ztest.config.ts': config,
  '.gitignore': '*.gen.test.ts\n',
  'src/a.test.ts': tests('adds', 'removes'),
  'src/a.gen.test.ts': tests('made'),
  'src/old/b.test.ts': tests('old'),
  'src/helper.ts': '',
  'src/empty.test.ts': `describe('x', () => {})`,
  'node_modules/x/c.test.ts': tests('installed'),
  'e2e/d.test.ts': tests('elsewhere'),
};

suite('a file', () => {
  test('that is a test says which pattern of which configuration has it', async () => {
    expect(await explain(files, 'src/a.test.ts')).toEqual([
      'test: src/a.test.ts is a test file with 2 tests.',
      'ztest.config.ts (the nearest configuration): "src/**/*.test.ts" matches it.',
      'Nothing excludes it, and no .gitignore rule holds for it.',
      'It imports no test function itself, and no configuration makes them globals: without a helper that brings them, describe, it and test in it are any functions.',
    ]);
  });

  test('is found from the folder where one is, with a line too', async () => {
    const [answer] = await explain(files, 'a.test.ts:2', `${root}/src`);
    expect(answer).toBe('test: src/a.test.ts is a test file with 2 tests.');
  });

  test.each([
    [
      'src/helper.ts',
      'ztest.config.ts (the nearest configuration): no pattern matches it (src/**/*.test.ts).',
    ],
    ['src/old/b.test.ts', 'But it is excluded by "**/old/**".'],
    ['src/a.gen.test.ts', '.gitignore in /root ignores it: "*.gen.test.ts".'],
    [
      'node_modules/x/c.test.ts',
      'It lies in node_modules, and tests are never looked for in such a folder.',
    ],
    [
      'e2e/d.test.ts',
      'ztest.config.ts (the nearest configuration): no pattern matches it (src/**/*.test.ts).',
    ],
  ])('%s is no test, and it says why', async (file, reason) => {
    const [answer, ...trail] = await explain(files, file);
    expect(answer).toBe(`no-test: ${file} is no test file.`);
    expect(trail.at(-1)).toBe(reason);
  });

  test('without tests says what could be missing', async () => {
    const [answer, ...trail] = await explain(files, 'src/empty.test.ts');
    expect(answer).toBe('no-test: src/empty.test.ts is a test file, but no test was found in it.');
    expect(trail.at(-1)).toContain('It imports no test function itself');
  });

  test('that is not there has a similar name', async () => {
    expect(await explain(files, 'src/aa.test.ts')).toEqual([
      'nothing: There is no file src/aa.test.ts, and no test has "src/aa.test.ts" in its title.',
      '? src/a.test.ts',
    ]);
  });

  test('outside of the project is none', async () => {
    const { discovery, files: memory } = discover(files);
    memory.write('/other/a.test.ts', tests('a'));
    await discovery.open();
    expect(discovery.explain('/other/a.test.ts', root).trail).toEqual([
      'It lies outside of the project.',
    ]);
  });
});

suite('a title', () => {
  test('says where it is', async () => {
    expect(await explain(files, 'Adds')).toEqual([
      'test: 1 test has "Adds" in the title.',
      'src/a.test.ts:2  adds',
    ]);
  });

  test('that is mistyped has a similar one', async () => {
    expect(await explain(files, 'remvoes')).toEqual([
      'nothing: No test has "remvoes" in its title, and there is no such file.',
      '? removes',
    ]);
  });
});

suite('a folder', () => {
  test('lists its test files, or says why it has none', async () => {
    expect(await explain(files, 'src')).toEqual([
      'test: src has 2 test files.',
      'src/a.test.ts',
      'src/empty.test.ts',
    ]);
    expect((await explain(files, 'e2e'))[0]).toBe('no-test: e2e has no test file.');
  });
});
