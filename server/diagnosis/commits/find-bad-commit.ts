/** The first commit at which a test fails, by git's own bisection, in a worktree of its own. */
import type { Problem, TestId } from '../../../test-host/protocol.ts';
import { git, reasonOf } from '../../git/git.ts';
import { BisectTree } from './bisect-tree.ts';
import {
  cannotBegin,
  goodNotBefore,
  needsGood,
  noCommit,
  notInRepository,
  notInShallowClone,
  testCannotRun,
} from './messages.ts';
import { tryCommit, type Trial } from './try-commit.ts';

export interface BadCommitQuestion {
  readonly rootDir: string;
  readonly id: TestId;
  /** Absolute: the command that runs tests. */
  readonly bin: string;
  /** A ref at which it passes. Absent: the newest of `passed` that git knows. */
  readonly good: string | undefined;
  /** Commits at which it has passed, the newest first. */
  readonly passed: readonly string[];
  /** A ref at which it fails. */
  readonly bad: string;
  readonly onStep: (step: CommitStep) => void;
}

export interface CommitStep extends Trial {
  readonly commit: string;
  readonly subject: string;
  /** Commits that may still be it. */
  readonly left: number | undefined;
}

export type BadCommit =
  | {
      readonly found: true;
      readonly commit: string;
      readonly subject: string;
      readonly author: string;
      /** ISO 8601. */
      readonly date: string;
      readonly steps: readonly CommitStep[];
      readonly isInstalledElse: boolean;
    }
  | {
      readonly found: false;
      /** `passes`: at the bad one; `fails`: at the good one; `skipped`: what is left cannot be run. */
      readonly why: 'passes' | 'fails' | 'skipped';
      readonly candidates: readonly string[];
      readonly steps: readonly CommitStep[];
      readonly isDirty: boolean;
    };

/** @throws the signal's reason when it is aborted; nothing is left then either */
export async function findBadCommit(
  question: BadCommitQuestion,
  signal: AbortSignal,
): Promise<BadCommit | { readonly problem: Problem }> {
  const range = await rangeOf(question);
  if ('problem' in range) return range;
  let tree: BisectTree;
  try {
    tree = await BisectTree.open({ ...range, rootDir: question.rootDir });
  } catch (error) {
    return { problem: cannotBegin(reasonOf(error)) };
  }
  const onExit = (): void => tree[Symbol.dispose]();
  process.once('exit', onExit); // a second Ctrl-C
  try {
    return await search(question, { ...range, tree, signal });
  } finally {
    process.off('exit', onExit);
    tree[Symbol.dispose]();
  }
}

interface Range {
  /** Of the working tree. */
  readonly top: string;
  readonly good: string;
  readonly bad: string;
}

interface Search extends Range {
  readonly tree: BisectTree;
  readonly signal: AbortSignal;
}

async function search(
  question: BadCommitQuestion,
  { tree, good, bad, top, signal }: Search,
): Promise<BadCommit | { readonly problem: Problem }> {
  const steps: CommitStep[] = [];
  const attempt = async (left?: number): Promise<CommitStep> => {
    const trial = await tryCommit({ ...question, directory: tree.projectDirectory }, signal);
    signal.throwIfAborted();
    const [commit = '', subject = ''] = (await tree.git('log', '-1', '--format=%H%n%s')).split(
      '\n',
    );
    const step: CommitStep = { commit, subject, left, ...trial };
    steps.push(step);
    question.onStep(step);
    return step;
  };
  const isDirty = (await git(top, ['status', '--porcelain'])).trim() !== '';
  const nothing = { found: false, candidates: [], steps, isDirty } as const;
  await tree.checkOut(bad);
  const last = await attempt();
  if (last.outcome === 'skipped') return { problem: testCannotRun(bad, last.why) };
  if (last.outcome === 'passed') return { ...nothing, why: 'passes' };
  await tree.checkOut(good);
  const first = await attempt();
  if (first.outcome === 'skipped') return { problem: testCannotRun(good, first.why) };
  if (first.outcome === 'failed') return { ...nothing, why: 'fails' };
  let said = await tree.bisect('start', bad, good);
  for (;;) {
    signal.throwIfAborted();
    const [, found] = /^([0-9a-f]{40,64}) is the first (?:bad|new) commit/m.exec(said) ?? [];
    if (found !== undefined)
      return { found: true, steps, ...(await tree.describe(found, [good, bad])) };
    if (/only 'skip'ped commits left/.test(said)) {
      const candidates = said.match(/^[0-9a-f]{40,64}$/gm) ?? [];
      return { ...nothing, why: 'skipped', candidates };
    }
    const [, left] = /^Bisecting: (\d+) revisions? left/m.exec(said) ?? [];
    const { outcome } = await attempt(left === undefined ? undefined : Number(left) + 1);
    said = await tree.bisect(VERDICTS[outcome]);
  }
}

const VERDICTS = { passed: 'good', failed: 'bad', skipped: 'skip' } as const;

async function rangeOf(
  question: BadCommitQuestion,
): Promise<Range | { readonly problem: Problem }> {
  const { rootDir } = question;
  let top: string;
  try {
    top = (await git(rootDir, ['rev-parse', '--show-toplevel'])).trim();
  } catch (error) {
    return { problem: notInRepository(rootDir, reasonOf(error)) };
  }
  const bad = await commitOf(rootDir, question.bad);
  if (bad === undefined) return { problem: await missing(rootDir, question.bad) };
  if (question.good !== undefined) {
    const good = await commitOf(rootDir, question.good);
    if (good === undefined) return { problem: await missing(rootDir, question.good) };
    return (await isBefore(rootDir, good, bad))
      ? { top, good, bad }
      : { problem: goodNotBefore(question.good, question.bad) };
  }
  for (const commit of new Set(question.passed)) {
    const good = await commitOf(rootDir, commit);
    if (good !== undefined && good !== bad && (await isBefore(rootDir, good, bad)))
      return { top, good, bad };
  }
  return { problem: needsGood(question.passed.length > 0) };
}

async function missing(rootDir: string, ref: string): Promise<Problem> {
  const isShallow = (await git(rootDir, ['rev-parse', '--is-shallow-repository'])).trim();
  return isShallow === 'true' && ref !== 'HEAD' ? notInShallowClone(ref) : noCommit(ref);
}

async function commitOf(rootDir: string, ref: string): Promise<string | undefined> {
  try {
    const args = ['rev-parse', '--verify', '--quiet', '--end-of-options', `${ref}^{commit}`];
    return (await git(rootDir, args)).trim();
  } catch {
    return undefined; // the caller says what that means
  }
}

async function isBefore(rootDir: string, good: string, bad: string): Promise<boolean> {
  try {
    await git(rootDir, ['merge-base', '--is-ancestor', good, bad]);
    return true;
  } catch {
    return false; // it says so by its exit code
  }
}
