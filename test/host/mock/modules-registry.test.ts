import { suite, test } from 'ztest';
import { expectPasses } from '../loader/passing-project.ts';

const counter = {
  'counter.ts': `export let count = 0; export const add = (): number => ++count; export const id = {};`,
  'uses.ts': `export { add, id } from './counter.ts';`,
};

suite('the modules of a file', () => {
  test('are made anew after resetModules, mocks stay', async () => {
    await expectPasses({
      ...counter,
      'a.test.ts': `
        import { expect, mock, test } from 'ztest'; import { add, id } from './counter.ts';
        const { made } = mock.hoisted(() => ({ made: { times: 0 } }));
        mock.module('./mocked.ts', () => { made.times++; return { time: made.times }; }, { virtual: true });
        test('resets', async () => {
          add();
          expect((await import('./counter.ts')).count).toBe(1);
          expect((await import('./mocked.ts')).time).toBe(1);
          mock.resetModules();
          const fresh = await import('./counter.ts');
          expect(fresh.count).toBe(0);
          expect(fresh.id).not.toBe(id);
          expect((await import('./uses.ts')).id).toBe(fresh.id);
          expect((await import('./mocked.ts')).time).toBe(2);
        });`,
    });
  });

  test('are separate in isolateModules, synchronous and asynchronous', async () => {
    await expectPasses({
      ...counter,
      'a.test.ts': `
        import { expect, mock, test } from 'ztest'; import { add, id } from './counter.ts'; import { createRequire } from 'node:module';
        const require = createRequire(import.meta.url);
        test('isolates', async () => {
          add();
          const inside = mock.isolateModules(() => require('./counter.ts'));
          expect([inside.count, inside.id === id]).toEqual([0, false]);
          const later = await mock.isolateModules(async () => { const m = await import('./uses.ts'); return m.id; });
          expect([later === id, later === inside.id]).toEqual([false, false]);
          expect(require('./counter.ts').id).toBe(id);
          expect(() => mock.isolateModules(() => { throw new Error('inside'); })).toThrow('inside');
          expect((await import('./counter.ts')).id).toBe(id);
        });`,
    });
  });

  test('are mocked from a set-up file on, and unmocked again', async () => {
    await expectPasses({
      ...counter,
      'ztest.config.ts': `import { defineConfig } from 'ztest/config'; export default defineConfig({ setupFiles: ['./setup.ts'] });`,
      'setup.ts': `import { mock } from 'ztest'; import './counter.ts'; mock.module('./counter.ts', () => ({ add: mock.fn(() => 100), id: 'mocked' })); mock.module('node:os', () => ({ EOL: 'mocked' }));`,
      'a.test.ts': `import { expect, test } from 'ztest'; import { add, id } from './uses.ts'; import { EOL } from 'node:os'; test('is mocked', () => { expect([add(), id, EOL]).toEqual([100, 'mocked', 'mocked']); });`,
      'b.test.ts': `import { expect, mock, test } from 'ztest'; import { add } from './uses.ts'; import { EOL } from 'node:os'; mock.unmock('./counter.ts'); mock.unmock('node:os'); test('is real', () => { expect([add(), EOL]).toEqual([1, '\\n']); });`,
      'c.test.ts': `import { expect, mock, test } from 'ztest'; import { add } from './uses.ts'; mock.module('./counter.ts', () => ({ add: () => 7 })); test('is replaced', () => { expect(add()).toBe(7); });`,
    });
  });

  test('see mocks that are made in a test when they are loaded after it', async () => {
    await expectPasses({
      ...counter,
      'a.test.ts': `
        import { expect, mock, test } from 'ztest'; import { add } from './counter.ts';
        test('first', async () => {
          mock.doModule('./counter.ts', () => ({ add: () => 'one' }));
          expect(add()).toBe(1);
          expect((await import('./counter.ts')).add()).toBe('one');
          mock.doModule('./counter.ts', () => ({ add: () => 'two' }));
          expect((await import('./counter.ts')).add()).toBe('two');
          mock.doUnmock('./counter.ts');
          expect((await import('./counter.ts')).add()).toBe(2);
        });`,
    });
  });

  test('may be mocked by CommonJS tests too', async () => {
    await expectPasses({
      'package.json': `{ "name": "project" }`,
      'lib.js': `exports.value = 'real';`,
      'uses.js': `exports.value = () => require('./lib').value;`,
      'a.test.js': `
        const { expect, mock, test } = require('ztest');
        const { value } = require('./uses');
        const lib = require('./lib');
        mock.module('./lib', () => ({ value: 'mocked' }));
        test('is mocked', () => { expect([value(), lib.value]).toEqual(['mocked', 'mocked']); });`,
      'b.test.js': `
        const { expect, mock, test } = require('ztest');
        test('in order', () => { mock.doModule('./lib', () => ({ value: 'here' })); expect(require('./uses').value()).toBe('here'); expect(mock.requireActual('./lib').value).toBe('real'); });`,
    });
  });

  test('are mocked through globals when these are on', async () => {
    await expectPasses({
      ...counter,
      'ztest.config.ts': `import { defineConfig } from 'ztest/config'; export default defineConfig({ globals: true });`,
      'a.test.ts': `import { add } from './uses.ts'; const mockAdd = mock.fn(() => 5); mock.module('./counter.ts', () => ({ add: mockAdd, id: 1 })); test('is mocked', () => { expect(add()).toBe(5); });`,
      'b.test.ts': `import { add } from './uses.ts'; const log: string[] = []; { const mock = { module: (name: string) => log.push(name) }; mock.module('./counter.ts'); } test('is somebody else’s', () => { expect([add(), log]).toEqual([1, ['./counter.ts']]); });`,
    });
  });
});
