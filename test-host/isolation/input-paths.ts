/** What user code calls a file, as a path; and which paths are inputs of a project. */
import path from 'node:path';
import { fileURLToPath } from 'node:url';

/** Code of packages, which Node loads with the functions that are noted here. */
const PACKAGE_CODE = /[\\/]node_modules[\\/].*\.(?:[cm]?js|node)$/;

export function inputsOf(paths: ReadonlySet<unknown>, rootDir: string): readonly string[] {
  const inputs = new Set<string>();
  for (const read of paths) {
    const place = pathOf(read);
    if (place !== undefined && isInput(place, rootDir)) inputs.add(place);
  }
  return [...inputs];
}

/** A relative one leads elsewhere when the folder of the process is another. */
export function placeOf(file: unknown): unknown {
  return typeof file === 'string' && !path.isAbsolute(file) ? path.resolve(file) : file;
}

/** `undefined`: it names no file of this machine. */
export function pathOf(read: unknown): string | undefined {
  if (typeof read === 'string') return path.resolve(read);
  if (Buffer.isBuffer(read)) return path.resolve(read.toString());
  if (!(read instanceof URL) || read.protocol !== 'file:') return undefined;
  try {
    return fileURLToPath(read);
  } catch {
    return undefined;
  }
}

/** Files of which nobody knows later what was in them. Those of packages and of ours are none. */
export function isElsewhere(read: unknown, rootDir: string): boolean {
  const file = pathOf(read);
  if (file === undefined) return typeof read !== 'number';
  return !(
    isWithin(file, rootDir) ||
    isWithin(file, OWN_FOLDER) ||
    /[\\/]node_modules[\\/]|^(?:\/dev\/|\/proc\/self\/)/.test(file)
  );
}

const OWN_FOLDER = path.dirname(path.dirname(import.meta.filename));

export function isWithin(file: string, folder: string): boolean {
  return file === folder || file.startsWith(folder.endsWith(path.sep) ? folder : folder + path.sep);
}

/** What no file is called: a part of a path has room for 255 bytes. */
const NO_NAME = /\0|[^\\/]{256}/;

function isInput(file: string, rootDir: string): boolean {
  const inside = rootDir.endsWith(path.sep) ? rootDir : rootDir + path.sep;
  if (!file.startsWith(inside) || NO_NAME.test(file)) return false;
  return !/[\\/]\.ztest(?:[\\/]|$)/.test(file.slice(inside.length - 1)) && !PACKAGE_CODE.test(file);
}
