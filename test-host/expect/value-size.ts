/**
 * Whether a value is too large for Jest's printing and diffing, found out without reading more of it than that
 * takes. Jest prints both values in full and compares the lines; that takes minutes from some 10,000 lines on.
 */

const maxNodes = 12_000;
const maxDepth = 300;
const maxStringLength = 200_000;
const maxStringLines = 8_000;
const maxBlanks = 10_000;
const newline = 10;
const space = 32;

export function isTooLarge(value: unknown): boolean {
  try {
    return measure(value, { left: maxNodes, seen: new Set() }, 0);
  } catch {
    return false; // A proxy that refuses: whoever reads it next will tell.
  }
}

interface Budget {
  left: number;
  readonly seen: Set<object>;
}

/** Charges `value` to the budget. @returns whether it is used up */
function measure(value: unknown, budget: Budget, depth: number): boolean {
  if (--budget.left < 0) return true;
  if (typeof value === 'string') return isLongString(value, budget);
  if (typeof value === 'function') return isMock(value) && callsAreTooLarge(value.mock.calls);
  if (typeof value !== 'object' || value === null) return false;
  if (budget.seen.has(value)) return false;
  if (depth > maxDepth) return true;
  budget.seen.add(value);
  if (ArrayBuffer.isView(value)) return value.byteLength > budget.left * 8;
  if (Array.isArray(value) && value.length > budget.left) return true;
  if (value instanceof Map || value instanceof Set) {
    if (value.size > budget.left) return true;
    for (const item of value.values()) if (measure(item, budget, depth + 1)) return true;
  }
  for (const key of Reflect.ownKeys(value)) {
    // Reading a getter here would be one time more than Jest does.
    const descriptor = Reflect.getOwnPropertyDescriptor(value, key);
    if (
      descriptor !== undefined &&
      'value' in descriptor &&
      measure(descriptor.value, budget, depth + 1)
    )
      return true;
  }
  return false;
}

function isLongString(text: string, budget: Budget): boolean {
  if (text.length > maxStringLength) return true;
  if (text.length < 1000) return false;
  budget.left -= text.length / 100;
  let lines = 0;
  let blanks = 0;
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code === newline) lines++;
    // Jest looks for blanks at the ends of lines in a way that takes the square of their number.
    blanks = code === newline || code === space ? blanks + 1 : 0;
    if (lines > maxStringLines || blanks > maxBlanks) return true;
  }
  return budget.left < 0;
}

function isMock(
  value: Function,
): value is Function & { readonly mock: { readonly calls: readonly unknown[] } } {
  return '_isMockFunction' in value && value._isMockFunction === true;
}

/** Only some of the calls are printed: each counts by itself. */
function callsAreTooLarge(calls: readonly unknown[]): boolean {
  return calls.slice(-100).some(isTooLarge);
}
