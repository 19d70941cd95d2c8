import { expect, suite, test } from 'ztest';
import { convertSource, type SourceSetting } from '../../../server/migrate/convert-source.ts';
import { applyEdits } from '../../../server/migrate/text-edit.ts';

const setting: SourceSetting = { jestMajor: 30, moduleStyle: 'import', environment: 'node' };

function convert(text: string, file = 'a.test.ts', more: Partial<SourceSetting> = {}): string {
  const { edits } = convertSource({ file, text }, { ...setting, ...more });
  return applyEdits(text, edits);
}

function notesOf(
  text: string,
  file = 'a.test.ts',
  more: Partial<SourceSetting> = {},
): readonly string[] {
  const { notes } = convertSource({ file, text }, { ...setting, ...more });
  return notes.map(({ line, kind, what }) => `${line} ${kind}: ${what}`);
}

suite('globals', () => {
  test('are imported, and everything else stays', () => {
    expect(
      convert(
        `import { add } from './add'\n\n// sums\nit( 'adds',()=>{ expect(add(1,2)) .toBe(3) } )\n`,
      ),
    ).toBe(
      `import { expect, it } from 'ztest'\nimport { add } from './add'\n\n// sums\nit( 'adds',()=>{ expect(add(1,2)) .toBe(3) } )\n`,
    );
  });
  test('are required in CommonJS, behind directives', () => {
    expect(
      convert(`'use strict';\nconst a = require("./a");\ntest('a', () => a);\n`, 'a.test.js'),
    ).toBe(
      `'use strict';\nconst { test } = require("ztest");\nconst a = require("./a");\ntest('a', () => a);\n`,
    );
  });
  test.each([
    [`import {a} from './a';`, `import {test} from 'ztest';`],
    [`import { a } from './a';`, `import { test } from 'ztest';`],
    [`const a = {b: 1};`, `import {test} from 'ztest';`],
    [`import {it as a} from '@jest/globals';`, `import {it as a, test} from 'ztest';`],
  ])('have braces as the file has them: %s', (line, expected) => {
    expect(convert(`${line}\ntest('a', a);\n`)).toContain(`${expected}\n`);
  });
  test('keep the line ends of Windows', () => {
    expect(convert(`import './a';\r\ntest('a', () => {});\r\n`)).toBe(
      `import { test } from 'ztest';\r\nimport './a';\r\ntest('a', () => {});\r\n`,
    );
  });
  test('that the file declares itself are its own', () => {
    const own = `import { it } from 'other';\nconst test = 1;\nfunction f(expect: any) { return expect(test); }\nit('a', f);\n`;
    expect(convert(own)).toBe(own);
  });
  test('with short names get their modifier', () => {
    expect(convert(`xit.each([1])('%i', () => {});\nfdescribe('a', () => {});\n`)).toBe(
      `import { describe, it } from 'ztest';\n\nit.skip.each([1])('%i', () => {});\ndescribe.only('a', () => {});\n`,
    );
  });
  test('are not what is a key, a member or a tag of that name', () => {
    const other = `export const a = { test: 1, it: o.expect };\nexport const b = <K,>(k: K) => k;\n`;
    expect(convert(other)).toBe(other);
  });
});

