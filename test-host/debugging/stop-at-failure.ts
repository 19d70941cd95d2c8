/**
 * Chunk: makes the debugger stop where an assertion fails. It skips everything of ours, so a `debugger` statement here would
 * mean nothing to it. A breakpoint holds also in what is skipped: a session of our own sets one, the debugger is told of the
 * stop, and shows the first frame that it does not skip, which is the user's.
 */
import type Inspector from 'node:inspector';
import fs from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import vm from 'node:vm';
import type { SerializedError } from '../protocol.ts';
import { isCaught } from './caught-places.ts';

/** @param stack the user's frames with absolute paths, innermost first */
export function stopAtFailure({
  message,
  stack,
}: Pick<SerializedError, 'message' | 'stack'>): void {
  const inspector = process.getBuiltinModule('node:inspector') as typeof Inspector;
  if (inspector.url() === undefined || stack.some(isFrameCaught)) return;
  // Into the debugger's console.
  inspector.console.error(message);
  const session = new inspector.Session();
  session.connect();
  try {
    session.post('Debugger.enable');
    // What is ours is skipped as long as every session says so.
    session.post('Debugger.setBlackboxPatterns', { patterns: [''] });
    const filename = path.join(import.meta.dirname, 'failed-assertion.js');
    const script = new vm.Script(STOP.join('\n'), { filename });
    const url = pathToFileURL(filename).href;
    session.post('Debugger.setBreakpointByUrl', { url, lineNumber: 1 });
    const stopAtFailedAssertion: unknown = script.runInThisContext();
    if (typeof stopAtFailedAssertion === 'function')
      Reflect.apply(stopAtFailedAssertion, undefined, [message]);
  } finally {
    session.disconnect();
  }
}

/** What stands on top of the user's frame. */
const STOP = ['(function stopAtFailedAssertion(message) {', '  return message;', '})'];

function isFrameCaught({ file, line, column }: SerializedError['stack'][number]): boolean {
  if (file.includes('node_modules') || !/\.[cm]?[jt]sx?$/.test(file)) return false;
  try {
    return isCaught({ path: file, text: fs.readFileSync(file, 'utf8') }, { line, column });
  } catch {
    return false; // gone meanwhile
  }
}
