import { expect } from 'ztest';

/** What an assertion that must fail throws. */
export function failureOf(assertion: () => unknown): Error {
  try {
    assertion();
  } catch (error) {
    if (error instanceof Error) return error;
    throw new Error(`threw ${String(error)}, which is no error`, { cause: error });
  }
  throw new Error('the assertion passed');
}

/** What an assertion that must fail later rejects with. */
export async function rejectionOf(assertion: () => Promise<unknown>): Promise<Error> {
  const error: unknown = await assertion().then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (error instanceof Error) return error;
  throw new Error('the assertion passed');
}

/** Compares the message without the colours that a terminal would show. */
export function expectMessage(error: Error, ...lines: readonly string[]): void {
  expect(plain(error.message)).toBe(lines.join('\n'));
}

export function plain(text: string): string {
  // oxlint-disable-next-line no-control-regex -- the escape sequences of colours
  return text.replaceAll(/\u001B\[\d+m/g, '');
}