suite('the import', () => {
  test('is not written inside a comment', () => {
    expect(convert(`/* one\n two */ const a = require('a');\nit('a', a);\n`, 'a.test.js')).toBe(
      `/* one\n two */ const { it } = require('ztest');\nconst a = require('a');\nit('a', a);\n`,
    );
  });
  test('stands behind a directive on the same line', () => {
    expect(convert(`'use strict'; it('a', f);\n`, 'a.test.js')).toBe(
      `'use strict'; import { it } from 'ztest';\n\nit('a', f);\n`,
    );
  });
  test.each([
    ['a JSDoc', `/**\n * What it is about.\n */\n`],
    ['lines', `// One.\n// Two.\n`],
    ['a comment on the same line', `/* a */ `],
    ['an exception for the next line', `// Why.\n// eslint-disable-next-line no-undef\n`],
  ])('stands above %s that belongs to the first statement', (_, comment) => {
    expect(convert(`${comment}it('a', f);\n`)).toBe(
      `import { it } from 'ztest';\n\n${comment}it('a', f);\n`,
    );
  });
  test.each([
    ['the head of a file', `// About the file.\n\n`],
    ['a licence', `/* Copyright Somebody */\n`],
    ['a licence that a minifier keeps', `/*! Somebody */\n`],
    ['a docblock with pragmas', `/**\n * @jest-environment node\n */\n`],
    ['a rule for the file', `/* eslint-disable no-undef */\n`],
    ['a rule of the compiler', `// @ts-nocheck\n`],
    ['a hashbang', `#!/usr/bin/env node\n`],
  ])('stands below %s', (_, comment) => {
    expect(convert(`${comment}it('a', f);\n`)).toBe(
      `${comment}import { it } from 'ztest';\n\nit('a', f);\n`,
    );
  });
  suite('that is too long for a line', () => {
    const use = `it('a', () => { beforeEach(); afterEach(); describe(); expect(jest.fn(f)); test(); beforeAll(); });\n`;
    test('has a line for each name', () => {
      expect(convert(use)).toBe(
        `import {\n  afterEach,\n  beforeAll,\n  beforeEach,\n  describe,\n  expect,\n  it,\n  mock,\n  test,\n} from 'ztest';\n\n${use.replace('jest', 'mock')}`,
      );
    });
    test('is written as the file is', () => {
      const list = `f({\r\n\ta: 1\r\n})\r\n`;
      expect(convert(`${list}${use}`, 'a.test.js', { moduleStyle: 'require' })).toContain(
        `const {\r\n\tafterEach,\r\n\tbeforeAll,`,
      );
      expect(convert(`${list}${use}`)).toContain(`\ttest\r\n} from`);
    });
    test('stays on one where the project has long lines', () => {
      expect(convert(use, 'a.test.ts', { printWidth: 100 })).toContain(`mock, test } from`);
    });
  });
  test('stands below a comment of the first import', () => {
    expect(convert(`// About the file.\nimport './a';\nit('a', f);\n`)).toBe(
      `// About the file.\nimport { it } from 'ztest';\nimport './a';\nit('a', f);\n`,
    );
  });
});

suite('@jest/globals', () => {
  test('gives way in its place', () => {
    expect(
      convert(
        `import { jest, test, expect as want } from "@jest/globals";\ntest('a', () => { want(jest.fn()) });\n`,
      ),
    ).toBe(
      `import { test, expect as want, mock } from "ztest";\ntest('a', () => { want(mock.fn()) });\n`,
    );
  });
  test('goes when nothing of it is left', () => {
    expect(
      convert(
        `import { add } from './a';\nimport type { jest } from '@jest/globals';\nlet f: jest.Mocked<typeof add>;\n`,
      ),
    ).toBe(
      `import { type Mocked } from 'ztest';\nimport { add } from './a';\nlet f: Mocked<typeof add>;\n`,
    );
  });
});

suite('the jest object', () => {
  test('becomes mock where that does the same', () => {
    const text = [
      `jest.mock('./a', () => ({ a: jest.fn() }));`,
      `jest.unmock('./b').mock('./c');`,
      `beforeEach(() => jest.clearAllMocks());`,
      `test('a', () => { const a = jest.requireActual('./a'); jest.spyOn(a, 'b'); });`,
      `const all = jest.createMockFromModule<typeof import('./a')>('./a');`,
    ].join('\n');
    expect(convert(text)).toBe(
      [
        `import { beforeEach, jest, mock, test } from 'ztest/jest';`,
        ``,
        `mock.module('./a', () => ({ a: mock.fn() }));`,
        `jest.unmock('./b').mock('./c');`,
        `beforeEach(() => mock.clearAll());`,
        `test('a', () => { const a = mock.requireActual<any>('./a'); mock.spyOn(a, 'b'); });`,
        `const all = mock.auto(mock.requireActual<typeof import('./a')>('./a'));`,
      ].join('\n'),
    );
  });
  test('gives no mock to a hook that would call it', () => {
    expect(convert(`beforeEach(() => jest.spyOn(console, 'log').mockReturnValue());\n`)).toContain(
      `beforeEach(() => { mock.spyOn(console, 'log').mockReturnValue(); });`,
    );
    expect(
      convert(
        `let f;\nbeforeAll(async () => (f = jest.fn()));\nbeforeEach(() => setUp());\n`,
        'a.test.js',
      ),
    ).toContain(`beforeAll(async () => { (f = mock.fn()); });\nbeforeEach(() => setUp());`);
  });
  test('stays where ztest has no equal', () => {
    expect(
      convert(
        `jest.setTimeout(10);\ntest('a', () => { jest.useFakeTimers().setSystemTime(0); });\n`,
      ),
    ).toBe(
      `import { jest, test } from 'ztest/jest';\n\njest.setTimeout(10);\ntest('a', () => { jest.useFakeTimers().setSystemTime(0); });\n`,
    );
  });
  test('stays where something of the file is called mock', () => {
    expect(convert(`const mock = jest.fn();\n`, 'a.test.js')).toBe(
      `import { jest } from 'ztest/jest';\n\nconst mock = jest.fn();\n`,
    );
  });
  test('is what require.requireActual of old was', () => {
    expect(convert(`const a = require.requireActual('./a');\n`, 'a.test.js')).toContain(
      `const a = mock.requireActual('./a');`,
    );
  });
  test('has modern timers that fake as little as legacy ones', () => {
    expect(convert(`jest.useFakeTimers();\n`, 'a.test.ts', { jestMajor: 26 })).toContain(
      `jest.useFakeTimers({ doNotFake: ['Date', 'hrtime'`,
    );
    expect(convert(`jest.useFakeTimers('modern');\njest.runAllTicks();\n`)).toContain(
      'jest.useFakeTimers();',
    );
  });
});

