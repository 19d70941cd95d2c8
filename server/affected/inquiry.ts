/**
 * One question: which tests can have another outcome since their base. Each change is followed to the test files that it may
 * reach, and dropped where all that is known says that it cannot matter. Whatever is unknown selects.
 */
import type { FilePath, TestId } from '../../test-host/protocol.ts';
import type { Base } from './base.ts';
import { functionTitle, type ChangedFunction } from './code-changes.ts';
import type { CountedAnswer } from './counted-answer.ts';
import { decidingHash } from './file-state.ts';
import type { Difference, FileVersions } from './file-versions.ts';
import type { MentionQuestion } from './mentioning-tests.ts';
import type { Reach } from './reached-by.ts';
import { type LastRuns, type StateLog } from './state-log.ts';
import { idOfTest } from './test-names.ts';

export interface AffectedFile {
  /** Relative to the root. */
  readonly file: FilePath;
  /** Absent: the whole file. */
  readonly ids?: readonly TestId[];
  /** ``runs `parse()`, which changed in lexer.ts`` */
  readonly why: string;
}

export interface InquiryOptions {
  readonly base: Base;
  readonly log: StateLog;
  readonly versions: FileVersions;
  readonly reachOf: (name: FilePath) => Reach;
  /** Whether what a module imports is something else than in a run, though it is the same. */
  readonly ledElsewhere: (name: FilePath, run?: number) => boolean;
  /** Tests that have run functions, as far as that was counted. */
  readonly ranBy: (question: FunctionQuestion) => Promise<CountedAnswer>;
  /** Tests that name functions of a file. */
  readonly mentioning: (question: MentionQuestion) => Promise<'all' | readonly TestId[]>;
  /** Tests that may run functions, as the code says. */
  readonly mayRun: (question: FunctionQuestion) => Promise<StaticAnswer>;
}

export interface FunctionQuestion {
  readonly test: FilePath;
  /** Where they are; relative to the root. */
  readonly name: FilePath;
  readonly functions: readonly ChangedFunction[];
  /** Hash of the version that they are compared with. */
  readonly before: string;
  readonly runs: LastRuns;
}

/** `all`: every test of the file. */
export type StaticAnswer =
  | { readonly tests: 'none' | 'all'; readonly why: string }
  | { readonly tests: ReadonlyMap<TestId, string> };

/** A test file, and a change that may reach it. */
interface Touch {
  readonly test: FilePath;
  readonly name: FilePath;
  readonly runs: LastRuns;
  /** Of its tests. */
  readonly run: number | undefined;
  readonly reach: Reach;
}

/** `undefined`: none. */
type Verdict =
  | { readonly all: string }
  | { readonly names: ReadonlyMap<string, string> }
  | undefined;

export class Inquiry {
  readonly #options: InquiryOptions;

  constructor(options: InquiryOptions) {
    this.#options = options;
  }

  /** @param changed names, relative to the root */
  async affectedBy(changed: Iterable<FilePath>): Promise<readonly AffectedFile[]> {
    const touched = new Map<FilePath, { name: FilePath; reach: Reach }[]>();
    for (const name of changed) {
      const reach = this.#options.reachOf(name);
      for (const test of reach.tests) {
        const list = touched.get(test) ?? [];
        touched.set(test, list);
        list.push({ name, reach });
      }
    }
    const found: AffectedFile[] = [];
    for (const [test, touches] of touched) found.push(...(await this.#judge(test, touches)));
    return found;
  }

  /** Of files that decide about all tests. */
  async affectedByAll(
    changed: readonly FilePath[],
    tests: readonly FilePath[],
  ): Promise<readonly AffectedFile[]> {
    const { base, log, versions } = this.#options;
    return changed.flatMap((name) => {
      const hash = decidingHash(versions.now(name).hash);
      return tests.flatMap((file): AffectedFile[] => {
        const run = base.kind === 'commit' ? 0 : oldestRun(log.lastRuns(file) ?? {});
        const before = run === undefined ? undefined : base.versionOf(name, run);
        return before !== undefined && decidingHash(before.hash) === hash
          ? []
          : [{ file, why: `${name} has changed` }];
      });
    });
  }

  async #judge(
    test: FilePath,
    touches: readonly { name: FilePath; reach: Reach }[],
  ): Promise<AffectedFile[]> {
    const { base, log } = this.#options;
    const runs = log.lastRuns(test) ?? NEVER;
    const isCommit = base.kind === 'commit';
    const groups = isCommit ? [{ run: 0, names: undefined }] : groupsOf(runs);
    const names = new Map<string, string>();
    for (const { run, names: own } of groups) {
      const verdict = await this.#judgeSince(run, { test, runs, touches });
      if (verdict === undefined) continue;
      if ('all' in verdict && own === undefined) return [{ file: test, why: verdict.all }];
      if ('all' in verdict) for (const name of own ?? []) names.set(name, verdict.all);
      else
        for (const [name, why] of verdict.names)
          if (own?.has(name) ?? (isCommit || runs.tests?.[name] === undefined))
            names.set(name, why);
    }
    return [...Map.groupBy(names, ([, why]) => why)].map(([why, group]) => ({
      file: test,
      ids: group.map(([name]) => idOfTest(test, name)),
      why,
    }));
  }

  async #judgeSince(
    run: number | undefined,
    {
      test,
      runs,
      touches,
    }: {
      readonly test: FilePath;
      readonly runs: LastRuns;
      readonly touches: readonly { name: FilePath; reach: Reach }[];
    },
  ): Promise<Verdict> {
    const names = new Map<string, string>();
    for (const { name, reach } of touches) {
      const verdict = await this.#judgeReach({ test, name, runs, run, reach });
      if (verdict === undefined) continue;
      if ('all' in verdict) return verdict;
      for (const [one, why] of verdict.names) if (!names.has(one)) names.set(one, why);
    }
    return names.size === 0 ? undefined : { names };
  }

