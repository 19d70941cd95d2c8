/** What a run as a whole has to say to the user. */
import type { Problem, SerializedError } from '../../test-host/protocol.ts';

export function hostsGone(file: string, startFailure: string | undefined): SerializedError {
  return {
    name: 'HostsGoneError',
    code: 'ZT1705',
    message: `No process was left to run ${file}.${startFailure === undefined ? '' : ` Test hosts could not be started:\n${startFailure}`}`,
    stack: [],
    hint: 'Look at the output above for why processes could not be started; run again with --workers 1.',
  };
}

export function leaksFound(count: number): Problem {
  return {
    code: 'ZT1712',
    severity: 'error',
    message:
      count === 1
        ? 'A test left something behind, and leaks are to fail the run.'
        : `Tests left ${count} things behind, and leaks are to fail the run.`,
    hint: 'Close what is listed above in afterEach or afterAll, or only list it: --detect-leaks=warn.',
  };
}

export function pollutionVerdict(file: string, passesAlone: boolean): Problem {
  return passesAlone
    ? {
        code: 'ZT1710',
        severity: 'warning',
        message: `${file} fails in this run and passes alone in a fresh process: it depends on what other files or their order leave behind.`,
        hint: `Run it with --isolation full, or look for shared files, ports and databases.`,
        location: { file },
      }
    : {
        code: 'ZT1711',
        severity: 'warning',
        message: `${file} fails alone in a fresh process too: the failure is its own.`,
        location: { file },
      };
}
