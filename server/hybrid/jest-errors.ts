/** An error as Jest prints it, as data. Pure. */
import { stripVTControlCharacters } from 'node:util';
import type { SerializedError, StackFrame } from '../../test-host/protocol.ts';

export function readJestError(text: string, rootDir: string): SerializedError {
  const lines = stripVTControlCharacters(text).split('\n');
  const firstFrame = lines.findIndex((line) => FRAME.test(line));
  const said = (firstFrame < 0 ? lines : lines.slice(0, firstFrame)).join('\n').trimEnd();
  const named = /^(?:Uncaught )?([A-Z]\w*(?:Error|Exception))(?: \[\w+\])?:?\s?([\s\S]*)$/.exec(
    said,
  );
  return {
    name: named?.[1] ?? 'Error',
    message: named?.[2] ?? said.replace(/^Error: /, ''),
    stack: firstFrame < 0 ? [] : lines.slice(firstFrame).flatMap((line) => frame(line, rootDir)),
  };
}

const FRAME = /^\s+at (?:(.*?) \()?(?:file:\/\/)?([^()]+?):(\d+):(\d+)\)?$/;
const NOT_THE_USERS =
  /node_modules\/(?:@jest\/|jest|expect\/|ts-jest|babel-jest)|^node:|^internal\/|bin\/jest-reporter/;

function frame(line: string, rootDir: string): readonly StackFrame[] {
  const match = FRAME.exec(line);
  if (match === null) return [];
  const [, functionName, written = '', row, column] = match;
  const file = written.replaceAll('\\', '/');
  if (NOT_THE_USERS.test(file)) return [];
  return [
    {
      file: file.startsWith(`${rootDir}/`) ? file.slice(rootDir.length + 1) : file,
      line: Number(row),
      column: Number(column),
      ...(functionName !== undefined && { functionName }),
    },
  ];
}
