/**
 * The tests of one file, found without running it: its body is followed, and those of the project's own modules where names
 * come from there. Pure: what it needs of other files it is handed.
 */
import type { FilePath } from '../../test-host/protocol.ts';
import type { PrettyFormat } from '../../titles/pretty-value.ts';
import { DEFAULT_NAME, type FunctionExpression, type ParsedFile } from '../parsing/parsed-file.ts';
import { TEST_GLOBALS, TEST_MODULES, type Runner, type TestModule } from '../parsing/test-apis.ts';
import { Environment, type Machine } from './environment.ts';
import { evaluateExpression, memberOf, type EvaluateOptions } from './evaluate.ts';
import { callClosure, execute } from './execute.ts';
import type { FileTree } from './file-tree.ts';
import { describeProblem } from './messages.ts';
import { nodeModuleNamed } from './node-modules.ts';
import { placeAt } from './places.ts';
import { declareTest, QUIET, testMember, valueOfRole } from './test-functions.ts';
import { TreeBuilder } from './tree-builder.ts';
import { Closure, Namespace, Native, TestFunction, Unknown } from './values.ts';

export interface TreeSources {
  /** `undefined`: there is no such file, or none that can be read. */
  readonly parsed: (file: FilePath) => ParsedFile | undefined;
  /** The file of the project that a specifier stands for; `undefined` for all else. */
  readonly resolve: (specifier: string, from: FilePath) => FilePath | undefined;
  /** What `mayDeclareTests` says of the text of a file: only where it holds, the file is read for more than values. */
  readonly mayDeclareTests: (file: FilePath) => boolean;
  readonly pretty: PrettyFormat;
}

export interface TreeOptions {
  /** Whose functions are global, by the configuration. */
  readonly globals?: Exclude<Runner, 'node'> | undefined;
  /** What `process.platform` is where the tests run. */
  readonly platform?: string | undefined;
}

const MAX_STEPS = 3_000_000;
const MAX_DEPTH = 8;
/** A call into another file that takes longer and declares nothing is the code under test. */
const MAX_STEPS_ELSEWHERE = 30_000;
const STEPS_FOR_NODE = 1000;

/** Where the steps of a call into another file began. */
interface Elsewhere {
  readonly steps: number;
  readonly nodes: number;
}

export function buildTree(
  file: FilePath,
  sources: TreeSources,
  { globals, platform }: TreeOptions = {},
): FileTree {
  const builder = new TreeBuilder(file);
  let steps = 0;
  let elsewhere: Elsewhere | undefined;
  /** How often each function is being followed. */
  const depths = new Map<FunctionExpression, number>();
  const follow = (callee: Closure, args: readonly unknown[]): unknown => {
    const depth = depths.get(callee.expression) ?? 0;
    if (depth >= MAX_DEPTH) return new Unknown('a function calls itself too often');
    depths.set(callee.expression, depth + 1);
    const value = callClosure(callee, args, options);
    depths.set(callee.expression, depth);
    return value;
  };
  const machine: Machine = {
    changed: new WeakSet(),
    step: () => {
      steps += 1;
      if (elsewhere === undefined) return steps < MAX_STEPS;
      const declared = builder.nodes.length - elsewhere.nodes;
      return steps - elsewhere.steps < MAX_STEPS_ELSEWHERE + declared * STEPS_FOR_NODE;
    },
    maybe: (reason, body) => builder.doubt(reason, body),
    evaluate: (expression, environment) => evaluateExpression(expression, environment, options),
    call: (callee, args) => {
      if (callee instanceof Native) return callee.call(args);
      if (!(callee instanceof Closure)) {
        return callee instanceof Unknown ? callee : new Unknown('what is called is no function');
      }
      const isOutermost = elsewhere === undefined && callee.environment.module.file !== file;
      if (!isOutermost) return follow(callee, args);
      elsewhere = { steps, nodes: builder.nodes.length };
      const value = follow(callee, args);
      const isDone = machine.step();
      if (!isDone) depths.set(callee.expression, MAX_DEPTH);
      steps = elsewhere.steps;
      elsewhere = undefined;
      return isDone ? value : new Unknown('what is called does too much to be followed');
    },
  };
  const global = globals === undefined ? undefined : TEST_GLOBALS[globals];
  const modules = createModules(file, { sources, builder, options: () => options });
  const options: EvaluateOptions = {
    machine,
    globalNamed: (name) =>
      name === 'process' && platform !== undefined
        ? processOn(platform)
        : global === undefined
          ? undefined
          : roleIn(global, name),
    moduleNamed: modules.named,
    testMember: (test, name) =>
      testMember(test, name, { builder, machine, pretty: sources.pretty }),
    callTest: (test, args, at) =>
      declareTest(test, args, { at, options: { builder, machine, pretty: sources.pretty } }),
  };
  const parsed = sources.parsed(file);
  if (parsed === undefined) return { file, nodes: [], problems: [], inputs: [] };
  modules.load(file);
  const own = parsed.problems.map((problem) => ({
    ...describeProblem(problem.kind, { what: 'test', title: '', detail: problem.text }),
    range: {
      start: placeAt(parsed.lineStarts, problem.start),
      end: placeAt(parsed.lineStarts, problem.end),
    },
  }));
  if (steps >= MAX_STEPS) {
    const start = { line: 1, column: 1 };
    builder.report('too-large', {
      kind: 'test',
      title: '',
      place: { file, range: { start, end: start }, location: start },
    });
  }
  return {
    file,
    nodes: builder.nodes,
    problems: [...own, ...builder.problems],
    inputs: modules.files().filter((input) => input !== file),
  };
}

