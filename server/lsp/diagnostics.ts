/** The problems of trees and of the project as diagnostics, by the file that they stand in. */
import { hash } from 'node:crypto';
import { DiagnosticSeverity, type Diagnostic } from 'vscode-languageserver/node';
import type { FilePath, Problem } from '../../test-host/protocol.ts';
import type { TreeProblem } from '../discovery/file-tree.ts';
import { firstLine } from './ranges.ts';
import type { Root, RootUpdate } from './root.ts';

const severities = {
  error: DiagnosticSeverity.Error,
  warning: DiagnosticSeverity.Warning,
  information: DiagnosticSeverity.Information,
  hint: DiagnosticSeverity.Hint,
} as const;

/** The diagnostics of one root. */
export class Diagnostics {
  readonly #toDiagnostic: (problem: TreeProblem) => Diagnostic;
  /** Test file, or '' for the project → absolute path → what is wrong there. */
  readonly #bySource = new Map<FilePath, ReadonlyMap<string, readonly Diagnostic[]>>();
  readonly #sources = new Map<string, Set<FilePath>>();

  constructor(toDiagnostic: (problem: TreeProblem) => Diagnostic) {
    this.#toDiagnostic = toDiagnostic;
  }

  /** @returns the files whose diagnostics may be others now */
  update(root: Root, { trees, removed, problems }: RootUpdate): ReadonlySet<string> {
    const touched = new Set<string>();
    for (const { file, problems: own } of trees) {
      const placed = own.map((problem) => ({
        path: root.absolute(problem.file ?? file),
        diagnostic: this.#toDiagnostic(problem),
      }));
      this.#replace(file, placed, touched);
    }
    for (const file of removed) this.#replace(file, [], touched);
    const ofProject = problems.flatMap((problem) =>
      problem.location === undefined
        ? []
        : { path: root.absolute(problem.location.file), diagnostic: ofProblem(problem) },
    );
    this.#replace('', ofProject, touched);
    return touched;
  }

  of(path: string): readonly Diagnostic[] {
    const sources = [...(this.#sources.get(path) ?? [])];
    return sources.flatMap((source) => this.#bySource.get(source)?.get(path) ?? []);
  }

  /** All files that have any. */
  paths(): Iterable<string> {
    return this.#sources.keys();
  }

  #replace(source: FilePath, placed: readonly Placed[], touched: Set<string>): void {
    const before = this.#bySource.get(source);
    if (before === undefined && placed.length === 0) return;
    for (const path of before?.keys() ?? []) {
      touched.add(path);
      const sources = this.#sources.get(path);
      sources?.delete(source);
      if (sources?.size === 0) this.#sources.delete(path);
    }
    const now = Map.groupBy(placed, ({ path }) => path);
    for (const path of now.keys()) {
      touched.add(path);
      this.#sources.set(path, (this.#sources.get(path) ?? new Set()).add(source));
    }
    if (now.size === 0) this.#bySource.delete(source);
    else {
      const entries = [...now].map(
        ([path, list]) => [path, list.map((one) => one.diagnostic)] as const,
      );
      this.#bySource.set(source, new Map(entries));
    }
  }
}

interface Placed {
  readonly path: string;
  readonly diagnostic: Diagnostic;
}

/** Names a list of diagnostics: the same list, the same name. */
export function resultIdOf(diagnostics: readonly Diagnostic[]): string {
  return hash('sha1', JSON.stringify(diagnostics));
}

export function ofTree(problem: TreeProblem): Diagnostic {
  const { severity, code, message, hint, range, kind } = problem;
  return {
    range: firstLine(range),
    severity: severities[severity],
    code,
    source: 'ztest',
    message: hint === undefined ? message : `${message}\n${hint}`,
    data: { kind },
  };
}

function ofProblem({ severity, code, message, hint, location }: Problem): Diagnostic {
  const start = {
    line: Math.max(0, (location?.line ?? 1) - 1),
    character: Math.max(0, (location?.column ?? 1) - 1),
  };
  return {
    range: { start, end: start },
    severity: severities[severity],
    code,
    source: 'ztest',
    message: hint === undefined ? message : `${message}\n${hint}`,
  };
}
