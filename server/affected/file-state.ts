/** A file on disk as versions of it are told apart. */
import fs from 'node:fs';
import path from 'node:path';
import { listFolder } from '../history/input-names.ts';
import { contentName } from './content-name.ts';
import { ABSENT } from './state-log.ts';

export interface FileState {
  /** {@link ABSENT}: it is not there. */
  readonly hash: string;
  readonly mtime?: number;
  readonly size?: number;
  /** Which file it is, and when anything of it was changed last. */
  readonly id?: string;
  /** Of code. */
  readonly text?: string;
}

/** Larger files are known by their size and time, and have no text. */
const LARGE = 4 * 1024 * 1024;
const CODE = /(?<!\.d)\.(?:[cm]?[jt]s|[jt]sx)$/;

/** @param file with a slash at its end: what is in the folder */
export function readState(file: string): FileState {
  const stats = fs.statSync(file, { throwIfNoEntry: false });
  if (stats === undefined) return { hash: ABSENT };
  const { mtimeMs: mtime, size } = stats;
  const id = idOf(stats);
  if (stats.isDirectory())
    return { hash: file.endsWith('/') ? contentName(listFolder(file)) : 'folder' };
  if (size > LARGE) return { hash: `${size} ${mtime} ${id}`, mtime, size, id };
  const bytes = fs.readFileSync(file);
  return { ...stateOfText(file, bytes), mtime, size, id };
}

export function idOf({ ino, ctimeMs }: Pick<fs.Stats, 'ino' | 'ctimeMs'>): string {
  return `${ino} ${ctimeMs}`;
}

export function stateOfText(file: string, bytes: Buffer): FileState {
  if (path.basename(file) === 'package.json')
    return { hash: `${manifestHash(bytes.toString('utf8'))}${WHOLE}${contentName(bytes)}` };
  const isRead = isCode(file) || path.basename(file) === 'package-lock.json';
  return { hash: contentName(bytes), ...(isRead && { text: bytes.toString('utf8') }) };
}

export function isCode(file: string): boolean {
  return CODE.test(file);
}

/** Their contents decide how modules are found and compiled, and what is run. */
export function decidesAll(file: string): boolean {
  return /(?:^|\/)(?:package\.json|[jt]sconfig[^/]*\.json|ztest\.config\.[cm]?[jt]s|ztest\.toml|jest\.config\.[cm]?[jt]s(?:on)?|babel\.config\.\w+|\.babelrc(?:\.\w+)?|\.swcrc)$/.test(
    file,
  );
}

/** In the hash of a manifest, behind that of what loading modules asks for, before that of all. */
const WHOLE = ' ';

/** Of a file that decides about all tests: what of it decides. */
export function decidingHash(hash: string): string {
  return hash.split(WHOLE, 1)[0] ?? '';
}

/** What loading modules asks a manifest for: a new script or version number changes no test. */
const ASKED_FOR = [
  'type',
  'main',
  'module',
  'exports',
  'imports',
  'browser',
  'jest',
  'babel',
  'ztest',
];

function manifestHash(text: string): string {
  try {
    const manifest: unknown = JSON.parse(text);
    if (typeof manifest !== 'object' || manifest === null) return contentName(text);
    const asked = ASKED_FOR.map((key): unknown => Reflect.get(manifest, key));
    return contentName(JSON.stringify(asked));
  } catch {
    return contentName(text);
  }
}
