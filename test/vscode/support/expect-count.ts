/** How many elements are there, once VS Code has drawn what it has to draw. */
import type { Locator } from 'playwright-core';
import { expect } from 'ztest';

/** Waits up to `timeout` ms: a single look could come between two drawings. */
export async function expectCount(
  elements: Locator,
  count: number,
  timeout = 30_000,
): Promise<void> {
  await expect.poll(() => elements.count(), { timeout }).toBe(count);
}
