import { expect, suite, test } from 'ztest';
import { problemsOf, readConfig } from './config-project.ts';

suite('a configuration that is a program', () => {
  test.each([
    ['an object', 'export default { bail: 3 }'],
    ['a function', 'export default () => ({ bail: 3 })'],
    ['an asynchronous function', 'export default async () => ({ bail: 3 })'],
    ['a promise', 'export default Promise.resolve({ bail: 3 })'],
    ['TypeScript', 'export default { bail: 3 as number } satisfies object'],
  ])('may export %s', async (_, text) => {
    const { config } = await readConfig({ 'ztest.config.ts': text });
    expect(config?.bail).toBe(3);
  });

  test('is told the profile, and whether it runs on CI', async () => {
    const { config } = await readConfig(
      {
        'ztest.config.ts':
          'export default ({ profile, ci }) => ({ bail: ci ? 1 : 0, repeats: profile === "slow" ? 2 : 0, profiles: { slow: {} } })',
      },
      { env: { CI: '1' }, profile: 'slow' },
    );
    expect(config).toMatchObject({ bail: 1, repeats: 2, profile: 'slow' });
  });

  test('may use regular expressions and file URLs', async () => {
    const { config } = await readConfig({
      'ztest.config.ts':
        'export default { retry: { count: 1, when: /reset/i }, setupFiles: [new URL("./set up.mjs", import.meta.url)] }',
      'set up.mjs': '',
    });
    expect(config?.retry.when).toEqual({ source: 'reset', flags: 'i' });
    expect(config?.setupFiles[0]).toMatch(/\/set up\.mjs$/);
  });

  test('must not hold what cannot leave its process; each such value is named', async () => {
    const text = `export default {
      globals: () => true,
      workers: NaN,
      bail: 10n,
      env: new Map(),
      setupFiles: [() => 1],
      get retry() { throw new Error('boom') },
    }`;
    expect(await problemsOf({ 'ztest.config.ts': text })).toEqual([
      'ZT1025 2:7 "globals" is a function, which cannot leave the process that evaluates the configuration.',
      'ZT1025 3:7 "workers" is NaN, which is no finite number.',
      'ZT1025 4:7 "bail" is a BigInt, which a configuration cannot hold.',
      'ZT1025 5:7 "env" is an instance of Map, which a configuration cannot hold.',
      'ZT1025 6:20 "setupFiles[0]" is a function, which cannot leave the process that evaluates the configuration.',
      'ZT1025 7:11 "retry" is a getter that throws: boom.',
    ]);
  });

  test.each([
    [
      'a cycle',
      'const c = {}; c.tags = { a: c }; export default c',
      '"tags.a" is a part of itself (a cycle).',
    ],
    [
      'a trap',
      'export default new Proxy({}, { ownKeys() { throw new Error("no") } })',
      'The configuration is an object that cannot be read: no.',
    ],
    [
      'a huge list',
      'export default { include: new Array(1e9) }',
      '"include" is a list of 1000000000 elements.',
    ],
    [
      'endless depth',
      'const deep = { get tags() { return deep2() } }; const deep2 = () => ({ get a() { return deep2() } }); export default deep',
      'is nested too deeply.',
    ],
  ])('survives %s', async (_, text, sentence) => {
    const [problem] = await problemsOf({ 'ztest.config.mjs': text });
    expect(problem).toContain(sentence);
  });

  test.each([
    ['export const timeout = 5', 'it has no default export'],
    ['export default null', 'it exports null'],
    ['export default () => {}', 'its function returns undefined'],
  ])('that is %j is told what is missing', async (text, missing) => {
    const [problem] = await problemsOf({ 'ztest.config.mjs': text });
    expect(problem).toBe(`ZT1030 - ztest.config.mjs must export a configuration, but ${missing}.`);
  });

  test.each([['42'], ['[]'], ['"x"']])(
    'that exports %s is told that it must be an object',
    async (value) => {
      const [problem] = await problemsOf({ 'ztest.config.mjs': `export default ${value}` });
      expect(problem).toContain('The configuration must be an object of settings');
    },
  );
});

suite('hostile TOML', () => {
  test('cannot reach the prototype', async () => {
    const problems = await problemsOf({ 'ztest.toml': '__proto__ = 1\n[constructor]\nx = 1\n' });
    expect(problems.map((text) => text.slice(0, 40))).toEqual([
      expect.stringContaining('"__proto__"'),
      expect.stringContaining('"constructor"'),
    ]);
    expect({}).not.toHaveProperty('x');
  });

  test.each(['nan', 'inf', '-1', '1e300', '"5 parsecs"', '2024-01-01', '{ a = 1 }', '[]', 'true'])(
    'timeout = %s is refused with what is allowed',
    async (value) => {
      const [problem] = await problemsOf({ 'ztest.toml': `timeout = ${value}` });
      expect(problem).toMatch(/^ZT1024 1:1 "timeout" must be a duration such as 5s/);
    },
  );

  test.each([
    ['workers = 0', 'workers'],
    ['workers = "0%"', 'workers'],
    ['workers = 100000', 'workers'],
    ['retry = { when = "((" }', 'retry.when'],
    ['memoryLimit = "9999999999999999GB"', 'memoryLimit'],
    ['report = ["junt"]', 'report[0]'],
    ['include = [["a"]]', 'include[0]'],
    ['seed = -1', 'seed'],
    ['env = { A = [] }', 'env.A'],
  ])('%s is refused', async (text, key) => {
    const [problem] = await problemsOf({ 'ztest.toml': text });
    expect(problem).toContain(`"${key}" must be`);
  });
});

test('a valid configuration is read from the cache the second time, an invalid one never', async () => {
  const known = new Map<string, never>();
  const cache = {
    read: (contents: string) => known.get(contents),
    write: (contents: string, meaning: unknown) => void known.set(contents, meaning as never),
  };
  await readConfig({ 'ztest.toml': 'bail = "x"' }, { cache });
  expect(known.size).toBe(0);
  const first = await readConfig({ 'ztest.toml': 'bail = 2' }, { cache });
  expect(known.size).toBe(1);
  const second = await readConfig({ 'ztest.toml': 'bail = 2' }, { cache });
  expect(known.size).toBe(1);
  expect([first.config?.bail, second.config?.bail]).toEqual([2, 2]);
});
