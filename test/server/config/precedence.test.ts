import path from 'node:path';
import { expect, suite, test } from 'ztest';
import { configProject, readConfig } from './config-project.ts';

suite('a project without configuration', () => {
  test('gets the defaults, with units parsed and paths absolute', async () => {
    using project = configProject({});
    const { config, problems } = await project.read();
    expect(problems).toEqual([]);
    expect(config).toMatchObject({
      rootDir: project.root,
      configFile: undefined,
      include: ['**/*.{test,spec}.?(c|m)[jt]s?(x)'],
      isolation: 'partial',
      workers: 8,
      timeout: 5000,
      hookTimeout: 10_000,
      retry: { count: 0, delay: 0 },
      bail: 0,
      failureStrategy: 'continue',
      outputDir: path.join(project.root, 'test-results'),
      memoryLimit: 1024 ** 3,
      mocks: { restore: true },
      snapshot: { update: 'new', format: {} },
    });
    expect(config?.report).toBeUndefined();
    expect(config?.seed).toBeUndefined();
  });

  test('is never asked to evaluate anything', async () => {
    const asked: string[] = [];
    await readConfig({}, { evaluate: async (file) => void asked.push(file) });
    expect(asked).toEqual([]);
  });
});

suite('what is set in several places', () => {
  const files = {
    'ztest.toml':
      'timeout = "1s"\nworkers = 1\nbail = 1\nrepeats = 1\n[profiles.ci]\nworkers = 2\nbail = 2\nrepeats = 2\n',
  };

  test('comes from flags, then environment, then profile, then file', async () => {
    const { config } = await readConfig(files, {
      profile: 'ci',
      env: { ZTEST_BAIL: '3', ZTEST_RETRY: '3' },
      flags: { retry: { count: 4 } },
    });
    expect(config).toMatchObject({
      timeout: 1000,
      workers: 2,
      bail: 3,
      retry: { count: 4 },
      repeats: 2,
    });
  });

  test('is merged where it is an object: a retry flag keeps the delay of the file', async () => {
    const { config } = await readConfig(
      {
        'ztest.toml':
          'retry = { count = 1, delay = "2s", when = "ECONN" }\n[tags.db]\ntimeout = "9s"\n[profiles.ci.tags.db]\nretry = 2\n',
      },
      { profile: 'ci', flags: { retry: { count: 3 } } },
    );
    expect(config?.retry).toEqual({ count: 3, delay: 2000, when: { source: 'ECONN', flags: '' } });
    expect(config?.tags).toEqual({ db: { timeout: 9000, retry: { count: 2, delay: 0 } } });
  });

  test('has paths relative to where it was written', async () => {
    using project = configProject({
      'ztest.toml': 'report = ["junit=out/a.xml", "json=-"]\n',
      'sub/x': '',
    });
    const fromFile = await project.read({ cwd: 'sub' });
    expect(fromFile.config?.report).toEqual([`junit=${project.root}/out/a.xml`, 'json=-']);
    const fromFlag = await project.read({ cwd: 'sub', flags: { outputDir: 'here' } });
    expect(fromFlag.config?.outputDir).toBe(path.join(project.root, 'sub', 'here'));
  });
});

suite('values that follow from others', () => {
  test.each([
    ['timeout = "20s"', 20_000],
    ['timeout = "2s"', 10_000],
    ['timeout = 0', 0],
    ['timeout = "20s"\nhookTimeout = "1s"', 1000],
  ])('%s gives hooks %i ms', async (text, hookTimeout) => {
    const { config } = await readConfig({ 'ztest.toml': text });
    expect(config?.hookTimeout).toBe(hookTimeout);
  });

  test.each([
    ['"100%"', 8],
    ['"50%"', 4],
    ['"1%"', 1],
    ['"3"', 3],
    ['12', 12],
  ])('workers = %s is %i on eight cores', async (written, workers) => {
    const { config } = await readConfig({ 'ztest.toml': `workers = ${written}` });
    expect(config?.workers).toBe(workers);
  });

  test('failureStrategy "stop" stops at the first failure', async () => {
    const { config } = await readConfig({ 'ztest.toml': 'failureStrategy = "stop"' });
    expect(config?.bail).toBe(1);
  });

  test('new snapshots are not written on a CI machine, unless asked for', async () => {
    const onCi = await readConfig({}, { env: { CI: 'true' } });
    expect(onCi.config?.snapshot.update).toBe('none');
    const asked = await readConfig({}, { env: { CI: 'true' }, flags: { updateSnapshots: true } });
    expect(asked.config?.snapshot.update).toBe('all');
    const notCi = await readConfig({}, { env: { CI: 'false' } });
    expect(notCi.config?.snapshot.update).toBe('new');
  });
});

suite('environment variables', () => {
  test('that are wrong are named, all of them, with what is allowed', async () => {
    const { config, problems } = await readConfig(
      {},
      { env: { ZTEST_TIMEOUT: 'soon', ZTEST_ISOLATION: 'ful' } },
    );
    expect(config).toBeUndefined();
    expect(problems[0]).toContain('ZTEST_TIMEOUT must be a duration');
    expect(problems[0]).toContain('For example: ZTEST_TIMEOUT=10s');
    expect(problems[1]).toContain('Did you mean "full"?');
  });

  test('with a mistyped name are warned about, others with the prefix are not', async () => {
    const { config, problems } = await readConfig(
      {},
      { env: { ZTEST_TIMOUT: '1s', ZTEST_ELSEWHERE: 'x' } },
    );
    expect(config).toBeDefined();
    expect(problems).toEqual([
      'warning ZT1033: The environment variable ZTEST_TIMOUT is not known to ztest.\n  Did you mean ZTEST_TIMEOUT?',
    ]);
  });
});

suite('profiles', () => {
  const files = { 'ztest.toml': '[profiles.ci]\nworkers = 2\n[profiles.test]\nworkers = 3\n' };

  test.each([
    [{ profile: 'ci' }, 2],
    [{ env: { ZTEST_PROFILE: 'ci' } }, 2],
    [{ env: { TEST_ENV: 'test' } }, 3],
    [{ profile: 'ci', env: { ZTEST_PROFILE: 'test', TEST_ENV: 'test' } }, 2],
    [{ env: { TEST_ENV: 'somewhere' } }, 8],
  ])('%j selects %i workers', async (options, workers) => {
    const { config, problems } = await readConfig(files, options);
    expect(problems).toEqual([]);
    expect(config?.workers).toBe(workers);
  });

  test('that do not exist are an error with the nearest name', async () => {
    const { problems } = await readConfig(files, { profile: 'cii' });
    expect(problems).toEqual([
      'error ZT1027: There is no profile "cii" (named by --profile).\n  Did you mean "ci"?',
    ]);
  });
});
