/** `whenCalledWith`: a mock function that answers by its arguments. */
import { argumentsEqual } from './argument-equality.ts';
import { upToDate, type CallRoute, type MockMemory, type MockRegistry } from './mock-memory.ts';
import type { Mock, UnknownFunction } from './types.ts';

/**
 * The function that calls go through. Which answer wins, in this order: the earliest matching route that has
 * an answer for one call; the latest matching route that has an answer for all; what the mock did before.
 */
export function routeCalls(
  { registry, memory }: { readonly registry: MockRegistry; readonly memory: MockMemory },
  mock: Mock,
): UnknownFunction {
  return function (this: unknown, ...args: unknown[]): unknown {
    const { routes, unrouted } = upToDate(registry, memory);
    const matching = routes.filter((route) => argumentsEqual(args, route.matchers));
    const route = matching.find(hasAnswerForOneCall) ?? matching.findLast(hasAnswerForAll);
    const target = route?.answer ?? unrouted ?? mock._protoImpl;
    return target === undefined ? undefined : Reflect.apply(target, this, args);
  };

  function hasAnswerForOneCall(route: CallRoute): boolean {
    return upToDate(registry, route.memory).once.length > 0;
  }
  function hasAnswerForAll(route: CallRoute): boolean {
    return upToDate(registry, route.memory).implementation !== undefined;
  }
}
