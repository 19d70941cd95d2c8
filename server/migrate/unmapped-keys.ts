/** Keys of a Jest configuration that become nothing in ztest's, and what is said instead. */
import { MINUTES, type Note } from './notes.ts';

type Said = Pick<Note, 'advice' | 'minutes'> | undefined;

const by = (advice: string, minutes: number): (() => Said) => {
  return () => ({ advice, minutes });
};
const onlyIf = (
  test: (value: unknown) => boolean,
  said: () => Said,
): ((value: unknown) => Said) => {
  return (value) => (test(value) ? said() : undefined);
};
const isTrue = (value: unknown): boolean => value === true;
const is = (text: RegExp): ((value: unknown) => boolean) => {
  return (value) => text.test(JSON.stringify(value) ?? '');
};
const not = (test: (value: unknown) => boolean): ((value: unknown) => boolean) => {
  return (value) => !test(value);
};

const KNOWN_TRANSFORMS =
  /^(?:ts-jest|babel-jest|@swc\/jest|@swc-node\/jest|esbuild-jest|jest-esbuild|@sucrase\/jest-plugin)(?:$|\/)/;

/** By key; a key that is missing here is mapped, or says nothing to ztest. */
export const UNMAPPED: Readonly<Record<string, (value: unknown) => Said>> = {
  automock: onlyIf(
    isTrue,
    by('Call jest.enableAutomock() at the top of each test file.', MINUTES.medium),
  ),
  coveragePathIgnorePatterns: onlyIf(
    not(is(/^\["\/?node_modules\/?"\]$/)),
    by('Say it as globs in coverage.exclude.', MINUTES.small),
  ),
  coverageProvider: by('ztest counts in the source, as babel does.', 0),
  dependencyExtractor: by('ztest finds what a test reaches by itself.', 0),
  displayName: by('projects have the names of their folders.', 0),
  errorOnDeprecated: by('what Jest 30 removed is not there.', 0),
  forceExit: by('a run of ztest always ends.', 0),
  extraGlobals: by('every global object is there already.', 0),
  filter: by('Name the test files in include.', MINUTES.small),
  haste: by('ztest resolves as Node and TypeScript do.', MINUTES.medium),
  moduleDirectories: onlyIf(
    not(is(/^\["node_modules"\]$/)),
    by('Say it in `baseUrl` or `paths` of the tsconfig.', MINUTES.medium),
  ),
  modulePaths: by('Say it in `baseUrl` or `paths` of the tsconfig.', MINUTES.medium),
  modulePathIgnorePatterns: by('Say what is not to be found in exclude.', MINUTES.small),
  notify: by('ztest shows no notifications.', 0),
  preset: onlyIf(
    not(is(/^"(?:ts-jest|@swc\/jest|esbuild-jest)/)),
    by('What the preset sets is not read: say here what the tests need of it.', MINUTES.large),
  ),
  projects: by('Each project gets a ztest.config.ts of its own, in its folder.', 0),
  resolver: by('ztest resolves as Node and TypeScript do.', MINUTES.medium),
  runner: by('Custom runners are not run.', MINUTES.large),
  snapshotResolver: by(
    'ztest keeps snapshots in __snapshots__ beside the test: move the files there.',
    MINUTES.medium,
  ),
  testEnvironment: onlyIf(
    not(is(/^"(?:node|jest-environment-node)"$/)),
    by(
      'ztest itself has the environment of Node; what runs in another stays with Jest.',
      MINUTES.medium,
    ),
  ),
  testEnvironmentOptions: by('There are none for Node.', 0),
  testNamePattern: by('Use ztest -t <pattern>.', MINUTES.small),
  testResultsProcessor: by('Use a reporter of ztest.', MINUTES.medium),
  testRunner: onlyIf(
    is(/jasmine/),
    by("Jasmine's own functions (spyOn, jasmine.*) are not there.", MINUTES.medium),
  ),
  testSequencer: by(
    'ztest begins with the longest files; `shuffle` and `locks` change the order.',
    MINUTES.small,
  ),
  transformIgnorePatterns: (value) =>
    is(/\(\?!/)(value)
      ? {
          advice:
            'packages are loaded as they are, ES modules too; look whether those that it lets through are more (Flow, JSX).',
          minutes: MINUTES.small,
        }
      : { advice: 'packages are loaded as they are, ES modules too.', minutes: 0 },
  transform: (value) => {
    const named = typeof value === 'object' && value !== null ? Object.values(value) : [];
    const names = named.map((one: unknown) => String(Array.isArray(one) ? one[0] : one));
    if (names.every((name) => KNOWN_TRANSFORMS.test(name) || /\b(?:ts|babel)-jest\b/.test(name)))
      return names.length === 0 ? undefined : { advice: 'ztest compiles by itself.', minutes: 0 };
    return {
      advice: 'ztest compiles TypeScript, JavaScript and JSX by itself; other files are assets.',
      minutes: MINUTES.medium,
    };
  },
  unmockedModulePathPatterns: by('Only with automock.', 0),
  watchPlugins: by('ztest has none.', 0),
  waitForUnhandledRejections: onlyIf(
    isTrue,
    by(
      'A rejection counts when its turn of the event loop is over: handle it before you wait.',
      MINUTES.small,
    ),
  ),
};
