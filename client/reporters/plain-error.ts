/** Errors as plain text for files that other programs show. */
import type { SerializedError, StackFrame } from '../../test-host/protocol.ts';
import type { Failure } from './failure-list.ts';
import { renderError } from './failures/render-error.ts';
import type { PathBase } from './text/paths.ts';
import { createStyles } from './text/styles.ts';

const styles = createStyles(false);

/** Message, properties, stack, causes; without the code around. */
export function plainErrorText(errors: readonly SerializedError[], base: PathBase): string {
  const context = {
    rootDir: base.rootDir,
    cwd: base.cwd,
    styles,
    readSource: () => undefined,
    testFile: undefined,
    keepOverflow: () => undefined,
    takeNotes: () => '',
  };
  return errors.map((error) => renderError(error, context).join('\n')).join('\n\n');
}

/** The place in the user's code that a failure points to: where it was thrown, else where the test is. */
export function failurePlace({
  errors,
  node,
  file,
}: Failure): Pick<StackFrame, 'file' | 'line' | 'column'> | undefined {
  for (const error of errors) {
    const frame = error.stack.find(
      (each) => !each.file.startsWith('node:') && !each.file.includes('node_modules/'),
    );
    if (frame !== undefined) return frame;
  }
  const location = node?.kind === 'test' ? node.info?.location : node?.location;
  return location ?? (file === undefined ? undefined : { file: file.path, line: 1, column: 1 });
}
