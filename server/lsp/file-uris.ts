/** Uris as editors write them, paths as discovery knows them: absolute, with forward slashes. */
import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

/** `undefined` for what is no file of this machine (`untitled:`, `git:`, …). */
export function uriToPath(uri: string): string | undefined {
  if (!uri.startsWith('file:')) return undefined;
  try {
    const file = fileURLToPath(uri).replaceAll('\\', '/');
    return file.length > 1 ? file.replace(/\/$/, '') : file;
  } catch {
    return undefined; // another host, or no valid escapes
  }
}

export function pathToUri(file: string): string {
  return pathToFileURL(path.normalize(file)).href;
}
