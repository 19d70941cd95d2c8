import { expect, test } from 'ztest';
import { isIgnored, parseIgnoreFile } from '../../../server/config/ignore-rules.ts';

/** As `git check-ignore` sees it: a path is ignored when it or a folder around it is. */
function ignored(text: string, paths: readonly string[]): readonly string[] {
  const rules = [parseIgnoreFile(text, '/root')];
  return paths.filter((path) => {
    const parts = path.replace(/\/$/, '').split('/');
    return parts.some((name, i) => {
      const isFolder = i < parts.length - 1 || path.endsWith('/');
      return isIgnored({ path: `/root/${parts.slice(0, i + 1).join('/')}`, name, isFolder }, rules);
    });
  });
}

// The right columns are what Git itself answers.
test.each([
  ['foo', ['foo', 'a/foo', 'foo/x', 'food'], ['foo', 'a/foo', 'foo/x']],
  ['foo/', ['foo', 'foo/', 'a/foo/', 'foo/x'], ['foo/', 'a/foo/', 'foo/x']],
  ['/foo', ['foo', 'a/foo'], ['foo']],
  ['a/b', ['a/b', 'x/a/b', 'a/b/c'], ['a/b', 'a/b/c']],
  ['*.log', ['x.log', 'a/x.log', 'x.logs'], ['x.log', 'a/x.log']],
  ['*.log\n!keep.log', ['x.log', 'keep.log', 'a/keep.log'], ['x.log']],
  ['a\n!a/b', ['a/b'], ['a/b']],
  ['a/*\n!a/b', ['a/b', 'a/c', 'a/b/c'], ['a/c']],
  ['**/b', ['b', 'a/b', 'a/x/b'], ['b', 'a/b', 'a/x/b']],
  ['a/**/b', ['a/b', 'a/x/b', 'a/x/y/b', 'b'], ['a/b', 'a/x/b', 'a/x/y/b']],
  ['a/**', ['a/x', 'a/x/y', 'b/a/x'], ['a/x', 'a/x/y']],
  ['a**b', ['ab', 'axb', 'a/b'], ['ab', 'axb']],
  ['?.ts', ['a.ts', 'ab.ts', 'x/a.ts'], ['a.ts', 'x/a.ts']],
  ['[!ab].ts', ['a.ts', 'c.ts'], ['c.ts']],
  ['[[:digit:]].ts', ['1.ts', 'a.ts'], ['1.ts']],
  ['[a', ['[a', 'a'], []],
  [String.raw`\#x`, ['#x'], ['#x']],
  ['#x', ['#x'], []],
  [String.raw`\!x`, ['!x'], ['!x']],
  ['x  ', ['x', 'x  '], ['x']],
  ['x\r\ny\r\n', ['x', 'y'], ['x', 'y']],
  ['*.{ts,js}', ['a.ts', 'a.{ts,js}'], ['a.{ts,js}']],
  ['*\n!*/\n!*.ts', ['a.ts', 'b/a.ts', 'a.js'], ['a.js']],
  ['/\n!\n\n', ['a'], []],
])('%j', (text, paths, expected) => {
  expect(ignored(text, paths)).toEqual(expected);
});
