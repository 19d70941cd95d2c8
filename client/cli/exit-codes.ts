/** What the exit code of the command says; a promise to scripts and CI. */
export const exitCodes = {
  /** Every test passed. */
  passed: 0,
  /** A test failed, or something outside of tests did. */
  failed: 1,
  /** The command line or the configuration is wrong; nothing was run. */
  usage: 2,
  /** No test matched (and `--pass-with-no-tests` is off). */
  nothingMatched: 3,
  /** Ended by Ctrl-C. */
  interrupted: 130,
} as const;
