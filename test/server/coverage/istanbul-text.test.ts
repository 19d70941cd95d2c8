import { expect, test } from 'ztest';
import { createCoverageMap, type CoverageMap } from 'istanbul-lib-coverage';
import { createContext } from 'istanbul-lib-report';
import { create } from 'istanbul-reports';
import type { CodeMap, CountedBranch } from '../../../modules/code-map.ts';
import {
  figuresOf,
  figuresOfIstanbul,
  type FileFigures,
} from '../../../server/coverage/figures.ts';
import { fileCoverageData } from '../../../server/coverage/istanbul-data.ts';
import { textReport } from '../../../server/coverage/text-report.ts';

interface Module {
  readonly codeMap: CodeMap;
  readonly bits: Uint8Array;
}

/** The same numbers each time. */
function createRandom(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}

function moduleOf(random: (below: number) => number): Module {
  const count = [0, 1, 3, 40][random(4)] ?? 0;
  const probe = (): number => random(64);
  const range = (): readonly [number, number, number, number] => {
    const line = 1 + random(60);
    return [line, random(9), line + random(3), 10];
  };
  const branch = (): CountedBranch => ({
    type: 'if',
    range: range(),
    paths: Array.from({ length: random(4) }, () => ({ probe: probe(), range: range() })),
  });
  const many = <T>(make: () => T): readonly T[] => Array.from({ length: count }, make);
  const share = random(5); // of 4: all has run
  return {
    codeMap: {
      probeCount: 64,
      statements: many(() => ({ probe: probe(), range: range() })),
      functions: many(() => ({ probe: probe(), name: 'f', declaration: range(), body: range() })),
      branches: many(branch),
      lines: '',
    },
    bits: Uint8Array.from({ length: 8 }, () => (share === 4 ? 255 : random(256) & random(256))),
  };
}

function istanbulText(map: CoverageMap, options: { readonly maxCols: number }): string {
  let text = '';
  const context = createContext({ dir: '/nowhere', coverageMap: map, defaultSummarizer: 'pkg' });
  const colors = new Map([
    ['low', 31],
    ['medium', 33],
    ['high', 32],
  ]);
  const writer = {
    writeFile: () => ({
      println: (line: string) => (text += `${line}\n`),
      colorize: (part: string, rank: string) => {
        const color = colors.get(rank);
        return color === undefined ? part : `\x1b[${color};1m${part}\x1b[0m`;
      },
      close: () => {},
    }),
  };
  Reflect.defineProperty(context, 'writer', { value: writer });
  for (const report of [create('text', options), create('text-summary')]) report.execute(context);
  return text;
}

const LAYOUTS: Readonly<Record<string, readonly string[]>> = {
  'no file': [],
  'one file': ['/project/a.ts'],
  'one folder': ['/project/src/b.ts', '/project/src/a.ts', '/project/src/A.ts'],
  'a folder in a folder': ['/project/src/b.ts', '/project/src/a/c.ts', '/project/src/a/a.ts'],
  'folders side by side': [
    '/project/src/a-1/x.ts',
    '/project/src/a/x.ts',
    '/project/test/y/z/x.ts',
  ],
  'nothing in common': ['/x.ts', '/other/src/y.ts'],
  'long names': [`/p/${'long-folder/'.repeat(9)}file.ts`, `/p/${'x'.repeat(90)}.ts`],
};

test.each(Object.keys(LAYOUTS))('tables and summaries are those of Istanbul: %s', (layout) => {
  for (let seed = 1; seed <= 40; seed++) {
    const random = createRandom(seed);
    const modules = new Map(
      (LAYOUTS[layout] ?? []).map((file): [string, Module] => [file, moduleOf(random)]),
    );
    const map = createCoverageMap({});
    for (const [file, { codeMap, bits }] of modules)
      map.addFileCoverage(fileCoverageData(file, codeMap, { bits }));
    for (const columns of [0, 80, 100, 300]) {
      const expected = istanbulText(map, { maxCols: columns });
      const screen = { hasColor: true, columns };
      const texts = (figures: ReadonlyMap<string, FileFigures>): string =>
        textReport('text', figures, screen) + textReport('text-summary', figures, screen);
      const own = [...modules].map(
        ([file, module]) => [file, figuresOf(module.codeMap, module)] as const,
      );
      expect(texts(new Map(own))).toBe(expected);
      const theirs = map
        .files()
        .map((file) => [file, figuresOfIstanbul(map.fileCoverageFor(file))] as const);
      expect(texts(new Map(theirs))).toBe(expected);
    }
  }
});
