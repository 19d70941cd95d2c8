import { suite, test } from 'ztest';
import { expectPasses, testFile } from './passing-project.ts';

const react = {
  'node_modules/react/package.json': `{ "name": "react", "exports": { ".": "./index.js", "./jsx-runtime": "./jsx.js", "./jsx-dev-runtime": "./dev.js" } }`,
  'node_modules/react/index.js': `exports.createElement = (type, props, ...children) => ['classic', type, props, ...children]; exports.Fragment = 'fragment';`,
  'node_modules/react/jsx.js': `exports.jsx = (type, props) => ['automatic', type, props]; exports.jsxs = exports.jsx; exports.Fragment = 'fragment';`,
  'node_modules/react/dev.js': `exports.jsxDEV = (type, props, key, many, source) => ['dev', type, props, source && source.lineNumber]; exports.Fragment = 'fragment';`,
};
const preact = {
  'node_modules/preact/package.json': `{ "name": "preact", "exports": { "./jsx-runtime": "./jsx.js" } }`,
  'node_modules/preact/jsx.js': `exports.jsx = (type, props) => ['preact', type, props]; exports.jsxs = exports.jsx;`,
};
const element = `export const element = <p id="a">text</p>;`;
const tsconfig = (options: object): string => JSON.stringify({ compilerOptions: options });
const shows = (kind: string, name: string): string =>
  testFile(
    `import { element } from './${name}';`,
    `expect(element.slice(0, 2)).toEqual(['${kind}', 'p']);`,
  );

suite('JSX', () => {
  test('follows the jsx settings of the nearest tsconfig', async () => {
    await expectPasses({
      ...react,
      ...preact,
      'classic/tsconfig.json': tsconfig({ jsx: 'react' }),
      'classic/view.tsx': `import React from 'react'; ${element}`,
      'classic/a.test.ts': shows('classic', 'view.tsx'),
      'automatic/tsconfig.json': tsconfig({ jsx: 'react-jsx' }),
      'automatic/view.tsx': element,
      'automatic/a.test.ts': shows('automatic', 'view'),
      'dev/tsconfig.json': tsconfig({ jsx: 'react-jsxdev' }),
      'dev/view.tsx': `\n\n${element}`,
      'dev/a.test.ts': testFile(
        `import { element } from './view';`,
        `expect([element[0], element[3]]).toEqual(['dev', 3]);`,
      ),
      'source/tsconfig.json': tsconfig({ jsx: 'react-jsx', jsxImportSource: 'preact' }),
      'source/view.tsx': element,
      'source/a.test.ts': shows('preact', 'view'),
      'factory/tsconfig.json': tsconfig({
        jsx: 'react',
        jsxFactory: 'h',
        jsxFragmentFactory: 'Frag',
      }),
      'factory/view.tsx': `const h = (type: string, ...rest: unknown[]) => ['h', type, ...rest]; const Frag = 'frag'; ${element} export const many = <><i /></>;`,
      'factory/a.test.ts': testFile(
        `import { element, many } from './view';`,
        `expect([element[0], many[1]]).toEqual(['h', 'frag']);`,
      ),
      'preserve/tsconfig.json': tsconfig({ jsx: 'preserve' }),
      'preserve/view.tsx': element,
      'preserve/a.test.ts': shows('automatic', 'view'),
    });
  });

  test('works in .jsx, .js and test files, and by pragma', async () => {
    await expectPasses({
      ...react,
      ...preact,
      'view.jsx': element,
      'view-in.js': element,
      'classic.js': `import React from 'react'; ${element}`,
      'pragma.tsx': `/** @jsxImportSource preact */\n${element}`,
      'runtime.tsx': `/** @jsxRuntime classic */ /** @jsx h */ const h = (type: string) => ['h', type];\n${element}`,
      'a.test.tsx': testFile(
        `import { element as jsx } from './view.jsx'; import { element as js } from './view-in.js'; import { element as classic } from './classic.js'; import { element as pragma } from './pragma.tsx'; import { element as runtime } from './runtime';`,
        `const own = <><b>{1}</b></>;
         expect([jsx, js, classic, pragma, runtime, own].map((e) => e[0])).toEqual(['automatic', 'automatic', 'classic', 'preact', 'h', 'automatic']);`,
      ),
    });
  });

  test('works in CommonJS', async () => {
    await expectPasses({
      ...react,
      'package.json': `{ "name": "project" }`,
      'view.js': `exports.element = <p id="a">text</p>; exports.top = this === exports;`,
      'a.test.js': `const { test, expect } = require('ztest'); const { element, top } = require('./view');
        test('works', () => { expect(element[0]).toBe('automatic'); expect(top).toBe(true); });`,
    });
  });
});
