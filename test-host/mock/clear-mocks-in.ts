/** For `jest.resetModules`: mock functions that user code has put on the globals forget their calls. */
import { isObject } from './objects.ts';
import { isMockFunction } from './spy.ts';

/** Calls `mockClear` of each mock function among the own enumerable properties of `scope`. */
export function clearMocksIn(scope: object): void {
  for (const key of Object.keys(scope)) {
    const value: unknown = Reflect.get(scope, key);
    // `in` asks no getter: a proxy among the globals may throw from any of them.
    if (!isObject(value) || !('_isMockFunction' in value) || !isMockFunction(value)) continue;
    if (typeof value.mockClear === 'function') value.mockClear();
  }
}
