/** Files that a tsconfig extends: they decide as it does. Those of packages change with the lock file. */
import fs from 'node:fs';
import path from 'node:path';

const TSCONFIG = /(?:^|\/)[jt]sconfig[^/]*\.json$/;

/** @param file absolute @returns absolute */
export function extendedBy(file: string): readonly string[] {
  const found = new Set<string>();
  const follow = (from: string): void => {
    for (const target of extendsIn(from)) {
      if (!/^(?:\.{1,2}\/|\/|[A-Za-z]:[\\/])/.test(target)) continue;
      const place = path.resolve(path.dirname(from), target);
      const extended = place.endsWith('.json') ? place : `${place}.json`;
      if (found.has(extended)) continue;
      found.add(extended);
      follow(extended);
    }
  };
  if (TSCONFIG.test(file)) follow(file);
  return [...found];
}

function extendsIn(file: string): readonly string[] {
  if (!fs.existsSync(file)) return [];
  const text = fs.readFileSync(file, 'utf8');
  const [, value = ''] = /"extends"\s*:\s*("[^"]*"|\[[^\]]*\])/.exec(text) ?? [];
  return [...value.matchAll(/"([^"]*)"/g)].flatMap(([, name]) => name ?? []);
}