function processOn(platform: string): Namespace {
  return new Namespace((name) =>
    name === 'platform'
      ? platform
      : new Unknown(`process.${name} is known only when the file runs`),
  );
}

function roleIn(module: TestModule, name: string): unknown {
  const role = module.names.get(name);
  return role === undefined ? undefined : valueOfRole(role, module.runner);
}

interface Modules {
  readonly named: (specifier: string, environment: Environment) => unknown;
  readonly load: (file: FilePath) => unknown;
  readonly files: () => FilePath[];
}

/** The modules that a test file takes names from: each is followed once. */
function createModules(
  testFile: FilePath,
  from: {
    readonly sources: TreeSources;
    readonly builder: TreeBuilder;
    readonly options: () => EvaluateOptions;
  },
): Modules {
  const { sources, builder } = from;
  const resolve = remembering(sources.resolve);
  const loaded = new Map<FilePath, Namespace | undefined>();
  /** Names of modules that declare no tests. */
  const silent = new Set<string>();
  const asked = new Set<FilePath>();
  const mocked = new Set<FilePath>();
  for (const { kind, specifier } of sources.parsed(testFile)?.imports ?? []) {
    const file = kind === 'mock' ? resolve(specifier, testFile) : undefined;
    if (file !== undefined) mocked.add(file);
  }

  const named = (specifier: string, environment: Environment): unknown => {
    const api = TEST_MODULES.get(specifier);
    if (api !== undefined) return apiNamespace(api);
    const node = nodeModuleNamed(specifier, from.options().machine);
    if (node !== undefined) return node;
    const file = resolve(specifier, environment.module.file);
    if (file === undefined)
      return new Unknown(`what "${specifier}" gives is known only when the file runs`);
    if (mocked.has(file)) return new Unknown(`"${specifier}" is mocked`);
    return load(file) ?? new Unknown(`"${specifier}" cannot be read`);
  };

  const load = (file: FilePath): Namespace | undefined => {
    const known = loaded.get(file);
    if (known !== undefined) return known;
    asked.add(file);
    const parsed = sources.parsed(file);
    if (parsed === undefined) return undefined;
    const environment = new Environment({ file, parsed });
    const namespace: Namespace = new Namespace((name) => exported(name, environment));
    loaded.set(file, namespace);
    for (const { specifier, kind, names } of parsed.imports) {
      if (kind === 'static' || kind === 're-export') loadForEffect(specifier, file);
      if (kind === 'type' || kind === 're-export') continue;
      for (const { imported, local } of names ?? []) {
        environment.import(
          local,
          () => memberOfModule(named(specifier, environment), imported),
          () => mayDeclare(imported, specifier, file),
        );
      }
    }
    builder.atRoot(() => void execute(parsed.body, environment, from.options()));
    return namespace;
  };

  /** A module may declare tests while it is imported, for whatever reason it is. */
  const loadForEffect = (specifier: string, importer: FilePath): void => {
    const file = TEST_MODULES.has(specifier) ? undefined : resolve(specifier, importer);
    if (file !== undefined && !mocked.has(file) && sources.mayDeclareTests(file)) load(file);
  };

  /** Whether what a module exports under a name may declare tests when it is called. */
  const mayDeclare = (name: string, specifier: string, importer: FilePath): boolean => {
    const seen = new Set<string>();
    const verdict = searchExport(name, { specifier, importer, seen });
    if (!verdict) for (const key of seen) silent.add(key);
    return verdict;
  };

  const searchExport = (
    name: string,
    from: {
      readonly specifier: string;
      readonly importer: FilePath;
      /** Where it was looked for already: modules may hand on each other's names. */
      readonly seen: Set<string>;
    },
  ): boolean => {
    if (TEST_MODULES.has(from.specifier)) return true;
    const file = resolve(from.specifier, from.importer);
    if (file === undefined) return false;
    const key = `${name} ${file}`;
    if (silent.has(key) || from.seen.has(key)) return false;
    from.seen.add(key);
    const parsed = sources.mayDeclareTests(file) ? sources.parsed(file) : undefined;
    if (parsed === undefined) return false;
    const search = (exported: string, specifier: string): boolean =>
      searchExport(exported, { specifier, importer: file, seen: from.seen });
    return (
      parsed.hasTests ||
      parsed.exports.some((each) => {
        if ('all' in each) return search(name, each.all);
        if (each.name !== name && name !== '*') return false;
        if (!('local' in each)) return search(each.imported, each.specifier);
        return parsed.imports.some(({ specifier, names = [] }) =>
          names.some(({ local, imported }) => local === each.local && search(imported, specifier)),
        );
      })
    );
  };

  const memberOfModule = (module: unknown, name: string): unknown =>
    name === '*' ? module : memberOf(module, name, { options: from.options(), isOptional: false });

  const exported = (name: string, environment: Environment): unknown => {
    const { exports } = environment.module.parsed;
    for (const each of exports) {
      if ('all' in each || each.name !== name) continue;
      if ('local' in each) return environment.get(each.local);
      return memberOfModule(named(each.specifier, environment), each.imported);
    }
    for (const each of exports) {
      if (!('all' in each) || name === 'default') continue;
      const value = memberOfModule(named(each.all, environment), name);
      if (!(value instanceof Unknown)) return value;
    }
    // What CommonJS and JSON export as a whole has the names of its properties.
    return environment.has(DEFAULT_NAME)
      ? memberOfModule(environment.get(DEFAULT_NAME), name)
      : new Unknown(`"${name}" is not exported where it is imported from`);
  };

  return { named, load, files: () => [...asked] };
}

/** Barrels are asked for each of the names that are taken from them. */
function remembering(resolve: TreeSources['resolve']): TreeSources['resolve'] {
  const known = new Map<FilePath, Map<string, FilePath | undefined>>();
  return (specifier, from) => {
    const there = known.get(from) ?? new Map<string, FilePath | undefined>();
    if (there.size === 0) known.set(from, there);
    if (!there.has(specifier)) there.set(specifier, resolve(specifier, from));
    return there.get(specifier);
  };
}

function apiNamespace(api: TestModule): Namespace {
  const namespace: Namespace = new Namespace((name) => {
    if (name === 'default' && !api.names.has('default')) return namespace;
    const own = roleIn(api, name);
    if (own !== undefined) return own;
    // `require('node:test')` is the function itself.
    const whole = roleIn(api, 'default');
    const isMode = name === 'skip' || name === 'only' || name === 'todo';
    return isMode && whole instanceof TestFunction ? whole.with({ [name]: true }) : QUIET;
  });
  return namespace;
}
