/** What is known of the code of one folder, for an editor: of single runs, and of all that have counted. */
import type { TestId } from '../../test-host/protocol.ts';
import { CountedRun, sharesOf, type CoverageDetails, type FileShares } from './counted-run.ts';
import { bitsOf, type CountedModule, type CountedModules } from './counted-modules.ts';
import type { ModuleCoverage } from './coverage-file.ts';
import type { CoveringAnswer, LineQuestion } from './covering-tests.ts';
import { linesNow } from './current-lines.ts';
import { inSlices } from './in-slices.ts';
import type { FinishedRun, KnownModules } from './keep-coverage.ts';
import { KnownCoverage } from './known-coverage.ts';
import { uncoveredChanges, type UncoveredChanges } from './uncovered-changes.ts';

/** Runs whose coverage an editor may still show. */
const MOST_REMEMBERED = 5;

/** Of all files together: an editor takes them anew with each run, and 1,000 files with 700 tests each would take it seconds. */
const MOST_TESTS = 20_000;

export class CoverageService implements Disposable {
  readonly #rootDir: string;
  readonly #known: KnownCoverage;
  /** What is shown, oldest first, by the run that it is shown with. */
  readonly #shown = new Map<string, CountedRun>();
  readonly #counted = new WeakMap<ModuleCoverage, CountedModule>();
  readonly #shares = new WeakMap<CountedModule, FileShares>();

  constructor(rootDir: string) {
    this.#rootDir = rootDir;
    this.#known = new KnownCoverage(rootDir);
  }

  async learn(run: FinishedRun): Promise<void> {
    await this.#known.add(run);
  }

  /** Runs have left something. */
  isKept(): boolean {
    return this.#known.isKept();
  }

  /** The code of these modules can be asked for, under the name of a run. */
  show(runId: string, modules: CountedModules): readonly FileShares[] {
    this.#shown.set(runId, new CountedRun(modules));
    for (const oldest of this.#shown.keys())
      if (this.#shown.size > MOST_REMEMBERED) this.#shown.delete(oldest);
    return [...modules].map(([file, module]) => this.#sharesOf(file, module));
  }

  /** The same of all that is known, but for what has changed since it was counted. */
  async showKnown(runId: string): Promise<readonly FileShares[]> {
    const known = (await this.#known.all()) ?? new Map<string, ModuleCoverage>();
    const modules = await inSlices(this.#current(known));
    const shares = this.show(runId, modules);
    const tests = shares.reduce((sum, one) => sum + one.tests.length, 0);
    return tests > MOST_TESTS ? shares.map((one) => ({ ...one, tests: [] })) : shares;
  }

  *#current(known: KnownModules): Generator<undefined, CountedModules> {
    const modules = new Map<string, CountedModule>();
    for (const [file, module] of known) {
      if (linesNow(file, module)?.isSame !== true) continue;
      const counted = this.#countedModule(module);
      this.#sharesOf(file, counted);
      modules.set(file, counted);
      yield;
    }
    return modules;
  }

  /** @returns `undefined`: nothing is known of the file, or of the run any more */
  details(
    runId: string,
    file: string,
    question: { readonly test?: TestId | undefined; readonly text?: string | undefined },
  ): CoverageDetails | undefined {
    return this.#shown.get(runId)?.details(file, question);
  }

  covering(question: LineQuestion): CoveringAnswer {
    return this.#known.covering(question);
  }

  /** @param base a commit; '' for the branch that this one goes into */
  async changes(base: string): Promise<UncoveredChanges | undefined> {
    const known = await this.#known.all();
    return known && (await uncoveredChanges(this.#rootDir, base, known));
  }

  [Symbol.dispose](): void {
    this.#known[Symbol.dispose]();
  }

  /** Most modules are those of the run before. */
  #sharesOf(file: string, module: CountedModule): FileShares {
    let shares = this.#shares.get(module);
    if (shares === undefined) this.#shares.set(module, (shares = sharesOf(file, module)));
    return shares;
  }

  #countedModule(module: ModuleCoverage): CountedModule {
    let counted = this.#counted.get(module);
    if (counted === undefined) {
      const { hash, codeMap, sets } = module;
      counted = { hash, codeMap, sets, bits: bitsOf(sets) };
      this.#counted.set(module, counted);
    }
    return counted;
  }
}
