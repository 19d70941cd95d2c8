/**
 * Puts probes into a source: `c[17]=1` where statements, functions and branches begin, one for all that begin at once. The
 * text that is there stays as it is, so that lines hold and columns can be told from where something was put in (see
 * `modules/original-columns.ts`).
 *
 * What is counted, and where it is said to be, is what Istanbul's instrumenter counts, and besides: private methods,
 * fields with `accessor`, and the operands of `&&=`, `||=` and `??=`. Left out: enums, whose values are told at compile time.
 */
import type { ts } from 'ts-morph';
import type { CodeMap, ProbeOptions } from '../../../modules/code-map.ts';
import type { Insertion } from '../../../modules/insertions.ts';
import { CodeMapMaker } from './code-map-maker.ts';
import { Context, type Visitors } from './context.ts';
import {
  visitCondition,
  visitConditional,
  visitLogical,
  visitLogicalAssignment,
} from './decisions.ts';
import { visitClass, visitFunction } from './functions.ts';
import { IgnoreHints } from './ignore-hints.ts';
import { visitChain } from './optional-chains.ts';
import { visitTarget } from './patterns.ts';
import { ProbeText } from './probe-text.ts';
import { visitFile, visitStatements } from './statements.ts';

export interface InstrumentedSource {
  readonly insertions: readonly Insertion[];
  /** The variable that the probes write to; the source has none of this name. */
  readonly counters: string;
  readonly codeMap: CodeMap;
}

/** @returns `undefined` when there is nothing to count: a file of types, one that asks to be left out, or one with an error */
export function instrument(
  source: ts.SourceFile,
  options: ProbeOptions,
): InstrumentedSource | undefined {
  const hints = new IgnoreHints(source);
  if (hints.ignoresFile) return undefined;
  const counters = unusedName(source.text);
  const map = new CodeMapMaker(source, (line) => hints.hasLine(line));
  const probes = new ProbeText(counters, options);
  const context = new Context(source, { hints, map, probes, options, visitors: VISITORS });
  visitFile(context, source);
  const codeMap = map.finish();
  if (codeMap.probeCount === 0) return undefined;
  const footer = probes.footer();
  const insertions = context.insertions.inOrder();
  return {
    insertions: footer === '' ? insertions : [...insertions, { at: source.end, text: footer }],
    counters,
    codeMap,
  };
}

const VISITORS: Visitors = {
  function: visitFunction,
  class: visitClass,
  statements: visitStatements,
  target: visitTarget,
  conditional: visitConditional,
  logical: visitLogical,
  logicalAssignment: visitLogicalAssignment,
  condition: visitCondition,
  chain: visitChain,
};

function unusedName(text: string): string {
  let name = '__zt';
  while (text.includes(name)) name += '_';
  return name;
}
