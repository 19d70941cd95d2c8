import { expect, suite, test } from 'ztest';
import { runProject } from '../../support/run-project.ts';
import { expectPasses } from '../loader/passing-project.ts';

const mailer = {
  'src/mailer.ts': `export const send = (to: string): string => 'sent to ' + to; export const retries = 3; export default { name: 'real' }; export class Client { ping(): string { return 'pong'; } }`,
  'src/signup.ts': `import mail, { send } from './mailer.ts'; export const signUp = (to: string): string => send(to) + '/' + mail.name; export { retries as again } from './mailer.ts'; export * as everything from './mailer.ts';`,
  'src/index.ts': `export * from './mailer.ts'; export { default as mail } from './mailer.ts';`,
};

suite('a module mock with a factory', () => {
  test('stands for static, dynamic, re-exported and required imports, wherever it is written', async () => {
    await expectPasses(
      {
        ...mailer,
        'a.test.ts': `
        import { send } from './src/mailer.ts';
        import { signUp, everything } from './src/signup.ts';
        import * as index from './src/index.ts';
        import { createRequire } from 'node:module';
        import { expect, mock, test } from 'ztest';
        test('is mocked', async () => {
          expect(signUp('me')).toBe('mocked/fake');
          expect(send).toHaveBeenCalledTimes(1);
          expect(send).toHaveBeenCalledWith('me');
          expect([everything.send, index.send, index.mail.name]).toEqual([send, send, 'fake']);
          expect((await import('./src/mailer.ts')).send).toBe(send);
          expect((await import('./src/' + 'mailer.ts')).send).toBe(send);
          expect(createRequire(import.meta.url)('./src/mailer').send).toBe(send);
          expect(index.retries).toBe(undefined);
        });
        mock.module('./src/mailer', () => ({ send: mock.fn(() => 'mocked'), default: { name: 'fake' } }));`,
        'b.test.ts': `
        import { expect, test } from 'ztest'; import { signUp } from './src/signup.ts';
        test('is real elsewhere', () => { expect(signUp('me')).toBe('sent to me/real'); });`,
      },
      ['--workers', '1'],
    );
  });

  test('is hoisted beside the jest object too', async () => {
    await expectPasses({
      ...mailer,
      'a.test.ts': `
        import { signUp } from './src/signup.ts';
        import { expect, jest, mock, test } from 'ztest/jest';
        test('is mocked', () => { expect(signUp('me')).toBe('mocked/fake'); });
        mock.module('./src/mailer.ts', () => ({ send: jest.fn(() => 'mocked'), default: { name: 'fake' } }));`,
    });
  });

  test('may keep parts of the original, by importOriginal, importActual or requireActual', async () => {
    await expectPasses({
      ...mailer,
      'a.test.ts': `
        import { expect, mock, test } from 'ztest'; import mail, { send, retries, Client } from './src/mailer.ts'; import { signUp } from './src/signup.ts';
        mock.module('./src/mailer.ts', async (importOriginal) => ({ ...(await importOriginal<typeof import('./src/mailer.ts')>()), send: mock.fn(() => 'partial') }));
        test('keeps the rest', async () => {
          expect([signUp('x'), retries, mail.name, new Client().ping()]).toEqual(['partial/real', 3, 'real', 'pong']);
          const actual = await mock.importActual<typeof import('./src/mailer.ts')>('./src/mailer.ts');
          expect(actual.send('y')).toBe('sent to y');
          expect(actual.Client).toBe(Client);
          expect(send).toHaveBeenCalledTimes(1);
        });`,
      'b.test.ts': `
        import { expect, mock, test } from 'ztest'; import { send, retries } from './src/mailer.ts';
        mock.module('./src/mailer.ts', () => ({ ...mock.requireActual<object>('./src/mailer.ts'), send: () => 'required' }));
        test('keeps the rest', () => { expect([send('x'), retries]).toEqual(['required', 3]); });`,
      'c.test.ts': `
        import { expect, mock, test } from 'ztest'; import { send } from './src/mailer.ts';
        mock.module('./src/mailer.ts', async () => { const actual = await mock.importActual<typeof import('./src/mailer.ts')>('./src/mailer.ts'); return { send: (to: string) => actual.send(to).toUpperCase() }; });
        test('wraps it', () => { expect(send('x')).toBe('SENT TO X'); });`,
    });
  });

  test('is made once, lazily, and for all importers', async () => {
    await expectPasses({
      ...mailer,
      'a.test.ts': `
        import { expect, mock, test } from 'ztest'; import './src/signup.ts';
        const { log } = mock.hoisted(() => ({ log: [] as string[] }));
        mock.module('./src/mailer.ts', () => { log.push('mailer'); return { send: () => '', default: {} }; });
        mock.module('./unused.ts', () => { log.push('unused'); return {}; }, { virtual: true });
        test('is made once', async () => { await import('./src/mailer.ts'); await import('./src/index.ts'); expect(log).toEqual(['mailer']); });`,
    });
  });

  test('may be asynchronous for static imports, and nothing runs twice for it', async () => {
    await expectPasses(
      {
        ...mailer,
        'src/side.ts': `globalThis.sides = (globalThis.sides ?? 0) + 1;`,
        'src/helper.ts': `import './side.ts'; export const helper = 'helper';`,
        'a.test.ts': `
        import './src/side.ts'; import { expect, mock, test } from 'ztest'; import { signUp } from './src/signup.ts';
        mock.module('./src/mailer.ts', async () => { const { helper } = await import('./src/helper.ts'); await new Promise((r) => setTimeout(r, 2)); return { send: () => helper, default: { name: 'async' } }; });
        globalThis.bodies = (globalThis.bodies ?? 0) + 1;
        test('waits', () => { expect([signUp('x'), globalThis.sides, globalThis.bodies]).toEqual(['helper/async', 1, 1]); });`,
        'b.test.ts': `
        import './src/side.ts'; import { expect, mock, test } from 'ztest'; import { signUp } from './src/signup.ts';
        mock.module('./src/mailer.ts', () => Promise.resolve({ send: () => 'promised', default: { name: 'promise' } }));
        test('waits for a promise too', async () => { expect([signUp('x'), globalThis.sides]).toEqual(['promised/promise', 1]); expect((await import('./src/mailer.ts')).send('')).toBe('promised'); });`,
        'c.test.ts': `
        import { expect, mock, test } from 'ztest';
        test('in a test', async () => {
          mock.doModule('./src/mailer.ts', async () => ({ send: () => 'late', default: { name: 'late' } }));
          const [one, two] = await Promise.all([import('./src/signup.ts'), import('./src/index.ts')]);
          expect([one.signUp('x'), two.send('')]).toEqual(['late/late', 'late']);
        });`,
      },
      ['--workers', '1'],
    );
  });

  test('may give anything: a function, a class, an ES module, a value', async () => {
    await expectPasses({
      'lib.cjs': `module.exports = class Real {};`,
      'value.ts': `export default 1;`,
      'a.test.ts': `
        import { expect, mock, test } from 'ztest'; import Lib from './lib.cjs'; import value from './value.ts'; import virtual, { named } from 'not-installed'; import * as ns from './nowhere.ts'; import esm from 'as-esm';
        mock.module('./lib.cjs', () => class Fake { kind = 'fake'; });
        mock.module('./value.ts', () => ({ __esModule: true, default: 42 }));
        mock.module('not-installed', () => ({ default: 'virtual', named: 'named' }), { virtual: true });
        mock.module('./nowhere.ts', () => ({ a: 1 }), { virtual: true });
        mock.module('as-esm', () => ({ a: 1 }));
        test('gives it', async () => {
          expect([new Lib().kind, value, virtual, named, ns.a, esm]).toEqual(['fake', 42, 'virtual', 'named', 1, { a: 1 }]);
          expect((await import('not-installed')).default).toBe('virtual');
        });`,
    });
  });

  test('sees variables that begin with mock, what mock.hoisted makes, functions, and what they use', async () => {
    await expectPasses({
      ...mailer,
      'a.test.ts': `
        import { signUp } from './src/signup.ts';
        import { expect, mock, test } from 'ztest';
        const mockName = 'mock name';
        const mockSend = mock.fn(() => mockName);
        const { other } = mock.hoisted(() => { return { other: mock.fn(() => 'hoisted') }; });
        const mockBoth = { other, send: mockSend };
        mock.module('./src/mailer.ts', () => ({ send: mockBoth.send, default: makeDefault() }));
        function makeDefault() { return { name: mockBoth.other() }; }
        test('sees them', () => { expect(signUp('x')).toBe('mock name/hoisted'); expect(mockSend).toHaveBeenCalledWith('x'); });`,
      'b.test.ts': `
        import { signUp } from './src/signup.ts'; import { mock } from 'ztest'; import { expect, test } from 'ztest'; import * as z from 'ztest';
        const send = z.mock.fn(() => 'later');
        z.mock.module('./src/mailer.ts', () => ({ send: (...args: string[]) => send(...args), default: { name: 'n' } }));
        test('sees later variables when they are there', () => { expect(signUp('x')).toBe('later/n'); expect(send).toHaveBeenCalledTimes(1); void mock; });`,
      'c.test.ts': `
        import { signUp } from './src/signup.ts'; import { expect, mock, test } from 'ztest';
        const state = await mock.hoisted(async () => { const { EOL } = await import('node:os'); return { eol: EOL }; });
        mock.module('./src/mailer.ts', () => ({ send: () => state.eol, default: { name: 'n' } }));
        test('awaits what is hoisted', () => { expect(signUp('x')).toBe('\\n/n'); });`,
    });
  });

  test('that uses a variable or an import too early is a clear error', async () => {
    using run = await runProject({
      ...mailer,
      'variable.test.ts': `import { send } from './src/mailer.ts'; import { mock, test } from 'ztest';\nconst sender = mock.fn();\nmock.module('./src/mailer.ts', () => ({ send: sender }));\ntest('never', () => { send(''); });`,
      'import.test.ts': `import { signUp } from './src/signup.ts'; import { mock, test } from 'ztest'; import { EOL } from 'node:os';\nmock.module('./src/mailer.ts', () => ({ send: () => EOL, default: { name: EOL } }));\ntest('never', () => { signUp(''); });`,
      'cycle.test.ts': `import { send } from './src/mailer.ts'; import { mock, test } from 'ztest';\nmock.module('./src/mailer.ts', async () => ({ send: (await import('./src/signup.ts')).signUp }));\ntest('never', () => { send(''); });`,
      'throws.test.ts': `import { send } from './src/mailer.ts'; import { mock, test } from 'ztest';\nmock.module('./src/mailer.ts', () => { throw new Error('own words'); });\ntest('never', () => { send(''); });`,
    });
    const errors = new Map(
      run.events.flatMap((event) =>
        event.type === 'file-finished' ? [[event.file, event.errors[0]] as const] : [],
      ),
    );
    expect(errors.get('variable.test.ts')).toMatchObject({
      code: 'ZT1205',
      message: expect.stringContaining(`its factory uses 'sender' before it exists`),
      hint: expect.stringContaining('mock.hoisted'),
    });
    expect(errors.get('import.test.ts')).toMatchObject({
      code: 'ZT1205',
      message: expect.stringContaining('node_os'),
      hint: expect.stringContaining('moved above the imports'),
    });
    expect(errors.get('cycle.test.ts')).toMatchObject({
      code: 'ZT1205',
      message: expect.stringContaining('imports'),
    });
    expect(errors.get('throws.test.ts')).toMatchObject({
      code: 'ZT1205',
      message: expect.stringContaining('own words'),
      cause: { message: 'own words' },
    });
    expect(errors.size).toBe(4);
  });
});
