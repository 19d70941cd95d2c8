import { expect, suite, test } from 'ztest';
import { applyEdits } from '../../../server/migrate/text-edit.ts';
import { convertTsconfig } from '../../../server/migrate/tsconfig-edits.ts';

function convert(
  text: string,
  {
    file = 'tsconfig.json',
    others = {},
  }: { readonly file?: string; readonly others?: Readonly<Record<string, string>> } = {},
): string {
  const files: Readonly<Record<string, string>> = { ...others, [file]: text };
  const edits = convertTsconfig({
    file,
    text,
    read: (name) => files[name],
    added: ['ztest.config.ts', 'ztest.setup.ts'],
    removed: ['jest.config.ts'],
    dropsTypes: true,
  });
  return applyEdits(text, edits);
}

test('a tsconfig keeps its comments, and loses the types of Jest', () => {
  const text = `{\n  // ours\n  "compilerOptions": { "types": ["node", "jest"], /* last */ }\n}\n`;
  expect(convert(text)).toBe(
    `{\n  // ours\n  "compilerOptions": { "types": ["node"], /* last */ }\n}\n`,
  );
});

test.each([
  [
    `"exclude": ["lib", "jest.config.ts"]`,
    `"exclude": ["lib", "ztest.config.ts", "ztest.setup.ts"]`,
  ],
  [`"include": ["./jest.config.ts"]`, `"include": ["./ztest.config.ts", "./ztest.setup.ts"]`],
  [
    `"include": [\n    "src",\n    "jest.config.ts"\n  ]`,
    `"include": [\n    "src",\n    "ztest.config.ts",\n    "ztest.setup.ts"\n  ]`,
  ],
])('what takes the place of a configuration takes it in a list: %s', (before, after) => {
  expect(convert(`{ ${before} }`)).toBe(`{ ${after} }`);
});

suite('modules that would be compiled with the sources are excluded', () => {
  test('beside what is excluded', () => {
    expect(
      convert(`{ "compilerOptions": { "outDir": "dist" },\n  "exclude": [\n    "dist"\n  ] }`),
    ).toBe(
      `{ "compilerOptions": { "outDir": "dist" },\n  "exclude": [\n    "dist",\n    "ztest.config.ts",\n    "ztest.setup.ts"\n  ] }`,
    );
  });
  test('with what is excluded while nobody says it', () => {
    expect(convert(`{\n  "compilerOptions": { "outDir": "dist" }\n}\n`)).toBe(
      `{\n  "compilerOptions": { "outDir": "dist" },\n  "exclude": ["node_modules", "dist", "ztest.config.ts", "ztest.setup.ts"]\n}\n`,
    );
  });
  test('where the sources have a folder', () => {
    const text = `{ "compilerOptions": { "rootDir": "src", "noEmit": true }, "exclude": [] }`;
    expect(convert(text)).toContain(`"exclude": ["ztest.config.ts", "ztest.setup.ts"]`);
  });
  test('by one that builds on another', () => {
    const base = `{ "compilerOptions": { "outDir": "./dist" } }`;
    expect(
      convert(`{ "extends": "./tsconfig.json", "exclude": ["dist"] }`, {
        file: 'tsconfig.build.json',
        others: { 'tsconfig.json': base },
      }),
    ).toContain(`"exclude": ["dist", "ztest.config.ts", "ztest.setup.ts"]`);
  });
});

test.each([
  ['only checks', `{ "compilerOptions": { "noEmit": true, "outDir": "dist" } }`],
  ['names its files', `{ "compilerOptions": { "outDir": "dist" }, "files": ["src/index.ts"] }`],
  ['names its folders', `{ "compilerOptions": { "outDir": "dist" }, "include": ["src"] }`],
  ['excludes them', `{ "compilerOptions": { "outDir": "dist" }, "exclude": ["*.ts"] }`],
  ['has all of another', `{ "extends": "../tsconfig.json" }`],
])('a tsconfig that %s stays', (_, text) => {
  expect(convert(text)).toBe(text);
});
