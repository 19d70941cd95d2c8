/** What watch mode has to say of files. */
import type { FilePath, Problem } from '../../test-host/protocol.ts';

/** @param isGuess nobody has seen who writes it */
export function writtenByTests(file: FilePath, isGuess: boolean): Problem {
  return {
    code: 'ZT1053',
    severity: 'warning',
    message: isGuess
      ? `${file} changes whenever tests run that depend on it: from now on that begins no run.`
      : `${file} is written by the tests that depend on it: that begins no run.`,
    hint: 'What you change in it while no test runs still does. Files that tests make are best kept in a temporary folder.',
  };
}
