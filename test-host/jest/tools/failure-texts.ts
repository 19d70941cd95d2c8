/** Failures as Jest words them in its results. Pure. */
import path from 'node:path';
import type { SerializedError } from '../../protocol.ts';
import type { AssertionResult } from './results.ts';

/** An error with its stack. */
export function failureMessage(error: SerializedError): string {
  const frames = error.stack.map(({ file, line, column, functionName }) => {
    const at = `${file.startsWith('node:') ? file : path.resolve(file)}:${line}:${column}`;
    return `\n    at ${functionName === undefined ? at : `${functionName} (${at})`}`;
  });
  const cause = error.cause === undefined ? '' : `\n\nCause:\n${failureMessage(error.cause)}`;
  return `${headOf(error)}${frames.join('')}${cause}`;
}

/** The error itself, as far as it could leave its process. */
export function failureDetail(error: SerializedError): unknown {
  const { name, message, diff, properties } = error;
  return {
    ...properties,
    ...(diff !== undefined && {
      matcherResult: { message, pass: false, expected: diff.expected, actual: diff.actual },
    }),
    name,
    message,
    stack: failureMessage(error),
  };
}

/** Everything that is wrong in a file, as Jest prints it. */
export function failuresOfFile(
  tests: readonly AssertionResult[],
  errors: readonly SerializedError[],
): string {
  const ofFile = errors.map((error) => block('Test suite failed to run', failureMessage(error)));
  const ofTests = tests.flatMap(({ ancestorTitles, title, failureMessages, status }) =>
    status === 'failed'
      ? failureMessages.map((text) => block([...ancestorTitles, title].join(' › '), text))
      : [],
  );
  return [...ofFile, ...ofTests].join('\n');
}

function block(title: string, text: string): string {
  return `  ● ${title}\n\n${text.replace(/^Error: /, '').replaceAll(/^(?=.)/gm, '    ')}\n`;
}

function headOf({ name, message }: SerializedError): string {
  return message === '' ? name : `${name}: ${message}`;
}
