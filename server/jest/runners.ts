/** Runners that a configuration of Jest can name. */

/** Whether what it runs are the tests of Jest, in another order or place: `jest-runner-eslint` and its like run something else. */
export function runsTests(runner: string): boolean {
  return /^(?:jest-runner|jest-light-runner|jest-serial-runner|jest-runner-groups|.*electron.*)$/.test(
    runner,
  );
}
