/** A file on disk as versions of it are told apart. */
import fs from 'node:fs';
import path from 'node:path';
import { contentName } from './content-name.ts';
import { ABSENT } from './state-log.ts';

export interface FileState {
  /** {@link ABSENT}: it is not there. */
  readonly hash: string;
  readonly mtime?: number;
  readonly size?: number;
  /** Of code. */
  readonly text?: string;
}

/** Times of files may lie behind the clock by so much. */
export const CLOCK_GRAIN_MS = 10;

/** Larger files are known by their size and time, and have no text. */
const LARGE = 4 * 1024 * 1024;
const CODE = /(?<!\.d)\.(?:[cm]?[jt]s|[jt]sx)$/;

/** @param file with a slash at its end: what is in the folder */
export function readState(file: string): FileState {
  const stats = fs.statSync(file, { throwIfNoEntry: false });
  if (stats === undefined) return { hash: ABSENT };
  const { mtimeMs: mtime, size } = stats;
  if (stats.isDirectory()) return { hash: file.endsWith('/') ? listingName(file) : 'folder' };
  if (size > LARGE) return { hash: `${size} ${mtime}`, mtime, size };
  const bytes = fs.readFileSync(file);
  return { ...stateOfText(file, bytes), mtime, size };
}

/** What is in a folder; what we put there ourselves is none of it. */
function listingName(folder: string): string {
  const names = fs.readdirSync(folder).filter((name) => name !== '.ztest');
  return contentName(names.toSorted().join('/'));
}

export function stateOfText(file: string, bytes: Buffer): FileState {
  if (path.basename(file) === 'package.json') return { hash: manifestHash(bytes.toString('utf8')) };
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
