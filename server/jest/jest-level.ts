/** Which Jest a project has: what it leaves out or does by default changed from one major version to the next. */
import { createRequire } from 'node:module';
import path from 'node:path';

/** What ztest does where no Jest is installed. */
const newest = 30;

export function jestLevel(rootDir: string): number {
  const require = createRequire(path.join(rootDir, 'package.json'));
  for (const name of ['jest', 'jest-cli', '@jest/core']) {
    try {
      const manifest: unknown = require(`${name}/package.json`);
      const version: unknown = Reflect.get(Object(manifest), 'version');
      const major = Number.parseInt(String(version), 10);
      if (major > 0) return Math.min(major, newest);
    } catch {
      // not installed, or it does not offer its manifest
    }
  }
  return newest;
}