suite('fake timers', () => {
  test('of a test are its clock', () => {
    expect(
      convert(
        `test('a', async () => {\n  jest.useFakeTimers({ now: 5, advanceTimers: true });\n  run(() => jest.advanceTimersByTime(10 * 60));\n  await jest.runAllTimersAsync();\n  expect(jest.getTimerCount()).toBe(0);\n  jest.useRealTimers();\n});\n`,
      ),
    ).toContain(
      `test('a', async () => {\n  const clock = mock.time({ now: 5, autoAdvance: true });\n  run(() => { clock.tick(10 * 60); });\n  await clock.runAllAsync();\n  expect(clock.timerCount).toBe(0);\n  clock.restore();\n});\n`,
    );
  });
  test('of hooks are a clock that all around them know', () => {
    expect(
      convert(
        `describe('a', () => {\n  beforeEach(() => jest.useFakeTimers());\n  afterEach(() => {\n    jest.useRealTimers();\n  });\n  it('b', () => {\n    jest.setSystemTime(3);\n  });\n});\n`,
      ),
    ).toBe(
      `import { afterEach, beforeEach, describe, it, mock, type Clock } from 'ztest';\n\ndescribe('a', () => {\n  let clock: Clock;\n  beforeEach(() => { clock = mock.time(); });\n  afterEach(() => {\n    clock.restore();\n  });\n  it('b', () => {\n    clock.setTime(3);\n  });\n});\n`,
    );
  });
  test('of the first hook of a file stand below the import', () => {
    expect(
      convert(`beforeEach(() => jest.useFakeTimers());\nafterEach(() => jest.useRealTimers());\n`),
    ).toBe(
      `import { afterEach, beforeEach, mock, type Clock } from 'ztest';\n\nlet clock: Clock;\nbeforeEach(() => { clock = mock.time(); });\nafterEach(() => { clock.restore(); });\n`,
    );
  });
  test('of a file are its clock', () => {
    expect(
      convert(`jest.useFakeTimers();\ntest('a', () => { jest.runAllTimers(); });\n`, 'a.test.js'),
    ).toContain(`const clock = mock.time();\ntest('a', () => { clock.runAll(); });\n`);
  });
  test('that nothing moves have no name', () => {
    expect(convert(`jest.useFakeTimers({ now: 5 });\ntest('a', () => { f(); });\n`)).toContain(
      `\nmock.time({ now: 5 });\n`,
    );
  });
  test.each([
    ['stay on for other tests', `test('a', () => { jest.useFakeTimers(); });`],
    [
      'are used elsewhere',
      `test('a', () => { jest.useFakeTimers(); jest.useRealTimers(); });\nfunction f() { jest.runAllTimers(); }`,
    ],
    [
      'fake the queue of Node',
      `jest.useFakeTimers();\ntest('a', () => { process.nextTick(f); jest.runAllTicks(); });`,
    ],
    ['are legacy ones', `jest.useFakeTimers({ legacyFakeTimers: true });`],
    [
      'are told what a clock has no word for',
      `jest.useFakeTimers();\ntest('a', () => { jest.advanceTimersToNextTimer(2); });`,
    ],
    [
      'are on in a table',
      `it.each([1])('%i', () => { jest.useFakeTimers(); jest.useRealTimers(); });`,
    ],
    ['have a neighbour of that name', `const clock = 1;\njest.useFakeTimers();`],
  ])("stay Jest's where they %s", (_, text) => {
    expect(convert(`${text}\n`)).toContain('jest.useFakeTimers');
  });
});

