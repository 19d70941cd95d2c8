/** What there is to say of results that are taken from earlier runs. ZT24xx. */
import type { FilePath, Problem } from '../../test-host/protocol.ts';

export function cacheWasWrong(file: FilePath): Problem {
  return {
    code: 'ZT2401',
    severity: 'warning',
    message: `${file} failed, although nothing that it is known to depend on has changed since it passed: --cached would have called it passed.`,
    hint: 'It ran as one of the sample that runs again. Its outcome depends on something else: the time, random numbers, another machine. Find out with: npx ztest flaky diagnose <test>',
    location: { file },
  };
}

export function nothingIsCached(why: string): Problem {
  return {
    code: 'ZT2402',
    severity: 'warning',
    message: `All tests run: nothing is taken from earlier runs with ${why}.`,
    hint: `Leave out --cached or ${why}.`,
  };
}
