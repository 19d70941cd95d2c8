/** What Jest leaves of Jasmine to suites that run in it: until Jest 26, and with its runner after that. */
import process from 'node:process';
import { setDefaultTimeout } from '../api/file-defaults.ts';
import { expect } from '../expect/expect.ts';
import { SkipRequest } from '../runner/skip-request.ts';
import { createSpy, spyOn } from './jasmine-spies.ts';

export function jasmineGlobals({ isDeprecated }: { readonly isDeprecated: boolean }): object {
  const jasmine = jasmineObject();
  const own = { fail, pending, spyOn, jasmine };
  if (!isDeprecated) return own;
  for (const [name, instead] of Object.entries(insteadOfMembers))
    Reflect.set(jasmine, name, illegal(`\`jasmine.${name}\``, instead));
  const { DEFAULT_TIMEOUT_INTERVAL: timeout } = jasmine;
  Object.defineProperty(jasmine, 'DEFAULT_TIMEOUT_INTERVAL', {
    get: () => timeout,
    set: illegal('`jasmine.DEFAULT_TIMEOUT_INTERVAL`', 'prefer `jest.setTimeout`.'),
  });
  const globals = Object.entries(insteadOfGlobals).map(
    ([name, instead]) => [name, illegal(`global \`${name}\``, instead)] as const,
  );
  return { ...own, ...Object.fromEntries(globals) };
}

function jasmineObject(): { DEFAULT_TIMEOUT_INTERVAL: number } {
  let timeout = 5000;
  const own = {
    process,
    createSpy,
    getEnv: () => ({ addReporter: (): void => {}, specFilter: (): boolean => true }),
    addMatchers: (): void => {},
    get DEFAULT_TIMEOUT_INTERVAL(): number {
      return timeout;
    },
    set DEFAULT_TIMEOUT_INTERVAL(wanted: number) {
      timeout = wanted;
      setDefaultTimeout(wanted);
    },
  };
  Object.setPrototypeOf(own, expect); // `any`, `objectContaining`, …
  return own;
}

function fail(error?: unknown): never {
  throw error instanceof Error ? error : new Error(typeof error === 'string' ? error : 'Failed');
}

function pending(reason?: string): never {
  throw new SkipRequest(reason);
}

/** `errorOnDeprecated`: in the words of Jest. */
function illegal(what: string, instead: string): () => never {
  return () => {
    throw new Error(`Illegal usage of ${what}, ${instead}`);
  };
}

const insteadOfGlobals = {
  fail: 'prefer throwing an error, or the `done.fail` callback.',
  pending: 'prefer explicitly skipping a test using `test.skip`',
  spyOn: 'prefer `jest.spyOn`.',
  spyOnProperty: 'prefer `jest.spyOn`.',
};

const insteadOfMembers = {
  addMatchers: 'prefer `expect.extends`.',
  any: 'prefer `expect.any`.',
  anything: 'prefer `expect.anything`.',
  arrayContaining: 'prefer `expect.arrayContaining`.',
  createSpy: 'prefer `jest.fn`.',
  objectContaining: 'prefer `expect.objectContaining`.',
  stringMatching: 'prefer `expect.stringMatching`.',
};
