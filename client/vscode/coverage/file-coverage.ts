/** What a run has counted, as the Testing API shows it; the code of a file is asked for when somebody looks at it. */
import * as vscode from 'vscode';
import {
  coverageDetails,
  type CodeRange,
  type CoverageDetails,
  type FileCoverage,
} from '../../../server/protocol.ts';
import { readTestId } from '../../../test-host/protocol.ts';
import type { LanguageServer } from '../language-server.ts';
import type { RootTree } from '../tree/root-tree.ts';
import { subjectOf } from '../tree/subjects.ts';

export interface CountedRun {
  readonly server: LanguageServer;
  readonly root: RootTree;
  readonly runId: string;
}

/** One file of a run. */
export class CountedFile extends vscode.FileCoverage {
  readonly #run: CountedRun;

  constructor(run: CountedRun, { uri, statements, branches, functions, tests }: FileCoverage) {
    super(
      vscode.Uri.parse(uri),
      countOf(statements),
      branches.total > 0 ? countOf(branches) : undefined,
      functions.total > 0 ? countOf(functions) : undefined,
      itemsOf(run.root, tests),
    );
    this.#run = run;
  }

  /** @param test only what this one has run */
  async details(
    test: vscode.TestItem | undefined,
    token: vscode.CancellationToken,
  ): Promise<vscode.FileCoverageDetail[]> {
    const { server, root, runId } = this.#run;
    const subject = test && subjectOf(test);
    const found = await server.ask(
      coverageDetails,
      {
        root: root.uri.toString(),
        runId,
        uri: this.uri.toString(),
        ...(subject?.kind === 'test' && { test: subject.id }),
      },
      token,
    );
    return found === null ? [] : toDetails(found);
  }
}

/** Tests may be gone since. */
function itemsOf(root: RootTree, tests: FileCoverage['tests']): vscode.TestItem[] {
  return tests.flatMap((id) => root.file(readTestId(id).file)?.itemOf(id) ?? []);
}

function countOf({ covered, total }: FileCoverage['statements']): vscode.TestCoverageCount {
  return new vscode.TestCoverageCount(covered, total);
}

function toDetails({ statements, functions }: CoverageDetails): vscode.FileCoverageDetail[] {
  return [
    ...statements.map(
      ({ range, executed, branches }) =>
        new vscode.StatementCoverage(
          executed,
          toRange(range),
          branches.map(
            (way) =>
              new vscode.BranchCoverage(
                way.executed,
                way.range && toRange(way.range),
                way.label ?? (way.range === undefined ? 'else' : undefined),
              ),
          ),
        ),
    ),
    ...functions.map(
      ({ name, range, executed }) => new vscode.DeclarationCoverage(name, executed, toRange(range)),
    ),
  ];
}

function toRange([line, column, endLine, endColumn]: CodeRange): vscode.Range {
  return new vscode.Range(line - 1, column, endLine - 1, endColumn);
}
