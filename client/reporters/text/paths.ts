import path from 'node:path';
import { splitPath } from '../../../test-host/protocol.ts';

/** Where the paths of events start, and where the user is. */
export interface PathBase {
  readonly rootDir: string;
  readonly cwd: string;
}

/** A path of an event as a terminal in `cwd` can open it, and the project that it has been run in, if it tells. */
export function displayPath(named: string, { rootDir, cwd }: PathBase): string {
  const { file, project } = splitPath(named);
  if (project !== undefined) return `${displayPath(file, { rootDir, cwd })} (${project})`;
  if (file.startsWith('node:')) return file;
  if (rootDir === cwd && !path.isAbsolute(file)) return file;
  const absolute = path.resolve(rootDir, file);
  const relative = path.relative(cwd, absolute);
  const isFarAway =
    relative === '' || relative.startsWith(`..${path.sep}..`) || path.isAbsolute(relative);
  return (isFarAway ? absolute : relative).replaceAll('\\', '/');
}

/** `path:line:col` */
export function displayPlace(
  place: { file: string; line?: number; column?: number },
  base: PathBase,
): string {
  const file = displayPath(place.file, base);
  if (place.line === undefined) return file;
  return place.column === undefined
    ? `${file}:${place.line}`
    : `${file}:${place.line}:${place.column}`;
}
