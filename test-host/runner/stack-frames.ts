/** Reads the text of `error.stack`, which the host has mapped to the user's source already. */
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import type { StackFrame } from '../protocol.ts';

export interface FrameOptions {
  readonly rootDir: string;
  /** Whether an absolute path is one of ztest's own files. */
  isOwnFile(path: string): boolean;
}

/** Frames of the user's code and of packages; ours and Node's internals are left out. */
export function parseStack(stack: string, options: FrameOptions): StackFrame[] {
  const frames: StackFrame[] = [];
  for (const line of stack.split('\n')) {
    const frame = parseLine(line, options);
    if (frame !== undefined) frames.push(frame);
  }
  // Below the user's first frame only those are left that called us.
  while (frames.length > 1 && frames.at(-1)?.file.startsWith('node:') === true) frames.pop();
  return frames;
}

const FRAME = /^\s*at (?:(?<name>.+?) \((?<place>.+)\)|(?<bare>.+))$/;
const PLACE = /^(?<file>.+?):(?<line>\d+):(?<column>\d+)$/;

function parseLine(text: string, options: FrameOptions): StackFrame | undefined {
  const groups = FRAME.exec(text)?.groups;
  if (groups === undefined) return undefined;
  const place = PLACE.exec(lastPlace(groups['place'] ?? groups['bare'] ?? ''))?.groups;
  const file = place?.['file'];
  if (place === undefined || file === undefined) return undefined;
  if (file.startsWith('node:internal') || file === '<anonymous>') return undefined;
  const absolute = toPath(file);
  if (path.isAbsolute(absolute) && options.isOwnFile(absolute)) return undefined;
  const functionName = groups['name']?.replace(/^async /, '');
  return {
    file: relativeTo(options.rootDir, absolute),
    line: Number(place['line']),
    column: Number(place['column']),
    ...(functionName === undefined || /^(Object\.)?<anonymous>$/.test(functionName)
      ? {}
      : { functionName }),
  };
}

/** `eval at f (file:1:2), <anonymous>:1:1` stands where the eval is called. */
function lastPlace(place: string): string {
  const text = place.replace(/^async /, '');
  return /^eval at .*\((?<outer>[^()]+:\d+:\d+)\)/.exec(text)?.groups?.['outer'] ?? text;
}

function toPath(file: string): string {
  if (!file.startsWith('file:')) return file;
  try {
    return fileURLToPath(file.replace(/\?.*$/, ''));
  } catch {
    return file; // a URL of another host
  }
}

/** Workspace-relative with forward slashes when inside, else as it is. */
function relativeTo(rootDir: string, file: string): string {
  if (!path.isAbsolute(file)) return file;
  const relative = path.relative(rootDir, file);
  const isOutside = relative === '' || relative.startsWith('..') || path.isAbsolute(relative);
  return isOutside ? file : relative.split(path.sep).join('/');
}
