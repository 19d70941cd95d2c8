/** Versions of Node: which are new enough for ztest, and which one a version file means. */

export const OLDEST = '22.15';

/** Codenames that a version file may have, of lines that ztest runs on. */
const LINES: Readonly<Record<string, string>> = { jod: '22', krypton: '24' };

export function isNewEnough(version: string): boolean {
  return compareVersions(version, OLDEST) >= 0;
}

export function compareVersions(one: string, other: string): number {
  const parts = other.split('.').map(Number);
  for (const [index, part] of one.split('.').map(Number).entries()) {
    const difference = part - (parts[index] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}

/** Whether a version is what a version file asks for: `22`, `v22.15.0`, `lts/jod`, `lts/*`, `node`. */
export function isMeant(version: string, wanted: string): boolean {
  const word = wanted
    .trim()
    .toLowerCase()
    .replace(/^v(?=\d)/, '');
  if (/^(?:node|stable|latest|current)$/.test(word)) return true;
  const line = /^lts[/-](?<name>.+)$/.exec(word)?.groups?.['name'];
  if (line === '*') return Number(version.split('.')[0]) % 2 === 0;
  const prefix = line === undefined ? word : LINES[line];
  return prefix !== undefined && `${version}.`.startsWith(`${prefix.replace(/\.x$/, '')}.`);
}
