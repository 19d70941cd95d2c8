import { expect, suite, test } from 'ztest';
import { problemsOf, readConfig } from './config-project.ts';

suite('a wrong configuration', () => {
  test('in TOML is reported whole, each problem with its line, key and nearest key', async () => {
    const text = [
      '# comment',
      'timout = 5',
      'isolation = "ful"',
      '[snapshot.format]',
      'indnt = 2',
      '[tags.db]',
      'retry = { count = 1, delay = "x" }',
      '[profiles."a b"]',
      "text = '''",
      'timeout = 1',
      "'''",
      'workers = 0',
    ].join('\n');
    expect(await problemsOf({ 'ztest.toml': text })).toEqual([
      'ZT1023 2:1 Unknown key "timout" in ztest.toml. → "timeout"?',
      'ZT1024 3:1 "isolation" must be one of "full", "partial", "none", but it is "ful". → "full"?',
      'ZT1023 5:1 Unknown key "snapshot.format.indnt" in ztest.toml. → "indent"?',
      'ZT1024 7:22 "tags.db.retry.delay" must be a duration such as 5s, 1.5m or 500 (milliseconds), at most 24 days, 0 for none, but it is "x".',
      expect.stringMatching(/^ZT1023 9:1 Unknown key "profiles\["a b"\]\.text" in ztest\.toml\./),
      expect.stringMatching(
        /^ZT1024 12:1 "profiles\["a b"\]\.workers" must be a number of workers/,
      ),
    ]);
  });

  test('in TypeScript is reported whole, at the keys of the exported object', async () => {
    const text = [
      "import path from 'node:path'",
      'interface Unrelated { timout: number; retry: string }',
      'const base: Unrelated = { timout: 1, retry: "" }',
      'const globals = "yes" // { timout: 3 }',
      'export default {',
      '  timout: base.timout,',
      '  snapshot: {',
      '    format: { /* indnt: 3 */ indnt: 2 },',
      '  },',
      '  retry: { "cout": 1 },',
      "  include: ['a', `b`, 1],",
      '  globals,',
      "  outputDir: path.join('a', 'b'),",
      '  get bail() { return "x" },',
      '}',
    ].join('\n');
    expect(await problemsOf({ 'ztest.config.ts': text })).toEqual([
      'ZT1023 6:3 Unknown key "timout" in ztest.config.ts. → "timeout"?',
      'ZT1023 8:30 Unknown key "snapshot.format.indnt" in ztest.config.ts. → "indent"?',
      'ZT1023 10:12 Unknown key "retry.cout" in ztest.config.ts. → "count"?',
      'ZT1024 11:23 "include[2]" must be a text, but it is 1.',
      'ZT1024 12:3 "globals" must be true or false, but it is "yes".',
      'ZT1024 14:7 "bail" must be a whole number, 0 or more, or true, but it is "x".',
    ]);
  });

  test('that is built away from its export still gets its lines', async () => {
    const text = 'const config = {\n  workers: "many",\n}\nexport default config\n';
    const [problem] = await problemsOf({ 'ztest.config.ts': text });
    expect(problem).toMatch(/^ZT1024 2:3 "workers"/);
  });

  test('that names missing modules points at each of them', async () => {
    const text =
      'export default {\n  setupFiles: ["./there", "./gone.ts"],\n  tsconfig: "t.json",\n}';
    expect(await problemsOf({ 'ztest.config.ts': text, 'there.ts': '' })).toEqual([
      'ZT1029 2:27 "setupFiles[1]" names "./gone.ts", which does not exist.',
      'ZT1029 3:3 "tsconfig" names "t.json", which does not exist.',
    ]);
  });

  test('with a byte order mark and CRLF has the right lines', async () => {
    const problems = await problemsOf({ 'ztest.toml': '\uFEFFtimeout = "5s"\r\ntimout = 4\r\n' });
    expect(problems).toEqual(['ZT1023 2:1 Unknown key "timout" in ztest.toml. → "timeout"?']);
  });
});

suite('a configuration that cannot be read at all', () => {
  test('names the line of broken TOML', async () => {
    const problems = await problemsOf({ 'ztest.toml': 'timeout = "5s"\nworkers = = 3\n' });
    expect(problems).toEqual(['ZT1022 2:11 ztest.toml is not valid TOML: invalid value']);
  });

  test('names the line that threw', async () => {
    const [problem] = await problemsOf({
      'ztest.config.ts': '\n\nthrow new Error("no database")\nexport default {}\n',
    });
    expect(problem).toMatch(/^ZT1022 3:\d+ ztest\.config\.ts could not be loaded: no database$/);
  });

  test('keeps the words, the place and the hint of an error from a host', async () => {
    const { problems } = await readConfig(
      { 'ztest.config.ts': '' },
      {
        evaluate: async (file) => {
          throw Object.assign(new Error('Unexpected ","'), {
            stack: [{ file, line: 4, column: 9 }],
            hint: 'Take one comma out.',
          });
        },
      },
    );
    expect(problems).toEqual([
      'error ZT1022: ztest.config.ts could not be loaded: Unexpected ","\n  at ztest.config.ts:4:9\n  Take one comma out.',
    ]);
  });
});

test('keys of later versions are accepted with a warning that they do nothing', async () => {
  const { config, problems } = await readConfig({
    'ztest.toml': 'plugins = []\n[notify]\nenabled = true\n[types.e2e]\ntimeout = "10m"\n',
  });
  expect(config?.types).toEqual({ e2e: { timeout: 600_000 } });
  expect(problems.map((text) => text.split('\n').slice(0, 2).join(''))).toEqual([
    'warning ZT1026: "plugins" is not supported by this version yet: it has no effect.  at ztest.toml:1:1',
    'warning ZT1026: "notify" is not supported by this version yet: it has no effect.  at ztest.toml:2:2',
  ]);
});
