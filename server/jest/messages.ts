/** What the server says about Jest's configuration: every problem with its code, in one place. */
import path from 'node:path';
import type { Problem, SerializedError } from '../../test-host/protocol.ts';

export function severalJestConfigs(used: string, others: readonly string[]): Problem {
  return warning('ZT2501', used, {
    message: `There are several Jest configurations; ${used} is used, not ${others.join(', ')}.`,
    hint: 'Keep one of them, or name the one to use with --config.',
  });
}

export function jestConfigNotFound(file: string): Problem {
  return error('ZT2502', undefined, {
    message: `There is no Jest configuration ${file}.`,
    hint: 'Check the path after --config.',
  });
}

export function brokenJestConfig(file: string, reason: string): Problem {
  return error('ZT2503', file, {
    message: `The Jest configuration ${file} could not be loaded: ${reason}`,
    hint: 'Fix it so that Jest itself can load it: npx jest --showConfig.',
  });
}

export function notAnObject(file: string, what: string): Problem {
  return error('ZT2503', file, {
    message: `The Jest configuration ${file} must be an object, but it is ${what}.`,
    hint: 'Export an object, or a function that returns one.',
  });
}

export function missingPreset(file: string, preset: string): Problem {
  const isPath = /^[./]/.test(preset);
  return error('ZT2504', file, {
    message: `The preset "${preset}" of ${file} is not there.`,
    hint: isPath
      ? 'It must be a folder with a jest-preset.js or jest-preset.json, or such a file.'
      : `Install it: npm install -D ${packageOf(preset)}`,
  });
}

export function presetOfPreset(file: string, preset: string, inner: string): Problem {
  return warning('ZT2505', file, {
    message: `The preset "${preset}" names a preset itself ("${inner}"), which Jest does not follow.`,
    hint: `Name "${inner}" in ${file}, or spread it in the preset.`,
  });
}

export function missingModuleOfKey(file: string, key: string, written: string): Problem {
  const isPath = /^[./]|<rootDir>/.test(written);
  return error('ZT2506', file, {
    message: `"${key}" of ${file} names "${written}", which is not there.`,
    hint: isPath
      ? 'Fix the path; <rootDir> is the folder of the configuration.'
      : `Install it: npm install -D ${packageOf(written)}`,
  });
}

export function missingEnvironment(file: string, name: string): Problem {
  const isShort = !/[/.]/.test(name) && !name.startsWith('jest-environment-');
  const wanted = isShort ? `jest-environment-${name}` : name;
  return error('ZT2507', file, {
    message: `The test environment "${name}" of ${file} is not installed.`,
    hint: `Install it: npm install -D ${packageOf(wanted)}`,
  });
}

export function unsupportedKey(file: string, key: string, advice: string): Problem {
  return warning('ZT2508', file, {
    message: `"${key}" of ${file} has no effect in ztest.`,
    hint: advice,
  });
}

export function unknownJestKey(file: string, key: string, guess: string | undefined): Problem {
  return warning('ZT2509', file, {
    message: `Jest has no key "${key}" (in ${file}).`,
    hint: guess === undefined ? 'Take it out.' : `Did you mean "${guess}"?`,
  });
}

export function wrongJestValue(file: string, key: string, expected: string): Problem {
  return error('ZT2510', file, {
    message: `"${key}" of ${file} must be ${expected}.`,
    hint: 'Fix it as Jest would have it: npx jest --showConfig.',
  });
}

export function brokenExpression(file: string, key: string, text: string): Problem {
  return error('ZT2511', file, {
    message: `"${key}" of ${file} holds "${text}", which is no regular expression.`,
    hint: 'Escape what is not meant as a part of an expression; in a string, twice.',
  });
}

export function lostValue(file: string, key: string, what: string): Problem {
  return warning('ZT2512', file, {
    message: `"${key}" of ${file} is ${what}: it is left out.`,
    hint: 'What tests need of it can be made in a file of setupFiles.',
  });
}

export function customRunner(
  file: string,
  runner: string,
  outcome: 'skipped' | 'replaced',
): Problem {
  if (outcome === 'replaced')
    return warning('ZT2513', file, {
      message: `The runner "${runner}" of ${file} is not used: ztest runs its tests itself.`,
      hint: 'Where tests count on it, run that project with Jest, beside ztest.',
    });
  return warning('ZT2513', file, {
    message: `The runner "${runner}" of ${file} is skipped: what it runs are no tests of Jest.`,
    hint: 'Go on running that project with Jest, beside ztest.',
  });
}

export function missingProject(file: string, project: string): Problem {
  return error('ZT2514', file, {
    message: `"projects" of ${file} names "${project}", which is not there.`,
    hint: 'It must be a folder, a configuration, or a glob of them.',
  });
}

export function toolsOfFolder(file: string, key: string): Problem {
  return warning('ZT2519', file, {
    message: `"${key}" of ${file} has no effect on a run of several packages.`,
    hint: 'Run ztest in the folder of that configuration.',
  });
}

/** A reporter, or what processes the results; the error says which. */
export function failedTool(file: string, { message, stack }: SerializedError): Problem {
  return error('ZT2516', stack[0]?.file ?? file, {
    message: `A reporter of the Jest configuration failed: ${message}`,
    hint: 'The tests ran; what it writes may be missing. Choose other reports with: ztest --report terminal',
  });
}

export function failedSequencer(file: string, { message }: SerializedError): Problem {
  return error('ZT2517', file, {
    message: `testSequencer (${path.basename(file)}) failed: ${message}`,
    hint: 'The tests ran in the order of ztest. Export a class with sort(tests) that returns the tests.',
  });
}

export function missingWrapper(name: string): Problem {
  return error('ZT2522', 'package.json', {
    message: `A script of package.json runs Jest by ${name}, which is not installed.`,
    hint: 'Install the packages: npm install',
  });
}

export function unknownWrapper(name: string): Problem {
  return warning('ZT2523', 'package.json', {
    message: `A script of package.json runs Jest by ${name}; what that tells Jest is not known here: Jest's defaults hold.`,
    hint: `Write it into a jest.config.js; see what it is with: npx ${name} test --showConfig`,
  });
}

export function failedShard(file: string, { message }: SerializedError): Problem {
  return error('ZT2521', file, {
    message: `shard of the testSequencer (${path.basename(file)}) failed: ${message}`,
    hint: 'Have shard(tests, { shardIndex, shardCount }) return the tests of that part.',
  });
}

export function failedFilter(file: string, { message }: SerializedError): Problem {
  return error('ZT2518', file, {
    message: `filter (${path.basename(file)}) failed: ${message}`,
    hint: 'Export a function that gets a list of paths and returns { filtered: [...] }.',
  });
}

export function leftOutByFilter(count: number, all: number): Problem {
  return {
    code: 'ZT2520',
    severity: 'warning',
    message: `The filter of the Jest configuration leaves out ${count} of ${all} test files.`,
    hint: 'One that is asked for alone runs.',
  };
}

/** The package that a specifier belongs to. */
function packageOf(specifier: string): string {
  const parts = specifier.split('/');
  return specifier.startsWith('@') ? parts.slice(0, 2).join('/') : (parts[0] ?? specifier);
}

interface Words {
  readonly message: string;
  readonly hint: string;
}

function error(code: string, file: string | undefined, words: Words): Problem {
  return { code, severity: 'error', ...words, ...(file !== undefined && { location: { file } }) };
}

function warning(code: string, file: string, words: Words): Problem {
  return { code, severity: 'warning', ...words, location: { file } };
}