  async #judgeReach(touch: Touch): Promise<Verdict> {
    const { test, name, run, reach } = touch;
    const verdict = reach.known.has(test) ? await this.#judgeChange(touch) : undefined;
    if (!reach.strangers.has(test) || (verdict !== undefined && 'all' in verdict)) return verdict;
    const { base, versions } = this.#options;
    const before = run === undefined ? undefined : base.versionOf(name, run);
    const difference = before && (await versions.differenceFrom(name, before.hash, before.text));
    return difference?.of === 'nothing'
      ? verdict
      : { all: `has not run here, and may read ${name}, which has changed` };
  }

  async #judgeChange({ test, name, runs, run, reach }: Touch): Promise<Verdict> {
    const { base, versions } = this.#options;
    const isOwn = test === name;
    const before = run === undefined ? undefined : base.versionOf(name, run);
    // Nobody has loaded it, and it was there, or nowhere: it was not needed.
    if (before === undefined && !isOwn && run !== undefined && versions.isUnseen(name, run))
      return undefined;
    if (before === undefined)
      return {
        all: isOwn ? 'its file has changed' : `depends on ${name}, ${this.#unknownOf(name, run)}`,
      };
    if (reach.readers.has(test) && before.hash !== versions.now(name).hash)
      return { all: `reads ${name}, which has changed` };
    if (this.#options.ledElsewhere(name, run))
      return { all: `loads ${name}, whose imports lead elsewhere now` };
    const difference = await versions.differenceFrom(name, before.hash, before.text);
    if (difference.of === 'nothing') return undefined;
    if (difference.of === 'file')
      return { all: isOwn ? ownReason(difference.what) : reasonOf(name, difference.what) };
    if (reach.starters.has(test))
      return { all: `starts processes, which may use ${name}, which has changed` };
    const { functions } = difference;
    const question = { test, name, functions, before: before.hash, runs };
    return await this.#judgeFunctions(question, { isLoader: reach.loaders.has(test) });
  }

  #unknownOf(name: FilePath, run: number | undefined): string {
    const isWritten =
      run !== undefined && this.#options.log.versionAt(name, run)?.left !== undefined;
    return isWritten ? 'which was written while it ran' : 'which it has not run with';
  }

  async #judgeFunctions(
    question: FunctionQuestion,
    { isLoader }: { readonly isLoader: boolean },
  ): Promise<Verdict> {
    const { test, name, functions } = question;
    if (test !== name) {
      const counted = await this.#options.ranBy(question);
      if (counted.isKnown) return await this.#withMentions(question, counted.verdict);
    }
    const all = `may run \`${titlesOf(functions)}\`, which changed in ${name}`;
    if (isLoader) return { all }; // no code says by which way
    const answer = await this.#options.mayRun(question);
    if ('why' in answer) return answer.tests === 'none' ? undefined : { all: answer.why };
    if (test === name) {
      const own = [...answer.tests].map(([id, why]) => [id.slice(test.length + 1), why] as const);
      return { names: new Map(own) };
    }
    return { all };
  }

  /** What has run says nothing of who takes a function as a value. */
  async #withMentions(
    { test, name, functions }: FunctionQuestion,
    verdict: Verdict,
  ): Promise<Verdict> {
    if (verdict !== undefined && 'all' in verdict) return verdict;
    const mentioned = functions.filter((one) => /^[\w$]+$/.test(one.name));
    if (mentioned.length === 0) return verdict;
    const names = mentioned.map((one) => one.name);
    const mentions = await this.#options.mentioning({ test, name, functions: names });
    const why = `names \`${titlesOf(mentioned)}\`, which changed in ${name}`;
    if (mentions === 'all') return { all: why };
    const all = new Map(verdict?.names);
    for (const id of mentions) {
      const own = id.slice(test.length + 1);
      if (!all.has(own)) all.set(own, why);
    }
    return all.size === 0 ? undefined : { names: all };
  }
}

/** Nothing of it is known. */
const NEVER: LastRuns = {};

interface Group {
  readonly run: number | undefined;
  /** Absent: all tests that are in no other group. */
  readonly names: ReadonlySet<string> | undefined;
}

function groupsOf({ run, tests = {} }: LastRuns): readonly Group[] {
  const alone = Map.groupBy(Object.entries(tests), ([, own]) => own);
  return [
    { run, names: undefined },
    ...[...alone].map(([own, entries]) => ({
      run: own,
      names: new Set(entries.map(([name]) => name)),
    })),
  ];
}

export function oldestRun({ run, tests = {} }: LastRuns): number | undefined {
  return (
    run ??
    Object.values(tests)
      .toSorted((a, b) => a - b)
      .at(0)
  );
}

export function titlesOf(functions: readonly ChangedFunction[]): string {
  const titles = [...new Set(functions.map(functionTitle))];
  return titles.length <= MOST_TITLES
    ? titles.join('`, `')
    : `${titles.slice(0, MOST_TITLES).join('`, `')}\` and ${titles.length - MOST_TITLES} more`;
}

const MOST_TITLES = 3;

type FileDifference = Extract<Difference, { of: 'file' }>['what'];

function ownReason(what: FileDifference): string {
  return what === 'new' ? 'is new' : 'its file has changed';
}

function reasonOf(name: FilePath, what: FileDifference): string {
  switch (what) {
    case 'new':
      return `depends on ${name}, which is new`;
    case 'deleted':
      return `depended on ${name}, which is gone`;
    case 'module level':
      return `loads ${name}, whose module level has changed`;
    case 'contents':
      return `depends on ${name}, which has changed`;
    default:
      return what satisfies never;
  }
}
