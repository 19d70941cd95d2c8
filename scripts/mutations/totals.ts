/** What the mutants of one project have shown, as a row of docs/affected.md. */

/** A way to select tests: the command without or with counted runs, an editor, other tools. */
export interface Way {
  readonly name: string;
  /** Of all mutants that it could say something about. */
  asked: number;
  files: number;
  tests: number;
  missed: number;
}

export class Totals {
  readonly #ways = new Map<string, Way>();
  readonly #kinds = new Map<string, { mutants: number; changing: number; selected: number }>();
  readonly #project: { readonly files: number; readonly tests: number };

  constructor(project: { readonly files: number; readonly tests: number }) {
    this.#project = project;
  }

  /** @param selected in files of which all or some are selected */
  add(name: string, selected: Omit<Way, 'name' | 'asked'>): void {
    const way = this.#ways.get(name) ?? { name, asked: 0, files: 0, tests: 0, missed: 0 };
    this.#ways.set(name, way);
    way.asked += 1;
    way.files += selected.files;
    way.tests += selected.tests;
    way.missed += selected.missed;
  }

  addMutant(kind: string, { changed, selected }: { changed: number; selected: number }): void {
    const all = this.#kinds.get(kind) ?? { mutants: 0, changing: 0, selected: 0 };
    this.#kinds.set(kind, all);
    all.mutants += 1;
    all.changing += Number(changed > 0);
    all.selected += selected;
  }

  *lines(): Generator<string> {
    for (const [kind, { mutants, changing, selected }] of this.#kinds) {
      const share = percent(selected, mutants * this.#project.tests);
      yield `  ${kind}: ${changing} of ${mutants} change an outcome; ${share} of the tests selected`;
    }
    for (const { name, asked, files, tests, missed } of this.#ways.values()) {
      const ofTests = percent(tests, asked * this.#project.tests);
      const ofFiles = percent(files, asked * this.#project.files);
      yield `  ${name}: ${ofTests} of the tests, in ${ofFiles} of the files; ${missed} missed (${asked} mutants)`;
    }
  }
}

function percent(part: number, of: number): string {
  return `${((100 * part) / Math.max(1, of)).toFixed(1)} %`;
}
