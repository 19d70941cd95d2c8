/** What a test file left running, as the event that reports it. */
import type { FileErrors } from './file-errors.ts';
import type { Leak } from './isolation/leak.ts';
import type { FilePath, RunEvent, StackFrame } from './protocol.ts';

export function describeLeak(leak: Leak, file: FilePath, errors: FileErrors): RunEvent {
  const { kind, description } = leak;
  return { type: 'leak', kind, description, file, stack: whereCreated(leak, errors) };
}

function whereCreated(leak: Leak, errors: FileErrors): readonly StackFrame[] {
  const trace = leak.trace.stack;
  if (trace === undefined) {
    const place = errors.locate(leak.fn);
    return place === undefined ? [] : [place];
  }
  const { stack } = errors.serialize(Object.assign(new Error(leak.description), { stack: trace }));
  return stack.filter((frame) => !frame.file.startsWith('node:'));
}
