/** Suites that import from `vitest` run without it. */
import { expect, test } from 'ztest';
import { testOutcomes } from '../../support/outcomes.ts';
import { runProject } from '../../support/run-project.ts';

test('functions, spies, modules, time, stubs and waiting', async () => {
  using run = await runProject({
    'mail.ts': `export const send = () => 'sent'; export const open = () => 'open';\n`,
    'news.ts': `import { open, send } from './mail.ts'; export const tell = () => [send(), open()];\n`,
    'a.test.ts': `
import { afterEach, beforeEach, describe, expect, it, onTestFinished, test, vi, vitest } from 'vitest';
import { tell } from './news.ts';
const { send } = vi.hoisted(() => ({ send: vi.fn(() => 'mocked') }));
vi.mock('./mail.ts', async (importOriginal) => ({ ...(await importOriginal()), send }));
const kept = vi.fn((n: number) => n + 1);
const ended: string[] = [];

test('modules', async () => {
  expect(tell()).toEqual(['mocked', 'open']);
  expect(send).toHaveBeenCalledOnce();
  const actual = await vi.importActual<typeof import('./mail.ts')>('./mail.ts');
  expect(actual.send()).toBe('sent');
});
test('calls of a test are remembered in the next', () => {
  kept(1);
  onTestFinished(() => { ended.push('first'); });
});
test('as with Vitest', () => {
  expect(kept).toBeCalledTimes(1);
  expect(ended).toEqual(['first']);
  kept.mockReturnValue(7).mockReset();
  expect(kept(1)).toBe(2);
  expect(vitest).toBe(vi);
});
test('spies stay until they are restored', () => {
  const object = { name: () => 'real' };
  vi.spyOn(object, 'name').mockReturnValue('spied');
  expect(object.name()).toBe('spied');
  vi.restoreAllMocks();
  expect(object.name()).toBe('real');
});
test('time', async () => {
  const ticked = vi.fn();
  vi.useFakeTimers({ now: 0 }).setSystemTime('2024-01-01T00:00:00Z');
  setTimeout(ticked, 1000);
  await Promise.resolve();
  expect(vi.advanceTimersByTime(1000)).toBe(vi);
  expect(ticked).toHaveBeenCalledExactlyOnceWith();
  expect(new Date().toISOString()).toBe('2024-01-01T00:00:01.000Z');
  expect(vi.isFakeTimers()).toBe(true);
  vi.useRealTimers();
});
test('stubs', () => {
  vi.stubEnv('STUBBED', 'yes');
  vi.stubGlobal('answer', 42);
  expect([process.env.STUBBED, (globalThis as any).answer]).toEqual(['yes', 42]);
  vi.unstubAllEnvs();
  vi.unstubAllGlobals();
  expect([process.env.STUBBED, 'answer' in globalThis]).toEqual([undefined, false]);
});
test('waiting', async () => {
  let tries = 0;
  expect(await vi.waitFor(() => { if (++tries < 3) throw new Error('early'); return tries; }, { interval: 1 })).toBe(3);
  await expect(vi.waitUntil(() => false, { timeout: 5, interval: 1 })).rejects.toThrow('Timed out');
});
test('matchers of its own', () => {
  expect('a').toBeOneOf(['a', 'b']);
  expect(1).toSatisfy((n: number) => n > 0);
  expect(1).not.toBeTypeOf('string');
  expect(() => expect(2).toBeOneOf([1])).toThrowError('one of');
});
describe('hooks', () => {
  beforeEach(() => () => { ended.push('cleanup'); });
  afterEach(() => {});
  it.each([[1, 2]])('row %i', (a, b) => { expect(a + b).toBe(3); });
});
`,
    'b.test.ts': `
import { test, expect, vi } from 'vitest';
import { send } from './mail.ts';
vi.mock('./mail.ts', { spy: true });
test('a module is watched', () => {
  expect(send()).toBe('sent');
  expect(send).toHaveBeenCalledTimes(1);
});
`,
  });
  expect([...new Set(Object.values(testOutcomes(run.events)))]).toEqual(['passed']);
  expect(run.exitCode).toBe(0);
  expect(Object.keys(testOutcomes(run.events))).toHaveLength(10);
});
