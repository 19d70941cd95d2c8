/** Which Jest a project has: what it leaves out or does by default changed from one major version to the next. */
import fs from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';

/** What ztest does where no Jest is installed. */
const newest = 30;

export function jestLevel(rootDir: string): number {
  for (const name of ['jest', 'jest-cli', '@jest/core']) {
    const major = Number.parseInt(String(versionOf(name, rootDir)), 10);
    if (major > 0) return Math.min(major, newest);
  }
  return newest;
}

function versionOf(name: string, rootDir: string): unknown {
  try {
    const manifest: unknown = JSON.parse(fs.readFileSync(findManifest(name, rootDir), 'utf8'));
    return Reflect.get(Object(manifest), 'version');
  } catch {
    return undefined; // not installed, or it does not offer its manifest
  }
}

/** Where nearly all packages lie; Node's own search knows other places, and takes a millisecond to begin. */
function findManifest(name: string, rootDir: string): string {
  for (let at = rootDir; ; at = path.dirname(at)) {
    const file = path.join(at, 'node_modules', name, 'package.json');
    if (fs.existsSync(file)) return file;
    if (at === path.dirname(at)) break;
  }
  return createRequire(path.join(rootDir, 'package.json')).resolve(`${name}/package.json`);
}
