/**
 * The version of a Node by what was installed with it. To ask a Node takes a start, and an editor that opens a window hears the
 * answer late: it is busy with all its extensions.
 */
import fs from 'node:fs';
import path from 'node:path';
import type { Machine } from './installed-nodes.ts';

export interface KnownNode {
  /** Absolute, behind all links. */
  readonly executable: string;
  readonly version: string;
}

interface Place extends Machine {
  /** Absolute: where relative parts of PATH begin. */
  readonly folder: string;
}

/** What was installed together was written within a day. */
const TOGETHER_MS = 86_400_000;

/** @returns nothing where only the Node itself can tell: a shim, or a binary that somebody has put there alone */
export function nodeByFiles(command: string, place: Place): KnownNode | undefined {
  try {
    const found = locate(command, place);
    const executable = found && fs.realpathSync(found);
    if (executable === undefined || !/^node(?:\.exe)?$/.test(path.basename(executable))) return;
    if (isScript(executable)) return;
    const version = versionBeside(executable);
    return version === undefined ? undefined : { executable, version };
  } catch {
    return undefined; // it is asked, and tells what is wrong
  }
}

/** As a shell does. */
function locate(command: string, { env, platform, folder }: Place): string | undefined {
  if (/[/\\]/.test(command)) return command;
  const name = platform === 'win32' ? `${command}.exe` : command;
  return (env['PATH'] ?? '')
    .split(path.delimiter)
    .map((each) => path.resolve(folder, each, name))
    .find(isExecutable);
}

function isExecutable(file: string): boolean {
  if (fs.statSync(file, { throwIfNoEntry: false })?.isFile() !== true) return false;
  try {
    fs.accessSync(file, fs.constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

function isScript(file: string): boolean {
  const begin = Buffer.alloc(2);
  const descriptor = fs.openSync(file, 'r');
  try {
    fs.readSync(descriptor, begin);
  } finally {
    fs.closeSync(descriptor);
  }
  return begin.toString('latin1') === '#!';
}

/** Headers for addons come with every Node but that of npm's package `node`. */
function versionBeside(executable: string): string | undefined {
  const prefix = path.join(path.dirname(executable), '..');
  const read = (file: string): string | undefined => {
    const written = fs.statSync(file, { throwIfNoEntry: false })?.mtimeMs;
    if (written === undefined) return undefined;
    const isOfIt = Math.abs(written - fs.statSync(executable).mtimeMs) < TOGETHER_MS;
    return isOfIt ? fs.readFileSync(file, 'utf8') : undefined;
  };
  const header = read(path.join(prefix, 'include/node/node_version.h'));
  if (header !== undefined) return versionInHeader(header);
  const manifest = read(path.join(prefix, 'package.json'));
  return manifest === undefined ? undefined : versionOfPackage(JSON.parse(manifest));
}

function versionInHeader(header: string): string | undefined {
  const parts = ['MAJOR', 'MINOR', 'PATCH'].map(
    (part) => new RegExp(`^#define NODE_${part}_VERSION (\\d+)$`, 'm').exec(header)?.[1],
  );
  return parts.includes(undefined) ? undefined : parts.join('.');
}

function versionOfPackage(manifest: unknown): string | undefined {
  if (typeof manifest !== 'object' || manifest === null) return undefined;
  const { name, version } = manifest as { readonly name?: unknown; readonly version?: unknown };
  return name === 'node' && typeof version === 'string' ? version : undefined;
}
