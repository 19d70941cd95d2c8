/**
 * Chunk of the host: test environments of the project's packages (`jest-environment-jsdom`, a file of its own), by the
 * interface that Jest has for them. Each test file gets one, and its modules run in the realm that it makes.
 */
import { createRequire } from 'node:module';
import type vm from 'node:vm';
import path from 'node:path';
import { explained } from './explained.ts';
import type { JestHostSettings, Problem } from '../protocol.ts';

export interface EnvironmentRequest {
  readonly jest: JestHostSettings;
  readonly rootDir: string;
  /** Absolute path of the test file. */
  readonly testPath: string;
  readonly testSource: string;
  readonly console: Console;
  readonly onProblem: (problem: Problem) => void;
  /** Imports a module that Node cannot run as it is. */
  readonly load: (file: string) => Promise<unknown>;
}

export interface Environment {
  /** The global object of the test file. */
  readonly global: typeof globalThis;
  readonly runScript: (script: vm.Script) => unknown;
  readonly dispose: () => Promise<void>;
}

/** Environments of this process about which something was said. */
const named = new Set<string>();

interface JestEnvironment {
  readonly global: typeof globalThis;
  readonly setup?: () => Promise<void>;
  readonly teardown?: () => Promise<void>;
  readonly getVmContext?: () => vm.Context | null;
  readonly handleTestEvent?: unknown;
  /** Until Jest 25. */
  readonly runScript?: (script: vm.Script) => unknown;
}

const requireHere = createRequire(import.meta.filename);

export async function openEnvironment(request: EnvironmentRequest): Promise<Environment> {
  const { path: file = '' } = request.jest.environment;
  try {
    return await open(file, request);
  } catch (error) {
    throw explained(error, {
      code: 'ZT1220',
      hint: `The test environment ${path.relative(request.rootDir, file)} threw this: mend it, or ask for another in testEnvironment.`,
    });
  }
}

async function open(file: string, request: EnvironmentRequest): Promise<Environment> {
  const exports: unknown = /\.[cm]?tsx?$/.test(file) ? await request.load(file) : requireHere(file);
  const Environment = classOf(exports);
  if (Environment === undefined) throw noEnvironment(path.relative(request.rootDir, file));
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- what Jest's interface says; what is used of it is looked at
  const environment = Reflect.construct(Environment, argumentsFor(request)) as JestEnvironment;
  if (environment.handleTestEvent !== undefined && !named.has(file)) {
    named.add(file);
    request.onProblem(unheardEvents(path.relative(request.rootDir, file)));
  }
  await environment.setup?.();
  const { global } = environment;
  const context = environment.getVmContext?.() ?? undefined;
  Reflect.set(global, 'console', request.console);
  if (!('global' in global)) Reflect.set(global, 'global', global); // until Jest 27 a parameter of modules
  shareErrors(global);
  return {
    global,
    runScript: (script): unknown =>
      context === undefined ? environment.runScript?.(script) : script.runInContext(context),
    dispose: async () => await environment.teardown?.(),
  };
}

function classOf(exports: unknown): Function | undefined {
  const candidates = [
    exports,
    member(exports, 'default'),
    member(exports, 'TestEnvironment'),
    member(member(exports, 'default'), 'default'),
  ];
  return candidates.find((one): one is Function => typeof one === 'function');
}

/** Since Jest 28 the first argument holds two configurations. */
function argumentsFor(request: EnvironmentRequest): readonly unknown[] {
  const { jest, rootDir, testPath, testSource } = request;
  const { options } = jest.environment;
  const projectConfig = {
    rootDir,
    cwd: rootDir,
    cache: true,
    globals: jest.globals,
    fakeTimers: jest.fakeTimers,
    testEnvironment: jest.environment.path,
    testEnvironmentOptions: options,
    testURL: options['url'] ?? 'http://localhost',
    injectGlobals: jest.injectGlobals,
    moduleNameMapper: [],
    setupFiles: [],
    transform: [],
    sandboxInjectedGlobals: [],
    extraGlobals: [],
  };
  const globalConfig = { rootDir, maxWorkers: 1, watch: false };
  const context = {
    console: request.console,
    docblockPragmas: pragmasIn(testSource),
    testPath,
  };
  return jest.level >= 28 ? [{ projectConfig, globalConfig }, context] : [projectConfig, context];
}

/** The `@name value` of the comment that a file begins with. */
function pragmasIn(source: string): Readonly<Record<string, string | string[]>> {
  const comment = /^\s*\/\*\*?([\s\S]*?)\*\//.exec(source)?.[1] ?? '';
  const pragmas: Record<string, string | string[]> = {};
  for (const [, name = '', value = ''] of comment.matchAll(/@(\S+)[ \t]*([^\r\n]*)/g)) {
    const known = pragmas[name];
    const text = value.replace(/\s*\*?\s*$/, '');
    pragmas[name] = known === undefined ? text : [known, text].flat();
  }
  return pragmas;
}

/** What Node itself makes is of its own realm: it counts as an instance of the environment's classes, too. */
const shared = ['Error', 'TypeError', 'RangeError', 'SyntaxError', 'Array', 'Uint8Array'] as const;
const more = [
  'ArrayBuffer',
  'Map',
  'Set',
  'Promise',
  'RegExp',
  'Date',
  'Object',
  'Function',
] as const;

function shareErrors(global: typeof globalThis): void {
  if (global === globalThis) return;
  for (const name of [...shared, ...more]) {
    const theirs: unknown = Reflect.get(global, name);
    const ours: unknown = Reflect.get(globalThis, name);
    if (typeof theirs !== 'function' || typeof ours !== 'function' || theirs === ours) continue;
    Object.defineProperty(theirs, Symbol.hasInstance, {
      value(this: unknown, value: unknown): boolean {
        if (typeof this !== 'function') return false;
        const isTheirs: unknown = Reflect.apply(hasInstance, this, [value]);
        return isTheirs === true || (this === theirs && value instanceof ours);
      },
      configurable: true,
      writable: true,
    });
  }
  const { Error: OtherError } = global;
  OtherError.stackTraceLimit = Error.stackTraceLimit;
  // oxlint-disable-next-line typescript/unbound-method -- V8 calls it as a function
  OtherError.prepareStackTrace = Error.prepareStackTrace;
}

const hasInstance = Function.prototype[Symbol.hasInstance];

function member(object: unknown, key: string): unknown {
  const isObject = (typeof object === 'object' && object !== null) || typeof object === 'function';
  return isObject ? Reflect.get(object, key) : undefined;
}

function unheardEvents(file: string): Problem {
  return {
    code: 'ZT1218',
    severity: 'warning',
    message: `The test environment ${file} has handleTestEvent, which ztest does not call.`,
    hint: 'Do it in hooks of a file in setupFilesAfterEnv; for reports there are reporters of ztest.',
    location: { file },
  };
}

function noEnvironment(file: string): Error {
  return Object.assign(new Error(`${file} exports no test environment.`), {
    code: 'ZT1215',
    hint: 'Export a class with setup, teardown, getVmContext and global, as Jest has it.',
  });
}
