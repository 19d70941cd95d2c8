/** How long loading a test file may take. */
import { RealPromise, realClearTimeout, realSetTimeout } from './intrinsics.ts';
import { LoadError } from './loader/errors.ts';
import { loopLimit, type HostSettings } from './protocol.ts';

/** Milliseconds, 0: none. Loading may take longer than a test: whole dependency trees are compiled. */
export function loadLimit(settings: HostSettings): number {
  const limit = settings.timeout === 0 ? 0 : Math.max(10_000, settings.timeout * 2);
  return loopLimit(limit, settings);
}

const LOADING = {
  subject: 'Loading the file',
  hint: 'A top-level await may wait for something that never comes. Raise the timeout if it only needs longer.',
};

/** @throws LoadError ZT1204 when the limit is over first */
export async function withinLoadLimit<T>(
  loading: Promise<T>,
  settings: HostSettings,
  { subject, hint } = LOADING,
): Promise<T> {
  const limit = loadLimit(settings);
  if (limit === 0 || settings.debug) return await loading;
  let timer: NodeJS.Timeout | undefined;
  const timeout = new RealPromise<never>((_resolve, reject) => {
    timer = realSetTimeout(() => {
      reject(new LoadError('ZT1204', `${subject} did not end within ${limit / 1000} s.`, { hint }));
    }, limit);
  });
  try {
    return await RealPromise.race([loading, timeout]);
  } finally {
    realClearTimeout(timer);
  }
}

/** Setup or teardown of a test environment. */
export async function withinEnvironmentLimit<T>(
  work: Promise<T>,
  name: 'setup' | 'teardown',
  settings: HostSettings,
): Promise<T> {
  return await withinLoadLimit(work, settings, {
    subject: `The ${name} of the test environment`,
    hint: 'It may wait for something that never comes. Raise the timeout if it only needs longer.',
  });
}
