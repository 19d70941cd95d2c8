import { expect, suite, test } from 'ztest';
import { fileOutcomes } from '../../support/outcomes.ts';
import { good, run } from '../run.ts';

test('a module that throws is shown at its line, and the line of the test file that imports it', async () => {
  using ended = await run({
    'settings.ts': `function read(): never {\n  throw new Error('no settings here');\n}\nexport const port: number = read();\n`,
    'a.test.ts': `import { test } from 'ztest';\nimport { port } from './settings.ts';\ntest('a', () => void port);\n`,
    'good.test.ts': good,
  });
  expect(ended.exitCode).toBe(1);
  expect(fileOutcomes(ended.events)).toEqual({
    'a.test.ts': 'errored load',
    'good.test.ts': 'passed',
  });
  expect(ended.output).toContain('Error: no settings here');
  expect(ended.output).toMatch(
    /at read \(settings\.ts:2:9\)\n\s+at settings\.ts:4:29\n\s+at a\.test\.ts:2:22/,
  );
});

test('an error on the very first line has the column that the user sees', async () => {
  using ended = await run({ 'a.test.ts': `throw new TypeError('at once');\n` });
  expect(ended.exitCode).toBe(1);
  expect(ended.output).toContain('at a.test.ts:1:7');
});

test('a long chain of imports is shown whole', async () => {
  const depth = 12;
  const chain = Object.fromEntries(
    Array.from({ length: depth }, (_, i) => [`m${i}.ts`, `import './m${i + 1}.ts';\n`]),
  );
  using ended = await run({
    ...chain,
    [`m${depth}.ts`]: `throw new Error('at the bottom');\n`,
    'a.test.ts': `import './m0.ts';\n`,
  });
  expect(ended.exitCode).toBe(1);
  const stack = ended.events.flatMap((event) =>
    event.type === 'file-finished' ? event.errors : [],
  )[0]?.stack;
  expect(stack?.map(({ file }) => file)).toEqual([
    ...Array.from({ length: depth + 1 }, (_, i) => `m${depth - i}.ts`),
    'a.test.ts',
  ]);
});

suite('modules that import each other in a circle', () => {
  test('are named when one reads from the other too early', async () => {
    using ended = await run({
      'base.ts': `import { Derived } from './derived.ts';\nexport class Base { make(): Base { return new Derived(); } }\n`,
      'derived.ts': `import { Base } from './base.ts';\nexport class Derived extends Base {}\n`,
      'a.test.ts': `import { test } from 'ztest';\nimport { Base } from './base.ts';\ntest('a', () => void new Base());\n`,
      'good.test.ts': good,
    });
    expect(ended.exitCode).toBe(1);
    expect(fileOutcomes(ended.events)).toEqual({
      'a.test.ts': 'errored load',
      'good.test.ts': 'passed',
    });
    expect(ended.output).toContain("ReferenceError: Cannot access 'Base' before initialization");
    expect(ended.output).toContain('❯ 2 │ export class Derived extends Base {}');
    expect(ended.output).toContain(
      "→ An import cycle: base.ts → derived.ts → base.ts. derived.ts reads 'Base' at once, while base.ts is still being loaded.",
    );
  });

  test('work when they read later', async () => {
    using ended = await run({
      'a.ts': `import { b } from './b.ts';\nexport const a = (): number => b() + 1;\nexport const one = 1;\n`,
      'b.ts': `import { one } from './a.ts';\nexport const b = (): number => one;\n`,
      'a.test.ts': `import { expect, test } from 'ztest';\nimport { a } from './a.ts';\ntest('a', () => { expect(a()).toBe(2); });\n`,
    });
    expect(ended.exitCode).toBe(0);
  });
});
