/** Answers about one file of a project, as plain data for the command. */
import fs from 'node:fs';
import path from 'node:path';
import type { FilePath } from '../../test-host/protocol.ts';
import { nearest } from '../config/did-you-mean.ts';
import type { EdgeKind } from './module-facts.ts';
import type { ModuleGraph } from './module-graph.ts';
import type { ReachContext } from './reaching-tests.ts';
import { answerAboutSymbol, type SymbolAnswer } from './symbol-report.ts';
import { closureOf, dependantsOf, findCycles, pathsOf, type PathStep } from './queries.ts';

export interface GraphQuestion {
  /** As it was written: a path relative to `cwd`, perhaps with `#` and a symbol of it, or the name of a package. */
  readonly subject: string;
  /** Absent: the closure of a test file, the dependants of anything else. */
  readonly direction?: GraphDirection | undefined;
  /** Only the path between the subject and this file. */
  readonly why?: string | undefined;
  readonly cwd: string;
}

/** What a file loads, or what loads it. */
export type GraphDirection = 'closure' | 'dependants';

export interface GraphReport {
  readonly subject: string;
  readonly isTest: boolean;
  readonly direction: GraphDirection;
  /** Nearest first. */
  readonly entries: readonly GraphEntry[];
  /** Imports of the closure that lead nowhere. */
  readonly unresolved: readonly Omit<ReportStep, 'to'>[];
  /** Modules of the closure that load each other in a circle. */
  readonly cycles: readonly (readonly ReportStep[])[];
}

export interface GraphEntry {
  /** Relative to the root; the name of a package or builtin. */
  readonly name: string;
  readonly kind: 'test' | 'module' | 'package' | 'builtin';
  /** From the subject here for a closure, from here to the subject for dependants. */
  readonly path: readonly ReportStep[];
}

export interface ReportStep {
  readonly from: FilePath;
  readonly to: string;
  readonly kind: EdgeKind;
  readonly specifier: string;
  /** Where the specifier stands, 1-based; absent for what no text names. */
  readonly line?: number;
}

export type GraphAnswer =
  | SymbolAnswer
  | { readonly ok: true; readonly report: GraphReport }
  | {
      readonly ok: false;
      readonly reason: 'unknown-file';
      readonly name: string;
      readonly guess: string | undefined;
    }
  | {
      readonly ok: false;
      readonly reason: 'unconnected';
      readonly from: string;
      readonly to: string;
    };

export async function answerQuestion(
  { subject, direction: asked, why, cwd }: GraphQuestion,
  context: ReachContext,
): Promise<GraphAnswer> {
  const { graph, rootDir } = context;
  await graph.complete();
  const show = namer(rootDir);
  const find = async (name: string): Promise<string | undefined> => {
    const file = path.posix.resolve(cwd, name);
    if (graph.has(file)) return file;
    if (fs.statSync(file, { throwIfNoEntry: false })?.isFile() === true) {
      graph.add(file);
      await graph.complete();
      return file;
    }
    return [`npm:${name}`, `node:${name.replace(/^node:/, '')}`].find((one) => graph.has(one));
  };
  const unknown = (name: string): GraphAnswer => {
    const known = new Map([...graph.files()].map((file) => [path.posix.relative(cwd, file), file]));
    const guess = nearest(name, known.keys()) ?? sameName(name, known.keys());
    return { ok: false, reason: 'unknown-file', name, guess };
  };
  const from = await find(subject);
  const [, file = '', name] = /^(.+)#([^#/]+)$/.exec(subject) ?? [];
  if (from === undefined && name !== undefined) {
    const path = await find(file);
    return path === undefined ? unknown(file) : await answerAboutSymbol({ path, name }, context);
  }
  if (from === undefined) return unknown(subject);
  const to = why === undefined ? undefined : await find(why);
  if (why !== undefined && to === undefined) return unknown(why);

  const stepOf = createStepWriter(show);
  const isTest = graph.tests.has(from);
  const entriesOf = (direction: GraphDirection): readonly GraphEntry[] => {
    const answers = direction === 'closure' ? closureOf(graph, from) : dependantsOf(graph, [from]);
    const pathOf = pathsOf(answers, direction);
    return answers
      .filter(({ target }) => to === undefined || target === to)
      .map(({ target }) => ({
        name: show(target),
        kind: kindOf(target, graph),
        path: (pathOf(target) ?? []).map(stepOf),
      }));
  };
  let direction = asked ?? (isTest ? 'closure' : 'dependants');
  let entries = entriesOf(direction);
  if (to !== undefined && entries.length === 0 && asked === undefined) {
    // Whoever asks why does not have to know who loads whom.
    direction = direction === 'closure' ? 'dependants' : 'closure';
    entries = entriesOf(direction);
  }
  if (to !== undefined && entries.length === 0) {
    return { ok: false, reason: 'unconnected', from: show(from), to: show(to) };
  }
  const about = { subject: show(from), isTest, direction, entries };
  if (direction === 'dependants')
    return { ok: true, report: { ...about, unresolved: [], cycles: [] } };
  const files = [from, ...closureOf(graph, from).map(({ target }) => target)];
  const unresolved = files.flatMap((file) =>
    graph.edgesOf(file).flatMap(({ to: target, ...edge }) => {
      if (target !== undefined || edge.kind === 'type') return [];
      const { to: _to, ...step } = stepOf({ ...edge, from: file, to: '' });
      return [step];
    }),
  );
  const cycles = findCycles(graph, files).map((circle) => circle.map(stepOf));
  return { ok: true, report: { ...about, unresolved, cycles } };
}

/** `cart.ts` where only `src/cart.ts` is. */
function sameName(name: string, known: Iterable<string>): string | undefined {
  const base = path.posix.basename(name);
  return [...known].find((file) => path.posix.basename(file) === base);
}

function kindOf(target: string, graph: ModuleGraph): GraphEntry['kind'] {
  if (target.startsWith('npm:')) return 'package';
  if (target.startsWith('node:')) return 'builtin';
  return graph.tests.has(target) ? 'test' : 'module';
}

function namer(rootDir: string): (target: string) => string {
  return (target) => {
    if (target.startsWith('npm:')) return target.slice('npm:'.length);
    return target.startsWith('/') || path.isAbsolute(target)
      ? path.posix.relative(rootDir, target)
      : target;
  };
}

function createStepWriter(show: (target: string) => string): (step: PathStep) => ReportStep {
  const texts = new Map<string, string>();
  const textOf = (file: string): string => {
    let text = texts.get(file);
    if (text === undefined) {
      text = fs.existsSync(file) ? fs.readFileSync(file, 'utf8') : '';
      texts.set(file, text);
    }
    return text;
  };
  return ({ from, to, kind, specifier, start }) => ({
    from: show(from),
    to: show(to),
    kind,
    specifier,
    ...(start !== undefined && { line: textOf(from).slice(0, start).split('\n').length }),
  });
}
