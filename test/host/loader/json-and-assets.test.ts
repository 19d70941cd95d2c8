import { expect, suite, test } from 'ztest';
import { fileOutcomes } from '../../support/outcomes.ts';
import { runProject } from '../../support/run-project.ts';
import { expectPasses, testFile } from './passing-project.ts';

suite('what is no code', () => {
  test('JSON is imported with and without attributes, by name too', async () => {
    await expectPasses(
      {
        'data.json': `\uFEFF{ "a": 1, "list": [1, 2], "default": "d", "not a name": 2 }`,
        'list.json': `[1, 2]`,
        'text.json': `"text"`,
        'a.test.ts': testFile(
          `import data from './data.json' with { type: 'json' }; import again, { a, list } from './data.json'; import * as ns from './data.json'; import array from './list.json'; import text from './text.json';`,
          `expect(data).toEqual({ a: 1, list: [1, 2], default: 'd', 'not a name': 2 });
         expect(again).toBe(data);
         expect([a, list, ns.a, ns.default, array, text]).toEqual([1, [1, 2], 1, data, [1, 2], 'text']);
         expect((await import('./data.json', { with: { type: 'json' } })).default).toBe(data);
         data.a = 2;`,
        ),
        'b.test.ts': testFile(`import data from './data.json';`, `expect(data.a).toBe(1);`),
      },
      ['--workers', '1'],
    );
  });

  test('JSON that is broken is reported at its place', async () => {
    using run = await runProject({
      'data.json': `{\n  "a": 1,\n}`,
      'a.test.ts': testFile(`import data from './data.json';`, `expect(data).toBeDefined();`),
    });
    expect(fileOutcomes(run.events)).toEqual({ 'a.test.ts': 'errored load' });
    expect(run.stdout).toContain('data.json:3:1');
  });

  test('assets are what their rule says', async () => {
    await expectPasses({
      'ztest.config.ts': `import { defineConfig } from 'ztest/config'; export default defineConfig({ assets: { '.svg': 'path', '.graphql': 'text', '.css': 'empty' } });`,
      'icon.svg': `<svg/>`,
      'query.graphql': `query { a }`,
      'style.css': `body {}`,
      'style.module.css': `.a {}`,
      'a.test.ts': testFile(
        `import icon from './icon.svg'; import query from './query.graphql'; import './style.css'; import styles from './style.module.css'; import path from 'node:path';`,
        `expect([icon, query]).toEqual([path.resolve('icon.svg'), 'query { a }']);
         expect(styles).toEqual({});
         expect((await import('./icon.svg')).default).toBe(icon);`,
      ),
    });
  });

  test('an asset without a rule is an error that names the rule to add', async () => {
    using run = await runProject({
      'shader.glsl': `void main() {}`,
      'a.test.ts': testFile(`import shader from './shader.glsl';`, `expect(shader).toBeDefined();`),
    });
    expect(fileOutcomes(run.events)).toEqual({ 'a.test.ts': 'errored load' });
    expect(run.stdout).toContain('ZT1207');
    expect(run.stdout).toContain(`assets: { '.glsl': 'path' }`);
  });

  test('a native addon that was not built is a clear error', async () => {
    using run = await runProject({
      'a.test.ts': testFile(
        `import addon from './build/Release/addon.node';`,
        `expect(addon).toBeDefined();`,
      ),
    });
    expect(run.stdout).toContain('ZT1201');
    expect(run.stdout).toContain('npm rebuild');
  });
});
