/** Test files that ask for an environment of their own in the comment at their head. */
import fs from 'node:fs';
import { isObject } from './read-options.ts';

export interface DocblockEnvironment {
  readonly name: string;
  readonly options: Readonly<Record<string, unknown>>;
}

const HEAD_LENGTH = 4096;
const head = Buffer.allocUnsafe(HEAD_LENGTH);

/** Only the head of the file is read. */
export function docblockEnvironment(file: string): DocblockEnvironment | undefined {
  const comment = /^\s*(?:#![^\n]*\n\s*)?\/\*\*?([\s\S]*?)\*\//.exec(headOf(file))?.[1];
  if (comment === undefined || !comment.includes('@jest-environment')) return undefined;
  const name = /@jest-environment[ \t]+(\S+)/.exec(comment)?.[1];
  if (name === undefined) return undefined;
  const options = /@jest-environment-options[ \t]+(\{.*\})/.exec(comment)?.[1];
  return { name, options: options === undefined ? {} : parsed(options) };
}

function headOf(file: string): string {
  try {
    const descriptor = fs.openSync(file, 'r');
    try {
      return head.toString('utf8', 0, fs.readSync(descriptor, head, 0, HEAD_LENGTH, 0));
    } finally {
      fs.closeSync(descriptor);
    }
  } catch {
    return ''; // the host says that it cannot be read
  }
}

function parsed(json: string): Readonly<Record<string, unknown>> {
  try {
    const value: unknown = JSON.parse(json);
    return isObject(value) ? value : {};
  } catch {
    return {};
  }
}
