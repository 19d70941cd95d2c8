/** What runs have counted, one behind the other in a file. */
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { expect, test } from 'ztest';
import { openCoverage } from '../../../server/coverage/coverage-file.ts';
import { keepCoverage } from '../../../server/coverage/keep-coverage.ts';
import type { CodeMap } from '../../../modules/code-map.ts';

const codeMap: CodeMap = {
  probeCount: 2,
  lines: '',
  statements: [
    { probe: 0, range: [1, 0, 1, 2] },
    { probe: 1, range: [2, 0, 2, 2] },
  ],
  functions: [],
  branches: [],
};

function project(): Disposable & {
  readonly file: string;
  /** Test → which of the two statements it runs, as bits; `hash` is that of the text. */
  readonly keep: (tests: Readonly<Record<string, number>>, hash?: string) => void;
  readonly known: () => Readonly<Record<string, number>> | undefined;
} {
  const rootDir = fs.mkdtempSync(path.join(os.tmpdir(), 'ztest-kept-'));
  const module = path.join(rootDir, 'a.ts');
  fs.writeFileSync(module, 'a;\nb;\n');
  const runnerOf = (title: string) => ({
    file: 'a.test.ts',
    owner: { kind: 'test' as const, test: `a.test.ts#${title}` },
  });
  return {
    file: path.join(rootDir, '.ztest', 'coverage.bin'),
    keep: (tests, hash = 'text') => {
      const sets = Object.entries(tests).map(([title, bits]) => ({
        bits: Buffer.of(bits).toString('base64'),
        runners: [runnerOf(title)],
      }));
      keepCoverage(rootDir, {
        modules: new Map([[module, { hash, codeMap, bits: Uint8Array.of(3), sets }]]),
        runnersExcept: () => new Set(Object.keys(tests).map((title) => `test a.test.ts#${title}`)),
        wholeFiles: new Set(),
        isThere: () => true,
        told: new Map(),
        setsExcept: () => new Map([[module, sets]]),
      });
    },
    known: () => {
      using stored = openCoverage(rootDir);
      const sets = stored?.module(module)?.sets;
      return (
        sets &&
        Object.fromEntries(
          sets.flatMap(({ bits, runners }) =>
            runners.map(({ owner }) => [
              owner.kind === 'test' ? owner.test.slice('a.test.ts#'.length) : owner.kind,
              Buffer.from(bits, 'base64')[0] ?? 0,
            ]),
          ),
        )
      );
    },
    [Symbol.dispose]: () => fs.rmSync(rootDir, { recursive: true }),
  };
}

test('a run says anew what its tests run, and nothing of others', () => {
  using kept = project();
  kept.keep({ first: 1, second: 2 });
  kept.keep({ second: 3, third: 1 });
  expect(kept.known()).toEqual({ first: 1, second: 3, third: 1 });
  kept.keep({ third: 2 }, 'another text');
  expect(kept.known()).toEqual({ third: 2 });
});

test('a run that was killed while it wrote loses no more than itself', () => {
  using kept = project();
  kept.keep({ first: 1 });
  const before = fs.statSync(kept.file).size;
  kept.keep({ second: 2 });
  const after = fs.statSync(kept.file).size;
  for (const size of [after - 1, before + 30, before + 5]) {
    fs.truncateSync(kept.file, size);
    expect(kept.known()).toEqual({ first: 1 });
  }
  kept.keep({ third: 2 });
  expect(kept.known()).toEqual({ first: 1, third: 2 });
});

test('what was added again and again is written anew', () => {
  using kept = project();
  kept.keep({ first: 1 });
  const sizes: number[] = [];
  for (let run = 0; run < 210; run++) {
    kept.keep({ second: 1 + (run % 2) });
    sizes.push(fs.statSync(kept.file).size);
  }
  expect(sizes.at(-1)).toBeLessThan(Math.max(...sizes) / 4);
  expect(kept.known()).toEqual({ first: 1, second: 2 });
});