suite('assertions about promises that nobody awaits', () => {
  test.each([
    [
      'an asynchronous test',
      `it('a', async () => { expect(p).resolves.toBe(1); f(); });`,
      `it('a', async () => { await expect(p).resolves.toBe(1); f(); });`,
    ],
    [
      'a test, in all of its places',
      `it('a', () => { expect(p).resolves.toBe(1); if (q) expect(q).rejects.not.toThrow(); });`,
      `it('a', async () => { await expect(p).resolves.toBe(1); if (q) await expect(q).rejects.not.toThrow(); });`,
    ],
    [
      'a loop of a test',
      `it.only('a', function () { for (const p of all) { expect(p).resolves.toBe(1); } });`,
      `it.only('a', async function () { for (const p of all) { await expect(p).resolves.toBe(1); } });`,
    ],
    [
      'a table',
      `it.each([1])('%i', (n): void => { expect(p).resolves.toBe(n); });`,
      `it.each([1])('%i', async (n): Promise<void> => { await expect(p).resolves.toBe(n); });`,
    ],
    [
      'a hook',
      `beforeEach(() => { expect(p).resolves.toBe(1); });`,
      `beforeEach(async () => { await expect(p).resolves.toBe(1); });`,
    ],
    [
      'a function that is asynchronous',
      `async function check() { expect(p).resolves.toBe(1); }`,
      `async function check() { await expect(p).resolves.toBe(1); }`,
    ],
  ])('are awaited in %s', (_, before, after) => {
    expect(convert(`${before}\n`)).toContain(`${after}\n`);
    expect(notesOf(before)[0]).toBe('1 changed: an assertion about a promise was not awaited');
  });
  test.each([
    ['a callback', `it('a', () => { all.forEach((p) => { expect(p).resolves.toBe(1); }); });`],
    [
      'an asynchronous callback',
      `it('a', () => { all.forEach(async (p) => { expect(p).resolves.toBe(1); }); });`,
    ],
    ['a short callback', `it('a', () => { all.forEach((p) => expect(p).resolves.toBe(1)); });`],
    ['a test with done', `it('a', (done) => { expect(p).resolves.toBe(1); done(); });`],
    ['a table with done', `it.each([1])('%i', (n, done) => { expect(p).resolves.toBe(n); });`],
    ['a suite', `describe('a', () => { expect(p).resolves.toBe(1); });`],
    ['a void expression', `it('a', () => { void expect(p).resolves.toBe(1); });`],
  ])('need a hand in %s', (_, text) => {
    expect(convert(`${text}\n`)).toContain(`${text}\n`);
    expect(notesOf(text)).toEqual(['1 hand: an assertion about a promise was not awaited']);
  });
  test('are none where they are awaited or returned', () => {
    const text = `it('a', async () => { await expect(p).resolves.toBe(1); });\nit('b', () => expect(p).resolves.toBe(1));\n`;
    expect(notesOf(text)).toEqual([]);
    expect(convert(text)).toContain(text);
  });
});

test('matchers with a second name get the first', () => {
  expect(
    convert(
      `expect(f).not.toBeCalledWith(1);\nexpect(g).resolves.toThrowError();\nother(f).toBeCalled();\n`,
    ),
  ).toContain(
    `expect(f).not.toHaveBeenCalledWith(1);\nexpect(g).resolves.toThrow();\nother(f).toBeCalled();\n`,
  );
});

