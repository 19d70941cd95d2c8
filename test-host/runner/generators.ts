/** Jest's generator tests: what the function yields is awaited, and its value handed back. */
import { RealPromise } from '../intrinsics.ts';

export function isGenerator(value: unknown): value is Generator<unknown, unknown, unknown> {
  try {
    return Object.prototype.toString.call(value) === '[object Generator]';
  } catch {
    return false; // a proxy that throws
  }
}

export async function runGenerator(
  generator: Generator<unknown, unknown, unknown>,
): Promise<unknown> {
  let step = generator.next();
  while (step.done !== true) {
    let value: unknown;
    try {
      value = await resolveYielded(step.value);
    } catch (error) {
      step = generator.throw(error);
      continue;
    }
    step = generator.next(value);
  }
  return step.value;
}

function resolveYielded(value: unknown): unknown {
  if (isGenerator(value)) return runGenerator(value);
  if (Array.isArray(value)) return RealPromise.all(value.map(resolveYielded));
  return value;
}
