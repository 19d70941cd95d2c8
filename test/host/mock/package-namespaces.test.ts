import { expect, suite, test } from 'ztest';
import { testOutcomes } from '../../support/outcomes.ts';
import { runProject } from '../../support/run-project.ts';

const PACKAGE = {
  'node_modules/greeter/package.json': `{ "name": "greeter", "type": "module", "exports": "./index.js" }`,
  'node_modules/greeter/index.js': `export const greet = () => 'real'; export const other = () => 'other';`,
};

suite('the exports of a package that is an ES module', () => {
  test('cannot be spied on, and the error says what can be done', async () => {
    using run = await runProject({
      ...PACKAGE,
      'a.test.ts': `
        import { expect, mock, test } from 'ztest';
        import * as greeter from 'greeter';
        test('spies', () => {
          let error;
          try { mock.spyOn(greeter, 'greet'); } catch (thrown) { error = thrown; }
          expect(error?.code).toBe('ZT1504');
          expect(error?.hint).toContain('mock.module(');
        });
      `,
    });
    expect(testOutcomes(run.events)).toEqual({ spies: 'passed' });
  });

  test('can be replaced by mocking the package', async () => {
    using run = await runProject({
      ...PACKAGE,
      'a.test.ts': `
        import { expect, mock, test } from 'ztest';
        import { greet, other } from 'greeter';
        mock.module('greeter', async (original) => ({ ...(await original()), greet: mock.fn(() => 'fake') }));
        test('mocks', () => {
          expect([greet(), other()]).toEqual(['fake', 'other']);
          expect(greet).toHaveBeenCalledTimes(1);
        });
      `,
    });
    expect(testOutcomes(run.events)).toEqual({ mocks: 'passed' });
  });
});
