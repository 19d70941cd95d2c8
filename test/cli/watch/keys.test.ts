import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { expect, suite, test } from 'ztest';
import { decodeKeys } from '../../../client/cli/watch/keys.ts';
import { watchProject } from '../../support/watch-project.ts';

const waiting = '? shows the keys, q quits';
const files = {
  'src/cart.test.ts': `import { test } from 'ztest';\ntest('adds', () => {});\ntest('removes', () => {});\n`,
  'src/money.test.ts': `import { expect, test } from 'ztest';\ntest('adds up', () => { expect(1).toBe(2); });\ntest('rounds', () => {});\n`,
};
const inTerminal = { isTerminal: true };
/** A terminal for the command: util-linux has one. */
const hasTerminal = existsSync('/usr/bin/script') && process.platform === 'linux';

suite('the keys of watch mode', { timeout: '2m' }, () => {
  test.skipIf(!hasTerminal)('run all, what failed, and the same again', async () => {
    using watch = watchProject(files, [], inTerminal);
    expect(await watch.until(waiting)).toContain('1 failure (f runs it)');
    watch.type('f');
    expect(await watch.until(waiting)).toMatch(/1 test, because[^]*Tests: 0 passed, 1 failed/);
    watch.type('\r');
    expect(await watch.until(waiting)).toContain('Tests: 0 passed, 1 failed');
    watch.type('a');
    expect(await watch.until(waiting)).toMatch(/All tests[^]*Tests: 3 passed, 1 failed/);
    watch.type('?');
    expect(await watch.until('Show the keys')).toContain('Run what failed');
    watch.type('q');
    expect(await watch.ended).toEqual({ exitCode: 0, left: [] });
  });

  test.skipIf(!hasTerminal)('filter by path and title, with what matches', async () => {
    using watch = watchProject(files, [], inTerminal);
    await watch.until(waiting);
    watch.type('p');
    await watch.until('2 test files without a filter');
    watch.type('carx\x7f');
    await watch.until(/1 test file · Enter[^]*Files with this in their path: car▏/);
    watch.type('\r');
    expect(await watch.until(waiting)).toMatch(
      /All tests · path: car[^]*Tests: 2 passed, 0 failed/,
    );
    watch.type('t');
    await watch.until('Tests whose title matches: ▏');
    watch.type('(');
    await watch.until('This is no regular expression yet.');
    watch.type('\x15rem');
    await watch.until(/cart.test|removes/);
    await watch.until('Tests whose title matches: rem▏');
    watch.type('\r');
    expect(await watch.until(waiting)).toMatch(
      /path: car · title: rem[^]*Tests: 1 passed, 0 failed/,
    );
    watch.type('p');
    await watch.until('Files with this in their path: car▏');
    watch.type('nothing\x1b');
    expect(await watch.until(waiting)).toContain('path: car · title: rem');
  });

  test.skipIf(!hasTerminal)('write snapshots that do not match', async () => {
    using watch = watchProject(
      {
        'a.test.ts': `import { expect, test } from 'ztest';\ntest('a', () => { expect(2).toMatchInlineSnapshot(\`1\`); });\n`,
      },
      [],
      inTerminal,
    );
    await watch.until(waiting);
    watch.type('u');
    expect(await watch.until(waiting)).toMatch(/1 updated[^]*Waiting/);
    expect(watch.project.read('a.test.ts')).toContain('toMatchInlineSnapshot(`2`)');
    watch.type('u');
    await watch.until('All snapshots match.');
  });

  test.skipIf(!hasTerminal)('run what has changed since the last commit', async () => {
    using watch = watchProject({ ...files, '.gitignore': '.ztest' }, [], inTerminal);
    await watch.until(waiting);
    watch.type('o');
    await watch.until(/error ZT\d+/);
    const git = (...args: readonly string[]): void =>
      void execFileSync('git', ['-c', 'user.name=t', '-c', 'user.email=t@example.com', ...args], {
        cwd: watch.project.directory,
      });
    git('init', '-q');
    git('add', '.');
    git('commit', '-q', '-m', 'one');
    watch.type('o');
    await watch.until('Nothing that tests depend on has changed since the last commit.');
    watch.project.write({
      'src/cart.test.ts': files['src/cart.test.ts'].replace(
        `'removes', () => {}`,
        `'removes', () => { void 0; }`,
      ),
    });
    await watch.until(/Tests: \d passed, 0 failed/);
    await watch.until(waiting);
    watch.type('o');
    expect(await watch.until(waiting)).toMatch(/changed since the last commit[^]*Files: 1\n/);
  });

  test.skipIf(!hasTerminal)('end the run that is going on', async () => {
    using watch = watchProject(
      {
        ...files,
        'slow.test.ts': `import { test } from 'ztest';\ntest('waits', { timeout: '1h' }, async () => { await new Promise(() => {}); });\n`,
      },
      [],
      inTerminal,
    );
    await watch.until(/slow\.test\.ts 0\/1/);
    watch.type('p');
    await watch.until('3 test files without a filter');
    watch.type('cart\r');
    expect(await watch.until(waiting)).toContain('Tests: 2 passed, 0 failed');
    watch.type('\x03');
    expect(await watch.ended).toEqual({ exitCode: 130, left: [] });
  });

  test.each([
    ['a', [{ name: 'text', text: 'a' }]],
    ['\r\x7f\x03', [{ name: 'enter' }, { name: 'backspace' }, { name: 'interrupt' }]],
    ['\x1b', [{ name: 'escape' }]],
    ['\x1b[Aü\x1bOP\x1b[1;5C', [{ name: 'text', text: 'ü' }]],
    ['😀', [{ name: 'text', text: '😀' }]],
    [
      '\x1b[200~ab\x1b[201~',
      [
        { name: 'text', text: 'a' },
        { name: 'text', text: 'b' },
      ],
    ],
    ['\x00\x0b', []],
  ])('%j are %j', (typed, keys) => {
    expect(decodeKeys(typed)).toEqual(keys);
  });
});
