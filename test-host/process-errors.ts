/** Errors that reach the process instead of a caller, and attempts to end it. */
import { CodedError } from './api/coded-error.ts';
import { currentTest, loadedFileScope, testOfContext } from './api/scope.ts';
import { realExit, writeRealStderr } from './intrinsics.ts';
import { attributeError, heldRejections } from './runner/file-run.ts';

/** @param onStray takes errors while no test file is loaded */
export function watchProcessErrors(onStray: (error: unknown) => void): void {
  const attribute = (error: unknown, test = currentTest()): void => {
    if (attributeError(error, test)) return;
    const { strays } = loadedFileScope() ?? {};
    if (strays === undefined) onStray(error);
    else strays.add(error);
  };
  const holdOrAttribute = (error: unknown, promise: unknown): void => {
    const held = heldRejections();
    const test = currentTest();
    if (held === undefined) attribute(error, test);
    else
      held.hold(promise, () => {
        attribute(error, test);
      });
  };
  process.on('uncaughtException', (error: unknown) => {
    if (!isRefused(error)) attribute(error);
  });
  process.on('unhandledRejection', (error: unknown, promise) => {
    const strays = loadedFileScope()?.strays;
    if (isRefused(error)) return;
    if (strays?.isLoadTurn === true && testOfContext() === undefined) strays.add(error);
    else holdOrAttribute(error, promise);
  });
  for (const name of ['exit', 'reallyExit'] as const) {
    Object.defineProperty(process, name, {
      value: (code?: number | string | null) => refuseExit(code, attribute),
      writable: true,
      configurable: true,
      enumerable: true,
    });
  }
}

/** The process is not the test's to end: other tests are waiting in it. The test fails, also when it catches this. */
function refuseExit(
  code: number | string | null | undefined,
  attribute: (error: unknown) => void,
): never {
  const error = new CodedError(
    'ZT1702',
    `process.exit(${String(code ?? '')}) was called.`,
    "Mock it: mock.spyOn(process, 'exit').mockImplementation(() => { throw new Error('exit') }).",
  );
  refused.add(error);
  attribute(error);
  throw error;
}

/** Counted when they were made; most of them come by again, as errors that nobody caught. */
const refused = new WeakSet<CodedError>();

function isRefused(error: unknown): boolean {
  return error instanceof CodedError && refused.has(error);
}

/** A bug of ours: the process ends, so that the server does not wait for it, and says why. */
export function endWithOwnError(error: unknown): never {
  try {
    writeRealStderr(`${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
  } finally {
    realExit(1); // even when user code has replaced what makes a stack
  }
}
