import fs from 'node:fs';
import path from 'node:path';
import { expect, suite, test } from 'ztest';
import { createProject } from '../../support/run-project.ts';
import { run, runIn } from '../run.ts';

const static_ = { records: false } as const;

suite('ztest list', () => {
  test('runs neither tests nor configuration', async () => {
    using listed = await run(
      {
        'ztest.config.ts': `import fs from 'node:fs';\nfs.writeFileSync('ran', '');\nexport default { include: ['**/*.check.ts'] };\n`,
        'a.check.ts': `import fs from 'node:fs';\nimport { test } from 'ztest';\nfs.writeFileSync('ran', '');\ntest('a', () => {});\n`,
        'b.test.ts': `import { test } from 'ztest';\ntest('b', () => {});\n`,
      },
      ['list'],
      static_,
    );
    expect(listed.stdout).toBe('a.check.ts:4  a\n');
    expect(listed.exitCode).toBe(0);
    expect(listed.project.has('ran')).toBe(false);
  });

  test('says what of a configuration it could not read, and lists by the defaults', async () => {
    using listed = await run(
      {
        'ztest.config.ts': `export default { include: makeGlobs(), workers: cores() };\n`,
        'b.test.ts': `import { test } from 'ztest';\ntest('b', () => {});\n`,
      },
      ['list'],
      static_,
    );
    expect(listed.stdout).toBe('b.test.ts:2  b\n');
    expect(listed.stderr).toContain('warning ZT1034: ztest.config.ts cannot be read in full');
    expect(listed.stderr).toContain('at ztest.config.ts:1:27');
  });

  test('marks what only a run can name, which --loaded names', async () => {
    using project = createProject({
      'a.test.ts': `import { test } from 'ztest';\nimport os from 'node:os';\ntest('on ' + os.platform(), () => {});\ntest('plain', () => {});\n`,
    });
    const listed = await runIn(project, ['list'], static_);
    expect(listed.stdout).toMatch(/^a\.test\.ts:3 {2}.* \(dynamic\)\na\.test\.ts:4 {2}plain\n$/);
    const loaded = await runIn(project, ['list', '--loaded'], static_);
    expect(loaded.stdout).toContain(`a.test.ts:3  on ${process.platform}\n`);
    const json = JSON.parse((await runIn(project, ['list', '--json'], static_)).stdout);
    const why = 'what "node:os" gives is known only when the file runs';
    expect(json.files[0].nodes[0]).toMatchObject({ kind: 'test', isDynamic: true, why });
  });

  test('gives the same JSON as --loaded', async () => {
    using project = createProject({
      'a.test.ts': `import { suite, test } from 'ztest';
suite('cart', { tags: ['shop'] }, () => {
  test('adds', { tags: ['fast'] }, () => {});
  test.skip('later', () => {});
  test.each([[1, 2], [3, 4]])('%i and %i', () => {});
});
`,
    });
    const listed = await runIn(project, ['list', '--json'], static_);
    const loaded = await runIn(project, ['list', '--json', '--loaded'], static_);
    expect(JSON.parse(listed.stdout)).toEqual(JSON.parse(loaded.stdout));
  });

  test('is the same after whatever happened to its cache', async () => {
    using project = createProject({
      'a.test.ts': `import { test } from 'ztest';\ntest('a', () => {});\n`,
      'b.test.ts': `import { test } from 'ztest';\ntest('b', () => {});\n`,
    });
    const first = await runIn(project, ['list'], static_);
    const log = path.join(project.directory, '.ztest/discovery/trees.log');
    const whole = fs.readFileSync(log);
    for (const damaged of [whole.subarray(0, -40), Buffer.alloc(whole.length, 7), '']) {
      fs.writeFileSync(log, damaged);
      expect((await runIn(project, ['list'], static_)).stdout).toBe(first.stdout);
    }
    fs.rmSync(log);
    fs.mkdirSync(log);
    expect((await runIn(project, ['list'], static_)).stdout).toBe(first.stdout);
  });

  test('says so when there are test files without tests', async () => {
    using listed = await run({ 'a.test.ts': '' }, ['list'], static_);
    expect(listed.exitCode).toBe(3);
    expect(listed.stderr).toContain('ZT1015: There is 1 test file, but no test in it.');
  });

  test('follows a tsconfig whose "extends" is a cycle no further than once', async () => {
    using listed = await run(
      {
        'tsconfig.json': '{ "extends": "./other.json" }',
        'other.json': '{ "extends": "./tsconfig.json" }',
        'titles.ts': `export const title = 'from there';\n`,
        'a.test.ts': `import { test } from 'ztest';\nimport { title } from './titles';\ntest(title, () => {});\n`,
      },
      ['list'],
      static_,
    );
    expect(listed.stdout).toBe('a.test.ts:3  from there\n');
  });
});

suite('ztest explain', () => {
  const files = {
    'src/a.test.ts': `import { test } from 'ztest';\ntest('adds', () => {});\n`,
    'src/a.ts': '',
  };

  test.each([
    ['src/a.test.ts', 0, 'src/a.test.ts is a test file with 1 test.'],
    ['adds', 0, '1 test has "adds" in the title.'],
    ['src/a.ts', 1, 'src/a.ts is no test file.'],
    ['ads', 3, 'Did you mean adds?'],
  ])('%s ends with %i: %s', async (target, code, sentence) => {
    using explained = await run(files, ['explain', target], static_);
    expect(explained.exitCode).toBe(code);
    expect(explained.stdout).toContain(sentence);
  });

  test('says which import brings the test functions', async () => {
    using explained = await run(files, ['explain', 'src/a.test.ts'], static_);
    expect(explained.stdout).toContain('Line 1: It takes test from "ztest".');
  });

  test('says once what a run alone knows, and that a title may be hidden there', async () => {
    const helpers = Object.fromEntries(
      Array.from({ length: 8 }, (_, i) => [`h${i}.ts`, `export const h${i} = Date.now();`]),
    );
    using explained = await run(
      {
        ...helpers,
        'a.test.ts': `import { test } from 'ztest';
${Object.keys(helpers)
  .map((file) => `import { ${file.slice(0, 2)} } from './${file}';`)
  .join('\n')}
const each = (title) => test('at ' + title, () => { throw new Error('no'); });
each(h0); each(h0); ${Array.from({ length: 7 }, (_, i) => `each(h${i + 1});`).join(' ')}
`,
      },
      ['explain', 'a.test.ts'],
      static_,
    );
    expect(explained.stdout.split('\n').slice(-4, -1)).toEqual([
      '  Line 1: It takes test from "ztest".',
      '  Its tests are made with the help of h0.ts, h1.ts, h2.ts, h3.ts, h4.ts and 3 more files.',
      `  Line 10: "'at ' + title" is known only when it runs: Date.now is known only when the file runs (9 times).`,
    ]);
    const missing = await explained.project.run(['explain', 'at noon'], static_);
    expect(missing.stdout).toContain('It may be a row of 9 tests whose titles only a run knows');
  });

  test('needs something to explain', async () => {
    using explained = await run(files, ['explain'], static_);
    expect(explained.exitCode).toBe(2);
    expect(explained.stderr).toContain('ZT1014');
  });
});
