import { expect, suite, test } from 'ztest';
import { FLAVOURS } from '../../bench/flavours.ts';
import { moduleFiles, testFiles, type ProjectShape } from '../../bench/project-shape.ts';

const SHAPE: ProjectShape = {
  files: 40,
  tests: 3,
  modules: 50,
  reach: 8,
  work: 0,
  typescript: true,
};

const TEXTS: ReadonlyMap<string, string> = new Map(
  [...moduleFiles(SHAPE), ...testFiles(SHAPE, FLAVOURS.vitest.dialect)].map(({ path, text }) => [
    path,
    text,
  ]),
);

suite('a generated project', () => {
  test('has as many modules, test files and tests as were asked for', () => {
    const files = testFiles(SHAPE, FLAVOURS.vitest.dialect);
    expect(moduleFiles(SHAPE)).toHaveLength(50);
    expect(files).toHaveLength(40);
    for (const { text } of files) expect(text.match(/^ {2}test\(/gm)).toHaveLength(3);
  });

  test('gives every test file a closure of the size that was asked for', () => {
    const sizes = testFiles(SHAPE, FLAVOURS.vitest.dialect).map(
      ({ path }) => closureOf(path).size - 1,
    );
    expect(Math.max(...sizes)).toBe(8);
    expect(sizes.filter((size) => size === 8).length).toBeGreaterThan(30);
  });

  test('leaves no module that no test file reaches', () => {
    const reached = new Set(
      testFiles(SHAPE, FLAVOURS.vitest.dialect).flatMap(({ path }) => [...closureOf(path)]),
    );
    expect(moduleFiles(SHAPE).filter(({ path }) => !reached.has(path))).toEqual([]);
  });

  test('is the same text each time', () => {
    expect(testFiles(SHAPE, FLAVOURS.jest.dialect)).toEqual(
      testFiles(SHAPE, FLAVOURS.jest.dialect),
    );
  });

  test('can be of one module, one file and one test', () => {
    const smallest = { ...SHAPE, files: 1, tests: 1, modules: 1 };
    expect(moduleFiles(smallest)).toHaveLength(1);
    expect(testFiles(smallest, FLAVOURS.node.dialect)[0]?.text).toContain(
      "from '../src/module-000.ts'",
    );
  });

  test('has no types when it is JavaScript', () => {
    const javascript = { ...SHAPE, typescript: false };
    for (const { path, text } of [
      ...moduleFiles(javascript),
      ...testFiles(javascript, FLAVOURS.bun.dialect),
    ]) {
      expect(path).toMatch(/\.js$/);
      expect(text).not.toMatch(/interface|: number|: string|type Order|\.ts'/);
    }
  });
});

/** The paths of a file and of all that it imports, directly or not. */
function closureOf(path: string, seen = new Set<string>()): Set<string> {
  seen.add(path);
  const text = TEXTS.get(path) ?? '';
  for (const [, name] of text.matchAll(/from '\.[./a-z]*\/(module-\d+\.ts)'/g)) {
    const target = `src/${name}`;
    if (!seen.has(target)) closureOf(target, seen);
  }
  return seen;
}
