import { expect, test } from 'ztest';
import { testOutcomes } from '../../support/outcomes.ts';
import { createProject } from '../../support/run-project.ts';

test('a module that only a run leads to is as it is now, also when another test file imports it', async () => {
  using project = createProject({
    'package.json': '{ "type": "module" }',
    'finds.test.ts': `
      import { createRequire } from 'node:module';
      import { expect, test } from 'ztest';
      const name = './outer.ts';
      test('import', async () => expect((await import(name)).value()).toBe('edited'));
      test('require', () => expect(createRequire(import.meta.url)(name).value()).toBe('edited'));
    `,
    'imports.test.ts':
      "import { test } from 'ztest'; import { value } from './outer.ts'; test('imports', () => void value());",
    'outer.ts': "import { inner } from './inner.ts'; export const value = () => inner;",
    'inner.ts': "export const inner = 'first';",
  });
  await project.run([]);
  project.write({ 'inner.ts': "export const inner = 'edited';" });
  const { events } = await project.run(['finds.test.ts']);
  expect(testOutcomes(events)).toEqual({ import: 'passed', require: 'passed' });
});
