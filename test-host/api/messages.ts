/**
 * What goes wrong while a test file declares its tests, in sentences: what happened, where, what to do.
 * ZT11xx is about files, ZT13xx about declarations.
 */
import type { FilePath, Location, Problem } from '../protocol.ts';
import { CodedError } from './coded-error.ts';

export function duplicateTitle(
  file: FilePath,
  titles: readonly string[],
  places: { readonly first: Location | undefined; readonly second: Location | undefined },
): Problem {
  const where =
    places.first !== undefined && places.second !== undefined
      ? `, at ${printPlace(places.first)} and ${printPlace(places.second)}`
      : '';
  return {
    code: 'ZT1101',
    severity: 'warning',
    message: `Two tests or suites are called "${titles.join(' > ')}"${where}.`,
    hint: 'Give each its own title (in a table: a placeholder such as %s or $name); results are kept by title, and twins are told apart by their order only.',
    location: places.second ?? { file },
  };
}

export function printPlace(location: Location): string {
  return `${location.file}:${location.line}`;
}

export function notInATestFile(): CodedError {
  return new CodedError(
    'ZT1103',
    'A test, suite or hook was declared while no test file was loading.',
    'Declare tests in a test file, and run it with the ztest command or from the editor.',
  );
}

export function nestedDeclaration(
  what: 'test' | 'suite' | 'hook',
  title: string,
  running: string,
): CodedError {
  return new CodedError(
    'ZT1301',
    `${describe(what, title)} is declared inside "${running}", which is running.`,
    what === 'hook'
      ? 'Move the hook into the suite, or use t.onTestFinished to clean up after this test.'
      : 'Move the declaration out of the test, into the file or a suite.',
  );
}

export function lateDeclaration(what: 'test' | 'suite' | 'hook', title: string): CodedError {
  return new CodedError(
    'ZT1302',
    `${describe(what, title)} is declared after the file has been loaded.`,
    'Declare it while the file loads: await what you need at the top level of the file, not in a callback.',
  );
}

function describe(what: 'test' | 'suite' | 'hook', title: string): string {
  return what === 'hook' ? `A ${title} hook` : `The ${what} "${title}"`;
}

export function asyncSuite(title: string): CodedError {
  return new CodedError(
    'ZT1303',
    `The callback of suite "${title}" returns a promise.`,
    'Declare the tests of a suite synchronously: await at the top level of the file, or in beforeAll.',
  );
}

export function returningSuite(title: string): CodedError {
  return new CodedError(
    'ZT1303',
    `The callback of suite "${title}" returns a value, which is an error since Jest 27.`,
    'Put its body into braces, without return.',
  );
}

export function returningSuiteWarning(file: string, title: string): Problem {
  return {
    code: 'ZT1303',
    severity: 'warning',
    message: `The callback of suite "${title}" returns a value: with Jest 27 it fails.`,
    hint: 'Put its body into braces, without return; await in beforeAll.',
    location: { file },
  };
}

export function badTitle(what: string, printed: string): CodedError {
  return new CodedError(
    'ZT1304',
    `A ${what} has ${printed === 'missing' ? 'no title' : `the title ${printed}`}.`,
    'A title is a string, a number, or a named function or class.',
  );
}

export function missingFunction(what: string, title: string): CodedError {
  return new CodedError(
    'ZT1305',
    `The ${what} "${title}" has no function.`,
    what === 'suite'
      ? 'Pass a callback that declares its tests.'
      : `Pass a function, or write ${what}.todo(title) for a test that is still to be written.`,
  );
}

export function badFunction(what: string, title: string, printed: string): CodedError {
  return new CodedError(
    'ZT1305',
    `The ${what} "${title}" is given ${printed} where its function should be.`,
    `Call it as ${what}(title, function), ${what}(title, options, function) or ${what}(title, function, timeout).`,
  );
}

export function badHook(kind: string, printed: string): CodedError {
  return new CodedError(
    'ZT1305',
    `${kind} is given ${printed} where its function should be.`,
    `Call it as ${kind}(function) or ${kind}(function, timeout).`,
  );
}

export function unknownOption(
  what: string,
  option: {
    readonly key: string;
    readonly nearest: string | undefined;
    readonly known: readonly string[];
  },
): CodedError {
  return new CodedError(
    'ZT1306',
    `${what} has the unknown option "${option.key}".`,
    option.nearest === undefined
      ? `Known options: ${option.known.join(', ')}.`
      : `Did you mean "${option.nearest}"?`,
  );
}

export function badOption(what: string, key: string, expected: string): CodedError {
  return new CodedError('ZT1307', `${what}: the option "${key}" must be ${expected}.`);
}

export function badTable(method: string, problem: string, hint: string): CodedError {
  return new CodedError('ZT1308', `${method} ${problem}.`, hint);
}

export function badNodeRange(what: string, range: string): CodedError {
  return new CodedError(
    'ZT1307',
    `${what}: the range of Node versions "${range}" cannot be read.`,
    'Write it like ">=22", "22.x", "^22.15 || >=24".',
  );
}
