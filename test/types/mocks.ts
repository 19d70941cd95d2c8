/** Types of mocks. Nothing in this folder runs. */
import { expect, mock, type Mock, type Mocked } from 'ztest';
import { jest } from 'ztest/jest';
import { same } from './same.ts';

interface Mailer {
  readonly from: string;
  send(to: string, text: string): Promise<boolean>;
}
declare const mailer: Mailer;

export function functions(): void {
  const add = mock.fn((a: number, b: number) => a + b);
  same<typeof add, Mock<(a: number, b: number) => number>>(true);
  same<typeof add.mock.calls, [a: number, b: number][]>(true);
  add.mockReturnValue(1);
  add.mockImplementation((a) => a);
  const load = mock.fn<(id: string) => Promise<number>>().mockResolvedValue(1);
  same<ReturnType<typeof load>, Promise<number>>(true);
  const untyped = mock.fn();
  untyped('anything', 1);
  const handler: (event: string) => void = mock.fn();
  handler('x');
}

export function spiesAndObjects(): void {
  mock.spyOn(mailer, 'send').mockResolvedValue(true);
  mock.spyOn(mailer, 'from', 'get').mockReturnValue('me');
  const mocked: Mocked<Mailer> = mock.of<Mailer>();
  mocked.send.mockRejectedValueOnce(new Error('no'));
  expect(mock.mocked(mailer.send).mock.lastCall?.[0]).toBe('a@b.c');
  mock.replaceProperty(process.env, 'API_URL', 'http://localhost');
  mock.module('./mailer', async (original) => ({ ...(await original<object>()), send: mock.fn() }));
}

export function jestObject(): void {
  const annotated: jest.Mocked<Mailer> = jest.mocked(mailer);
  annotated.send.mockResolvedValue(false);
  const send: jest.MockedFunction<Mailer['send']> = annotated.send;
  const plain: jest.Mock<() => number> = jest.fn(() => 1);
  void [send, plain];
  jest
    .useFakeTimers({ now: 0, doNotFake: ['nextTick'] })
    .setSystemTime(5)
    .useRealTimers();
  jest.mock('./mailer', () => ({}), { virtual: true }).resetModules();
}

export function mistakes(): void {
  // @ts-expect-error it returns a number
  mock.fn(() => 1).mockReturnValue('x');
  // @ts-expect-error there is no such method
  mock.spyOn(mailer, 'sned');
  // @ts-expect-error it is no function
  mock.spyOn(mailer, 'from');
  // @ts-expect-error it returns no promise
  mock.fn(() => 1).mockResolvedValue(1);
  // @ts-expect-error the value has another type
  jest.replaceProperty({ retries: 3 }, 'retries', '0');
}
