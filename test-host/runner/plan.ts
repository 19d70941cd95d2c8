/**
 * What of a file's tree runs, in which order, and why the rest does not: a pure function.
 *
 * The rules, as Jest's:
 * - `skip` of a suite covers all below it, whatever is marked there.
 * - `only` on a suite covers the tests in it, unless one of its own tests is marked: then only that one.
 * - where anything is marked `only`, every other test of the file is skipped; todos stay todos.
 * - tests that the run does not select are left out altogether.
 */
import type { SuiteNode, TestNode } from '../api/registry.ts';
import type { OutcomeReason } from '../protocol.ts';
import type { HostFacts } from './conditions.ts';
import { unmetCondition } from './conditions.ts';
import { shuffle } from './order.ts';
import type { TestFilter } from './select.ts';

export interface PlannedSuite {
  readonly kind: 'suite';
  readonly node: SuiteNode;
  readonly children: readonly (PlannedSuite | PlannedTest)[];
  /** Tests below that are to run; none: neither do the suite's hooks. */
  readonly runnable: number;
}

export interface PlannedTest {
  readonly kind: 'test';
  readonly node: TestNode;
  readonly skip: SkipReason | undefined;
}

export interface SkipReason {
  readonly reason: OutcomeReason;
  readonly note?: string;
}

export interface PlanOptions {
  readonly isSelected: TestFilter;
  /** Whether `only` outside the selection counts too. */
  readonly onlyOfWholeFile: boolean;
  readonly facts: HostFacts;
  /** Absent: the order of the source. */
  readonly shuffleSeed: number | undefined;
}

export function planFile(root: SuiteNode, options: PlanOptions): PlannedSuite {
  const modes = new Map<TestNode, EffectiveMode>();
  resolveModes(root, { mode: 'run', note: undefined }, modes);
  let hasOnly = false;
  for (const [test, { mode }] of modes) {
    if (mode === 'only' && (options.onlyOfWholeFile || options.isSelected(test))) hasOnly = true;
  }
  return planSuite(
    root,
    (test) => {
      if (!options.isSelected(test)) return undefined;
      const effective = modes.get(test) ?? { mode: 'run', note: undefined };
      return {
        kind: 'test',
        node: test,
        skip: skipReason(test, effective, { hasOnly, facts: options.facts }),
      };
    },
    options.shuffleSeed,
  );
}

interface EffectiveMode {
  readonly mode: TestNode['mode'];
  readonly note: string | undefined;
}

function resolveModes(
  suite: SuiteNode,
  inherited: EffectiveMode,
  modes: Map<TestNode, EffectiveMode>,
): void {
  const own = suite.mode === 'run' || inherited.mode === 'skip' ? inherited : suite;
  const hasOnlyTest = suite.children.some(
    (child) => child.kind === 'test' && child.mode === 'only',
  );
  const isNarrowed = own.mode === 'only' && hasOnlyTest;
  for (const child of suite.children) {
    if (child.kind === 'suite') resolveModes(child, own, modes);
    else if (own.mode === 'skip') modes.set(child, own);
    else if (child.mode !== 'run' || isNarrowed) modes.set(child, child);
    else modes.set(child, own);
  }
}

function skipReason(
  test: TestNode,
  { mode, note }: EffectiveMode,
  { hasOnly, facts }: { readonly hasOnly: boolean; readonly facts: HostFacts },
): SkipReason | undefined {
  if (mode === 'skip') return note === undefined ? { reason: 'skip' } : { reason: 'skip', note };
  if (mode === 'todo') return { reason: 'todo' };
  if (hasOnly && mode !== 'only') return { reason: 'only' };
  if (test.options.when.length === 0) return undefined;
  const unmet = unmetCondition(test.options.when, facts);
  return unmet === undefined ? undefined : { reason: 'condition', note: unmet };
}

/** @param planTest `undefined` for a test that is left out */
function planSuite(
  node: SuiteNode,
  planTest: (test: TestNode) => PlannedTest | undefined,
  seed: number | undefined,
): PlannedSuite {
  const ordered = seed === undefined ? node.children : shuffle(node.children, seed, node.id);
  const children: (PlannedSuite | PlannedTest)[] = [];
  let runnable = 0;
  for (const child of ordered) {
    if (child.kind === 'test') {
      const test = planTest(child);
      if (test === undefined) continue;
      children.push(test);
      if (test.skip === undefined) runnable++;
    } else {
      const suite = planSuite(child, planTest, seed);
      if (suite.children.length === 0) continue;
      children.push(suite);
      runnable += suite.runnable;
    }
  }
  return { kind: 'suite', node, children, runnable };
}