suite('types', () => {
  test('of @types/jest become functions', () => {
    expect(
      convert(
        `let a: jest.Mock;\nlet b: jest.Mock<number, [jest.Mocked<Set<string>>]>;\nconst c = jest.fn<void, [string]>((s) => {});\nlet d: jest.SpyInstance;\n`,
      ),
    ).toBe(
      [
        `import { mock, type Mock, type MockInstance, type Mocked } from 'ztest';`,
        ``,
        `let a: Mock<(...args: any[]) => any>;`,
        `let b: Mock<(...args: [Mocked<Set<string>>]) => number>;`,
        `const c = mock.fn<(...args: [string]) => void>((s) => {});`,
        `let d: MockInstance<(...args: any[]) => any>;`,
        ``,
      ].join('\n'),
    );
  });
  test('of the jest object are those of mock, or of what stays', () => {
    expect(
      convert(
        `let a: ReturnType<typeof jest.spyOn>;\nlet b: Set<jest.Mocked<typeof jest.fn<() => void>>>;\n`,
      ),
    ).toBe(
      `import { mock, type Mocked } from 'ztest';\n\nlet a: ReturnType<typeof mock.spyOn>;\nlet b: Set<Mocked<typeof mock.fn<() => void>>>;\n`,
    );
    expect(convert(`let a: typeof jest;\nlet b: typeof jest.setTimeout;\n`)).toBe(
      `import { jest } from 'ztest/jest';\n\nlet a: typeof jest;\nlet b: typeof jest.setTimeout;\n`,
    );
    expect(convert(`import { jest } from '@jest/globals';\nlet a: typeof jest.fn;\n`)).toBe(
      `import { mock } from 'ztest';\nlet a: typeof mock.fn;\n`,
    );
    expect(convert(`import type { jest } from '@jest/globals';\nlet a: typeof jest;\n`)).toBe(
      `import type { jest } from 'ztest/jest';\nlet a: typeof jest;\n`,
    );
  });
  test('of a mock function that has none are any', () => {
    expect(
      convert(`use(jest.fn());\nuse(jest.fn().mockResolvedValue(1));\nuse(jest.fn(() => 1));\n`),
    ).toContain(
      `use(mock.fn<(...args: any[]) => any>());\nuse(mock.fn<(...args: any[]) => any>().mockResolvedValue(1));\nuse(mock.fn(() => 1));\n`,
    );
  });
  test('of a mock function that has an implementation are any in its parameters', () => {
    expect(
      convert(`use(jest.fn((a, { b }, c = 1, d: string, ...e) => a), jest.fn(async a => a));\n`),
    ).toContain(
      `use(mock.fn((a: any, { b }: any, c = 1, d: string, ...e: any[]) => a), mock.fn(async (a: any) => a));\n`,
    );
  });
  test('of a module are any where nobody says them', () => {
    expect(
      convert(
        `const a = { ...jest.requireActual('./a') };\nconst b = jest.requireMock('./b') as B;\nconst c = jest.requireActual<C>('./c');\n`,
      ),
    ).toContain(
      `const a = { ...mock.requireActual<any>('./a') };\nconst b = mock.requireMock('./b') as B;\nconst c = mock.requireActual<C>('./c');\n`,
    );
  });
  test.each([
    ['is handed on', `on(f);`],
    ['has its result read', `const a = f();`],
    ['is told what to do', `f.mockResolvedValue(1);`],
    ['is asked for arguments', `f.mock.calls[0][0].name;`],
    ['is a member', `on({ f });`],
    ['is exported', `} export { f }; {`],
  ])('of a mock function are any where it %s', (_, use) => {
    expect(convert(`const f = jest.fn();\n{ ${use} }\n`)).toContain(
      'const f = mock.fn<(...args: any[]) => any>();',
    );
  });
  test.each([
    ['in JavaScript', `use(jest.fn());`, 'use(mock.fn());', 'a.test.js'],
    [
      'of @jest/globals',
      `import { jest } from '@jest/globals';\nuse(jest.fn());`,
      `import { mock } from 'ztest';\nuse(mock.fn());`,
      'a.test.ts',
    ],
    [
      'that is declared as one',
      `const f: jest.Mock<number, []> = jest.fn();`,
      `const f: Mock<(...args: []) => number> = mock.fn();`,
      'a.test.ts',
    ],
    [
      'that is only watched',
      `const f = jest.fn();\nshow(<a onClick={f} />);\nf(1);\nexpect(f).toHaveBeenCalled();\nf.mockClear();`,
      `const f = mock.fn();\n`,
      'a.test.tsx',
    ],
    [
      'that a mocked module exports',
      `jest.mock('./a', () => ({ b: jest.fn() }));`,
      `mock.module('./a', () => ({ b: mock.fn() }));`,
      'a.test.ts',
    ],
  ])('of a mock function stay out %s', (_, before, after, file) => {
    expect(convert(before, file)).toContain(after);
  });
  test('of @jest/globals keep their arguments', () => {
    expect(convert(`import { jest } from '@jest/globals';\nlet a: jest.Mock<() => void>;\n`)).toBe(
      `import { type Mock } from 'ztest';\nlet a: Mock<() => void>;\n`,
    );
  });
});

