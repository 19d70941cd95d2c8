/** What a hybrid run has to say, in sentences. ZT27xx. */
import type { Problem, SerializedError } from '../../test-host/protocol.ts';

interface Said {
  readonly message: string;
  readonly hint: string;
}

export function noJestProject(rootDir: string): Problem {
  return problem('ZT2701', {
    message: `--hybrid shares the test files with Jest, but there is no configuration of Jest in ${rootDir}.`,
    hint: 'Run it in the folder whose package.json has Jest, or without --hybrid.',
  });
}

export function brokenHybridFile(what: string): Problem {
  return problem('ZT2702', {
    message: `ztest.hybrid.json cannot be read: ${what}.`,
    hint: 'It looks like { "share": 25, "different": ["src/a.test.ts"] }. Mend it, or delete it and begin with --hybrid 10%.',
  });
}

export function noShareKnown(): Problem {
  return problem('ZT2703', {
    message: '--hybrid has no share, and none is remembered.',
    hint: 'Begin with: ztest --hybrid 10%',
  });
}

export function jestNotInstalled(folder: string, files: number): Problem {
  return problem('ZT2704', {
    message: `Jest is not installed in ${folder}, and ${files} test ${files === 1 ? 'file is' : 'files are'} left to it.`,
    hint: 'Install it (npm install --save-dev jest), or run everything on ztest: --hybrid 100%',
  });
}

export function linesOfJest(file: string): Problem {
  return problem('ZT2705', {
    message: `${file} is run by Jest, which selects no lines.`,
    hint: 'Name the test with -t, or leave --hybrid out: ztest runs the line.',
  });
}

export function notWithHybrid(flag: string): Problem {
  return problem('ZT2706', {
    message: `${flag} and --hybrid do not go together: Jest runs a part of the files.`,
    hint: 'Leave --hybrid out: ztest runs all of them.',
  });
}

export function otherRoot(own: string, jest: string): Problem {
  return problem('ZT2707', {
    message: `The configurations of ztest and of Jest speak of two folders: ${own} and ${jest}.`,
    hint: 'Run ztest --hybrid where both are the same.',
  });
}

export function jestEnded(how: string, said: string): SerializedError {
  return failure('ZT2708', {
    message: `Jest ended (${how}) before it reported this file.${tail(said)}`,
    hint: 'See whether Jest runs it by itself; ztest runs it with --hybrid 100%.',
  });
}

export function jestSilent(limit: number, files: readonly string[]): SerializedError {
  const where = files.length === 0 ? '' : ` It was in ${files.slice(0, 3).join(', ')}.`;
  return failure('ZT2709', {
    message: `Jest has reported nothing for ${Math.round(limit / 1000)} s and was ended.${where}`,
    hint: 'Look for a loop or a wait without end. If it only needs longer: a larger --timeout, of which it has sixty.',
  });
}

export function notOfJest(): SerializedError {
  return failure('ZT2710', {
    message:
      'Jest was to run this file and did not: its configuration does not take it for a test.',
    hint: 'Look at testMatch, testRegex and projects of its configuration.',
  });
}

export function jestUnhappy(code: number | null, said: string): Problem {
  return problem('ZT2711', {
    message: `Jest ended with code ${code}, although all its tests passed.${tail(said)}`,
    hint: 'Something around the tests failed, such as a globalTeardown.',
  });
}

export function failsOnZtestOnly(file: string, isRemembered: boolean): Problem {
  const next = isRemembered ? ' Jest runs it from now on: ztest.hybrid.json says so.' : '';
  return {
    ...problem('ZT2712', {
      message: `${file} fails on ztest and passes with Jest.${next}`,
      hint: 'When that is mended, take it out of "different" in ztest.hybrid.json.',
    }),
    severity: 'warning',
    location: { file },
  };
}

function problem(code: string, said: Said): Problem {
  return { code, severity: 'error', ...said };
}

function failure(code: string, said: Said): SerializedError {
  return { name: 'JestRunError', code, stack: [], ...said };
}

function tail(said: string): string {
  const lines = said.trim().split('\n').slice(-8);
  return lines.join('') === '' ? '' : `\n  ${lines.join('\n  ')}`;
}
