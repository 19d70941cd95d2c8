/**
 * Lays property matchers over the received value, so that the snapshot stores `Any<Date>` where the test
 * said `expect.any(Date)`. It follows what Jest stores to the letter, because the result is in the file.
 */
export function mergeProperties(received: unknown, properties: unknown): unknown {
  if (Array.isArray(received) && Array.isArray(properties))
    return mergeArrays(received, properties);
  if (isPlain(received) && isPlain(properties)) return mergeObjects(received, properties);
  return received;
}

type Members = Readonly<Record<string, unknown>>;

function mergeObjects(received: Members, properties: Members): Members {
  const merged: Record<string, unknown> = { ...received };
  for (const key of Object.keys(properties)) {
    const property = properties[key];
    const below = received[key];
    if (Array.isArray(property)) {
      merged[key] =
        Array.isArray(below) || isIterable(below) ? mergeArrays([...below], property) : property;
    } else if (isPlain(property) && !property['$$typeof'] && key in received) {
      merged[key] = mergeProperties(below, property);
    } else {
      merged[key] = property;
    }
  }
  return merged;
}

function mergeArrays(received: readonly unknown[], properties: readonly unknown[]): unknown[] {
  const merged = [...received];
  for (const [index, property] of properties.entries()) {
    const below = received[index];
    if (Array.isArray(below) && Array.isArray(property))
      merged[index] = mergeArrays(below, property);
    else if (isPlain(below) && !isMatcher(property))
      merged[index] = mergeProperties(below, property);
    else merged[index] = property;
  }
  return merged;
}

function isPlain(value: unknown): value is Members {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isIterable(value: unknown): value is Iterable<unknown> {
  return typeof value === 'object' && value !== null && Symbol.iterator in value;
}

/** Jest looks for `Any` and `Anything` only, and then fails to print what it merged any other matcher into. */
function isMatcher(value: unknown): boolean {
  return isPlain(value) && value['$$typeof'] === Symbol.for('jest.asymmetricMatcher');
}
