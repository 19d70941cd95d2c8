import fs from 'node:fs';
import path from 'node:path';
import { expect, suite, test } from 'ztest';
import { parseModule } from '../../../server/parsing/parse-module.ts';
import { scanImports } from '../../../server/parsing/scan-imports.ts';

suite('imports that are read without the compiler', () => {
  test.each([
    "import './a.ts';",
    'import a from \'./a.ts\'; import { b, type C, d as e, default as f } from "./b.ts";',
    "import a, { b } from './a.ts'; import c, * as d from './c.ts'; import * as e from 'e'",
    "import type { A } from './a.ts'; import { type B } from './b.ts'; import type C from 'c';",
    "import type from './a.ts'; import type, { b } from './b.ts'; import type * as c from 'c';",
    "import{a}from'./a.ts';import b from'./b.ts';export{c}from'./c.ts'",
    "import {\n  a,\n  b,\n} from './a.ts'\nimport './b.ts'\n",
    "import {} from './a.ts'; import '';",
    "export * from './a.ts'; export * as b from './b.ts'; export { c, d as e } from './c.ts';",
    "export type { A } from './a.ts'; export type * from './b.ts'; export { type C } from './c.ts';",
    "export { a, b as c };\nexport type { D };\nimport './late.ts';",
    "#!/usr/bin/env node\n// import './no.ts'\n/* import './no.ts' */\n'use strict';\nimport './a.ts';",
    "import data from './a.json' with { type: 'json' };\nimport './b.ts' assert { type: 'css' };",
    'export const from = 1; const important = { imports: 2 };',
    "\uFEFFimport './a.ts';",
    '',
  ])('are those that it finds: %s', (text) => {
    expect(scanImports(text)).toEqual(parseModule('a.ts', text).imports);
  });

  test.each([
    "const a = 1; import './a.ts';",
    "const a = require('./a.ts');",
    "import a = require('./a.ts');",
    "await import('./a.ts');",
    "import { 'a b' as c } from './a.ts';",
    "import { type as as } from './a.ts';",
    "import { a /* b */ } from './a.ts';",
    "import './\\x61.ts';",
    "mock.module('./a.ts', () => {});",
    "new URL('./a.txt', import.meta.url);",
    "const a = 1; export * from './a.ts';",
    "import { a from './a.ts';",
    "import type A, { B } from './a.ts",
  ])('are left to it where that is not certain: %s', (text) => {
    expect(scanImports(text)).toBeUndefined();
  });

  test('are the same in every file of this project, and in all their beginnings', () => {
    for (const file of sourceFiles()) {
      const text = fs.readFileSync(file, 'utf8');
      const found = scanImports(text);
      if (found !== undefined)
        expect([file, found]).toEqual([file, parseModule(file, text).imports]);
    }
    const text = fs.readFileSync(import.meta.filename, 'utf8').slice(0, 600);
    for (let end = 0; end < text.length; end++) {
      const part = text.slice(0, end);
      const found = scanImports(part);
      if (found !== undefined)
        expect([part, found]).toEqual([part, parseModule('a.ts', part).imports]);
    }
  });
});

function sourceFiles(): readonly string[] {
  const root = path.resolve(import.meta.dirname, '../../..');
  return ['client', 'server', 'modules', 'test-host', 'titles', 'test'].flatMap((folder) =>
    fs
      .readdirSync(path.join(root, folder), { recursive: true, encoding: 'utf8' })
      .filter((file) => /(?<!\.d)\.tsx?$/.test(file))
      .map((file) => path.join(root, folder, file)),
  );
}