suite('what needs a hand is said with its line', () => {
  test.each([
    [
      'a function of Jasmine',
      `test('a', () => {\n  jasmine.createSpy();\n});`,
      ['2 hand: jasmine is no global'],
    ],
    ['a mixed file', `import { vi } from 'vitest';\njest.fn();`, ['1 hand: mixes Jest and Vitest']],
    ['Flow', `/** @flow */\ntest('a', () => {});`, ['1 hand: is written in Flow']],
    [
      'another environment',
      `/** @jest-environment jsdom */\ntest('a', () => {});`,
      ['1 hand: runs in the environment jsdom'],
    ],
    ['a syntax error', `test('a', () => {\n`, ["2 hand: cannot be parsed: '}' expected."]],
  ])('%s', (_, text, notes) => {
    expect(notesOf(text)).toEqual(notes);
    if (notes[0]?.includes('jasmine') !== true) expect(convert(text)).toBe(text);
  });
});

test('a file that is no UTF-8 is left alone', () => {
  const verdictOf = (code: string, encoding: 'latin1' | 'utf8'): string => {
    const bytes = Buffer.from(code, encoding);
    const { state, notes } = convertSource(
      { file: 'a.js', text: bytes.toString(), bytes },
      setting,
    );
    return [state, ...notes.map(({ line, what }) => `${line} ${what}`)].join(', ');
  };
  expect(verdictOf(`test('a', f);\nf('\u00E9');\n`, 'latin1')).toBe(
    'refused, 2 is not written in UTF-8',
  );
  expect(verdictOf(`test('\u00E9', f);\nf('\uFFFD');\n`, 'utf8')).toBe('converts');
});

test('a converted file is left alone', () => {
  const once = convert(
    `jest.mock('./a');\njest.setTimeout(1);\nit('a', () => { expect(jest.fn()).toBeCalled() });\n`,
  );
  expect(convert(once)).toBe(once);
});

test.each([
  [`let a: jest.Expect;`, `import { expect } from 'ztest';\n\nlet a: typeof expect;`],
  [
    `const f = (expect: jest.Expect) => expect(1);`,
    `const f = (expect: typeof import('ztest').expect) => expect(1);`,
  ],
])('the type of expect: %s', (line, expected) => {
  expect(convert(`${line}\n`)).toBe(`${expected}\n`);
});

suite('the package jest-each', () => {
  test('is what the functions of tests have themselves', () => {
    expect(
      convert(
        [
          `import each from 'jest-each';`,
          `import { add } from './add';`,
          `describe('add', () => {`,
          '  each`a | b\n${1} | ${2}`',
          `    .it('$a', ({ a, b }) => { expect(add(a, b)); });`,
          `  each([[1, 2]]).test.only('%i', add);`,
          `  each([1]).xdescribe('%i', add);`,
          `});`,
          ``,
        ].join('\n'),
      ),
    ).toBe(
      [
        `import { describe, expect, it, test } from 'ztest';`,
        `import { add } from './add';`,
        `describe('add', () => {`,
        "  it.each`a | b\n${1} | ${2}`('$a', ({ a, b }) => { expect(add(a, b)); });",
        `  test.only.each([[1, 2]])('%i', add);`,
        `  describe.skip.each([1])('%i', add);`,
        `});`,
        ``,
      ].join('\n'),
    );
  });
  test('is required no more', () => {
    expect(
      convert(`const each = require("jest-each").default;\neach([1]).it("a", f);\n`, 'a.test.js'),
    ).toBe(`const { it } = require("ztest");\nit.each([1])("a", f);\n`);
  });
  test('stays, with globals, where it is handed on', () => {
    const { edits, needsGlobals } = convertSource(
      { file: 'a.test.ts', text: `import each from 'jest-each';\nrun(each([1]));\n` },
      setting,
    );
    expect(edits).toEqual([]);
    expect(needsGlobals).toBe(true);
  });
});

test.each([
  [`import 'jest-extended/all';`, true],
  [`require('@testing-library/jest-dom');`, true],
  [`import { diff } from 'jest-diff';`, false],
  [`import type { Config } from 'jest-config-x';`, false],
  [`import { jest } from './jest-helpers';`, false],
])('globals for what was written for Jest: %s', (line, expected) => {
  const { needsGlobals } = convertSource({ file: 'a.test.ts', text: `${line}\n` }, setting);
  expect(needsGlobals).toBe(expected);
});

test.each([
  [`import test from 'node:test';`, 'foreign'],
  [`const test = require('tape');`, 'foreign'],
  ['const text = `import test from "bun:test";`;', 'converts'],
])('a file of another tool is one that loads it: %s', (line, expected) => {
  const text = `${line}\nit('a', () => {});\n`;
  expect(convertSource({ file: 'a.test.js', text }, setting).state).toBe(expected);
});
