/** Where a debugger stops because an assertion fails: once a failure, and at none that the test counts on. */
import { AsyncLocalStorage } from 'node:async_hooks';
import path from 'node:path';
import type { FailureStops, TestScope } from '../api/scope.ts';
import { lazyChunk } from '../lazy-chunk.ts';
import type { SerializedError } from '../protocol.ts';
import type * as StopChunk from './stop-at-failure.ts';

export function createFailureStops({
  rootDir,
  serialize,
}: {
  readonly rootDir: string;
  readonly serialize: (error: unknown) => SerializedError;
}): FailureStops {
  const told = new WeakSet();
  const expected = new AsyncLocalStorage<true>();
  return {
    expecting: (body) => expected.run(true, body),
    onFailure: (error: unknown, test: TestScope | undefined) => {
      if (typeof error !== 'object' || error === null || told.has(error)) return;
      told.add(error);
      if (expected.getStore() === true || test?.expectsFailure === true) return;
      const { message, stack } = serialize(error);
      const absolute = stack.map((frame) => ({
        ...frame,
        file: path.resolve(rootDir, frame.file),
      }));
      lazyChunk<typeof StopChunk>(
        'stop-at-failure',
        './debugging/stop-at-failure.ts',
      ).stopAtFailure({ message, stack: absolute });
    },
  };
}
