/** Ranges of Node versions as package.json writes them: `>=22`, `^22.15 || >=24`, `22.x`, `>=20 <23`. */

type Version = readonly [major: number, minor: number, patch: number];

/** `undefined` when the range cannot be read. */
export function matchesNodeRange(version: string, range: string): boolean | undefined {
  const actual = readVersion(version.replace(/^v/, ''))?.version;
  if (actual === undefined) return undefined;
  let matches = false;
  for (const alternative of range.split('||')) {
    const holds = matchesAll(actual, alternative);
    if (holds === undefined) return undefined;
    matches ||= holds;
  }
  return matches;
}

function matchesAll(actual: Version, comparators: string): boolean | undefined {
  const parts = comparators
    .trim()
    .replace(/([<>=^~]+)\s+/g, '$1')
    .split(/\s+/);
  let matches = true;
  for (const part of parts) {
    const match = /^(>=|<=|>|<|=|\^|~)?(.*)$/.exec(part);
    const wanted = readVersion(match?.[2]?.replace(/^v/, '') ?? '');
    if (wanted === undefined) return undefined;
    matches &&= compare(actual, match?.[1] ?? '=', wanted);
  }
  return matches;
}

interface Wanted {
  readonly version: Version;
  /** How many numbers are given: `22` is every 22.x. */
  readonly given: number;
}

function compare(actual: Version, operator: string, { version, given }: Wanted): boolean {
  const order = compareVersions(actual, version);
  const isWithin = (count: number): boolean =>
    actual.slice(0, count).every((number, i) => number === version[i]);
  switch (operator) {
    case '>=':
      return order >= 0;
    case '<':
      return order < 0;
    case '>':
      return order > 0 && !isWithin(given);
    case '<=':
      return order <= 0 || isWithin(given);
    case '^':
      return order >= 0 && isWithin(Math.min(given, 1));
    case '~':
      return order >= 0 && isWithin(Math.min(given, 2));
    default:
      return isWithin(given);
  }
}

function compareVersions(a: Version, b: Version): number {
  return a[0] - b[0] || a[1] - b[1] || a[2] - b[2];
}

function readVersion(text: string): Wanted | undefined {
  const match = /^(\d+|[x*])(?:\.(\d+|[x*]))?(?:\.(\d+|[x*]))?(?:[-+].*)?$/.exec(text);
  if (match === null) return undefined;
  const numbers: number[] = [];
  for (const part of match.slice(1, 4)) {
    if (part === undefined || part === 'x' || part === '*') break;
    numbers.push(Number(part));
  }
  const [major = 0, minor = 0, patch = 0] = numbers;
  return { version: [major, minor, patch], given: numbers.length };
}
