import { globSync } from 'node:fs';
import { expect, test } from 'ztest';
import { createProject, type Project } from '../../support/run-project.ts';

function project(modules: number): Project {
  const names = Array.from({ length: modules }, (_, i) => `m${i}`);
  const imports = names.map((name) => `import './${name}.ts';\n`).join('');
  return createProject({
    ...Object.fromEntries(names.map((name) => [`${name}.ts`, `export const ${name} = 1;\n`])),
    'a.test.ts': `import { test } from 'ztest';\n${imports}test('a', () => {});\n`,
  });
}

/** Files with V8's code of modules. */
function codeOf({ directory }: Project): readonly string[] {
  return globSync('.ztest/**/code-*.bin', { cwd: directory });
}

test.each([
  ['few modules is kept by the first run', 5, 1],
  ['many modules is left to the second run', 60, 2],
])('the code of %s', async (_, modules, run) => {
  using own = project(modules);
  for (let i = 1; i <= run; i++) {
    expect(codeOf(own)).toEqual([]);
    const { exitCode } = await own.run();
    expect(exitCode).toBe(0);
  }
  expect(codeOf(own)).toHaveLength(1);
  await own.run();
  expect(codeOf(own)).toHaveLength(1);
});
