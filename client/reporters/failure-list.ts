/** What went wrong in a run, once each: a hook that fails takes many tests with it but is one failure. */
import type { HookKind, SerializedError } from '../../test-host/protocol.ts';
import { hasFailed, isFailure, isQuarantined } from './run-tree.ts';
import type { FileState, HookFailure, RunState, SuiteState, TestState } from './run-tree.ts';

export interface Failure {
  readonly file: FileState | undefined;
  /** The test that failed, or the suite whose hook did; neither when it is the file's own. */
  readonly node: TestState | SuiteState | undefined;
  readonly hook: HookKind | undefined;
  readonly errors: readonly SerializedError[];
  /** Further tests that failed, or could not run, because of the same. */
  readonly others: readonly TestState[];
}

/** Failures in the order of files and of the source. */
export function listFailures(state: RunState): Failure[] {
  const ofRun = state.hooks.map((hook) => hookFailure(undefined, hook));
  return [...ofRun, ...[...state.files.values()].flatMap(failuresOfFile)];
}

type OpenFailure = Omit<Failure, 'others'> & { readonly others: TestState[] };

function failuresOfFile(file: FileState): Failure[] {
  const hooks = countedHooks(file);
  if (!hasFailed(file.outcome) && file.errors.length === 0 && !file.tests.some(isFailure)) {
    return hooks.map((hook) => hookFailure(file, hook));
  }
  const shared = new Map<string, OpenFailure>(); // by the key of the first error
  const found: OpenFailure[] = [];
  const add = (failure: OpenFailure): void => {
    for (const error of failure.errors) {
      const key = errorKey(error);
      if (!shared.has(key)) shared.set(key, failure);
    }
    found.push(failure);
  };

  if (file.errors.length > 0)
    add({ file, node: undefined, hook: undefined, errors: file.errors, others: [] });
  for (const hook of hooks) {
    if (isOfSuite(hook.hook) && !hook.errors.every((error) => shared.has(errorKey(error)))) {
      add(hookFailure(file, hook));
    }
  }
  const failed = file.tests.filter(isFailure);
  // Those that ran come first: what could not run is told by them.
  const couldNotRun = (test: TestState): number => Number(test.outcome === 'errored');
  for (const test of failed.toSorted((a, b) => couldNotRun(a) - couldNotRun(b))) {
    const cause = sharedCause(test, shared, found);
    if (cause === undefined) {
      add({ file, node: test, hook: hookOf(test, file), errors: test.errors, others: [] });
    } else {
      cause.others.push(test);
    }
  }
  for (const hook of hooks) {
    if (!isOfSuite(hook.hook) && hook.errors.some((error) => !shared.has(errorKey(error)))) {
      add(hookFailure(file, hook));
    }
  }
  const spared = sparedErrors(file);
  for (const node of allSuites(file.roots)) {
    const errors = node.errors.filter(
      (error) => !shared.has(errorKey(error)) && !spared.has(errorKey(error)),
    );
    if (errors.length > 0) add({ file, node, hook: undefined, errors, others: [] });
  }
  if (found.length === 0) add({ file, node: undefined, hook: undefined, errors: [], others: [] });
  return found;
}

/** Hooks that failed, but for those that only tests in quarantine had to do with. */
export function countedHooks(file: FileState): readonly HookFailure[] {
  const spared = sparedErrors(file);
  if (spared.size === 0) return file.hooks;
  return file.hooks.filter(({ errors }) => !errors.every((error) => spared.has(errorKey(error))));
}

/** Errors of tests in quarantine alone. */
function sparedErrors({ tests }: FileState): ReadonlySet<string> {
  const keysOf = (failed: readonly TestState[]): Set<string> =>
    new Set(failed.flatMap(({ errors }) => errors.map(errorKey)));
  const spared = tests.filter(isQuarantined);
  const counted = spared.length === 0 ? new Set() : keysOf(tests.filter(isFailure));
  return spared.length === 0
    ? new Set()
    : new Set([...keysOf(spared)].filter((key) => !counted.has(key)));
}

/** The failure that this test only repeats: it never got to run, or a hook failed before it in the same way. */
function sharedCause(
  test: TestState,
  shared: ReadonlyMap<string, OpenFailure>,
  found: readonly OpenFailure[],
): OpenFailure | undefined {
  const { outcome, reason, note, errors } = test;
  if (outcome !== 'errored' && reason !== 'hook') return undefined;
  const [first] = errors;
  if (first !== undefined) return shared.get(errorKey(first));
  if (reason === 'host-exit') {
    const end = found.findLast((failure) => failure.errors.some(endedTheProcess));
    if (end !== undefined) return end;
  }
  if (reason === 'hook')
    return found.findLast(({ hook, node }) => hook !== undefined && holds(node, test));
  return found.find(({ node, hook, errors: known }) => {
    if (node === undefined) return hook === undefined; // the file itself: it did not load, its host died
    if (node.kind === 'suite' || node.reason !== reason) return false;
    return known.length > 0 ? reason !== undefined : node.note === note;
  });
}

/** A loop, `process.exit`, a crash, no memory left: what followed in the file could not run. */
function endedTheProcess({ code }: SerializedError): boolean {
  return code !== undefined && /^ZT170[1-4]$/.test(code);
}

/** Whether a hook of `owner` (none: of the file) also runs for `test`. */
function holds(owner: TestState | SuiteState | undefined, test: TestState): boolean {
  if (owner === undefined) return true;
  for (let suite = test.parent; suite !== undefined; suite = suite.parent)
    if (suite === owner) return true;
  return false;
}

function hookOf(test: TestState, file: FileState): HookKind | undefined {
  const keys = new Set(test.errors.map(errorKey));
  return file.hooks.find((hook) => hook.errors.some((error) => keys.has(errorKey(error))))?.hook;
}

function hookFailure(
  file: FileState | undefined,
  { hook, suite, errors }: HookFailure,
): OpenFailure {
  return { file, node: suite, hook, errors, others: [] };
}

function isOfSuite(hook: HookKind): boolean {
  return hook === 'beforeAll' || hook === 'afterAll' || hook === 'globalSetup';
}

function* allSuites(nodes: readonly (SuiteState | TestState)[]): Generator<SuiteState> {
  for (const node of nodes) {
    if (node.kind === 'test') continue;
    yield node;
    yield* allSuites(node.children);
  }
}

/** Errors lose their identity on the wire; the same text from the same place is the same error. */
export function errorKey({ name, message, stack: [frame] }: SerializedError): string {
  return `${name}\n${message}\n${frame === undefined ? '' : `${frame.file}:${frame.line}:${frame.column}`}`;
}
