import { execFile } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';
import { expect, suite, test } from 'ztest';
import { createProject } from '../support/run-project.ts';

const root = path.resolve(import.meta.dirname, '../..');
const compiler = path.join(root, 'node_modules/typescript/bin/tsc');

/** Uses what users use: own matchers and tags, tables, mocks, the `jest` object, the configuration. */
const source = `
  import { expect, mock, suite, test, type Mocked } from 'ztest';
  import { defineConfig } from 'ztest/config';
  import { jest } from 'ztest/jest';

  declare module 'ztest' {
    interface Matchers<R, T> { toBeDivisibleBy(divisor: number): R }
    interface TestTags { db: true }
  }
  expect.extend({
    toBeDivisibleBy: (n: number, divisor: number) => ({ pass: n % divisor === 0, message: () => '' }),
  });
  interface Mailer { send(to: string): Promise<boolean> }

  suite('s', { tags: ['db'] }, () => {
    test.each([[1, 'a'], [2, null]])('%i', async (n, text, t) => {
      expect(n.toFixed()).toBe(text ?? t.name);
      await expect(Promise.resolve(4)).resolves.toBeDivisibleBy(2);
      const mailer: Mocked<Mailer> = mock.of<Mailer>();
      mailer.send.mockResolvedValue(true);
      const add: jest.Mock<(a: number) => number> = jest.fn((a: number) => a);
      expect(add).not.toHaveBeenCalled();
      using clock = mock.time(0);
      clock.tick('1h');
    });
    // @ts-expect-error there is no such tag
    test('typo', { tags: ['dbb'] }, () => {});
  });
  export default defineConfig({ timeout: '5s' });
`;

suite('the types of the package', () => {
  test.each([
    { type: 'module', module: 'node16', moduleResolution: 'node16' },
    { type: 'commonjs', module: 'node16', moduleResolution: 'node16' },
    { type: 'module', module: 'esnext', moduleResolution: 'bundler' },
  ])(
    'are complete in a $type package with moduleResolution $moduleResolution',
    { timeout: '30s' },
    async ({ type, module, moduleResolution }) => {
      using project = createProject({
        'package.json': JSON.stringify({ name: 'project', type }),
        'a.test.ts': source,
        'tsconfig.json': JSON.stringify({
          compilerOptions: {
            strict: true,
            noEmit: true,
            target: 'es2022',
            lib: ['es2022', 'dom'],
            types: [],
            skipLibCheck: false,
            module,
            moduleResolution,
          },
        }),
      });
      fs.mkdirSync(path.join(project.directory, 'node_modules/ztest'), { recursive: true });
      for (const part of ['package.json', 'dist/types'])
        fs.cpSync(path.join(root, part), path.join(project.directory, 'node_modules/ztest', part), {
          recursive: true,
        });
      await expect(compile(project.directory)).resolves.toBe('');
    },
  );
});

/** @returns what the compiler has to say */
async function compile(directory: string): Promise<string> {
  const run = promisify(execFile)(process.execPath, [compiler, '-p', directory]);
  return await run.then(
    ({ stdout }) => stdout,
    (error: unknown) => String(Reflect.get(Object(error), 'stdout')),
  );
}

test('the package has every file that its manifest names', () => {
  const manifest: unknown = JSON.parse(fs.readFileSync(path.join(root, 'package.json'), 'utf8'));
  const named = ['bin', 'exports', 'types', 'typesVersions'].flatMap((key) =>
    pathsIn(Reflect.get(Object(manifest), key)),
  );
  expect(named.length).toBeGreaterThan(5);
  expect(named.filter((file) => !fs.existsSync(path.join(root, file)))).toEqual([]);
});

function pathsIn(value: unknown): string[] {
  return typeof value === 'string' ? [value] : Object.values(Object(value)).flatMap(pathsIn);
}
