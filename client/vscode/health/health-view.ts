/** The view "Test Health": which tests are flaky, fail, are slow or get slower, by what the history tells. */
import * as vscode from 'vscode';
import { healthReport, type HealthReport, type TestHealth } from '../../../server/protocol.ts';
import { readTestId, type TestId } from '../../../test-host/protocol.ts';
import type { TestView } from '../test-view.ts';
import type { RootTree } from '../tree/root-tree.ts';
import { healthInLine, healthSpoken, quarantineInView } from './health-messages.ts';
import type { HealthStore } from './health-store.ts';
import type { QuarantineStore } from './quarantine-store.ts';
import { durationText, healthyProject, healthSections, slowerText } from './health-view-texts.ts';

const VIEW = 'ztest.testHealth';

interface Row {
  /** As commands take it. */
  readonly root: string;
  readonly id: TestId;
  readonly description: string;
  readonly spoken: string;
  readonly icon: vscode.ThemeIcon;
  readonly isQuarantined?: true;
}

interface Section {
  readonly name: keyof ReturnType<typeof healthSections>;
  readonly rows: readonly Row[];
}

export function showHealthView(
  view: TestView,
  health: HealthStore,
  quarantine: QuarantineStore,
): vscode.Disposable {
  const provider = new HealthTree(view, quarantine);
  const shown = vscode.window.createTreeView(VIEW, {
    treeDataProvider: provider,
    showCollapseAll: true,
  });
  return vscode.Disposable.from(
    shown,
    provider,
    provider.onMessage((message) => (shown.message = message)),
    // Nobody is asked for what nobody sees.
    health.onChange(() => provider.refresh()),
    quarantine.onChange(() => provider.refresh()),
  );
}

export async function focusHealthView(): Promise<void> {
  await vscode.commands.executeCommand(`${VIEW}.focus`);
}

class HealthTree implements vscode.TreeDataProvider<Section | Row>, vscode.Disposable {
  readonly onDidChangeTreeData: vscode.Event<void>;
  readonly onMessage: vscode.Event<string>;
  readonly #view: TestView;
  readonly #quarantine: QuarantineStore;
  readonly #changed = new vscode.EventEmitter<void>();
  readonly #messages = new vscode.EventEmitter<string>();

  constructor(view: TestView, quarantine: QuarantineStore) {
    this.#view = view;
    this.#quarantine = quarantine;
    this.onDidChangeTreeData = this.#changed.event;
    this.onMessage = this.#messages.event;
  }

  /** The editor asks for what it shows, and for nothing while it is hidden. */
  refresh(): void {
    this.#changed.fire();
  }

  dispose(): void {
    this.#changed.dispose();
    this.#messages.dispose();
  }

  getTreeItem(node: Section | Row): vscode.TreeItem {
    return 'rows' in node ? sectionItem(node) : rowItem(node);
  }

  async getChildren(node?: Section | Row): Promise<(Section | Row)[]> {
    if (node !== undefined) return 'rows' in node ? [...node.rows] : [];
    const { tree, server, log } = this.#view;
    const reports = await Promise.all(
      tree.roots().map(async (tests) => {
        const root = tests.uri.toString();
        try {
          const report = await server.ask(healthReport, { root });
          return report === null ? [] : { root, report: withoutGone(report, tests) };
        } catch (error) {
          log.error(String(error)); // the next server tells it anew
          return [];
        }
      }),
    );
    const known = reports.flat();
    const runs = known.reduce((sum, { report }) => sum + report.runs, 0);
    const quarantined = tree.roots().flatMap(({ uri }) => this.#quarantinedIn(uri.toString()));
    const sections = sectionsOf(known, quarantined);
    const isFine = runs > 0 && known.every(({ report }) => report.troubled.length === 0);
    this.#messages.fire(isFine ? healthyProject(runs) : '');
    return runs === 0 ? [] : [...sections];
  }

  #quarantinedIn(root: string): readonly Row[] {
    return this.#quarantine.all(root).map((entry) => ({
      root,
      id: entry.id,
      description: quarantineInView(entry),
      spoken: quarantineInView(entry),
      icon: entry.isExpired ? ERROR : PAUSED,
      isQuarantined: true as const,
    }));
  }
}

/** The history remembers tests that the source does not have any more. */
function withoutGone(report: HealthReport, tests: RootTree): HealthReport {
  const isThere = ({ id }: { readonly id: TestId }): boolean => tests.mayHave(id);
  return {
    ...report,
    troubled: report.troubled.filter(isThere),
    slowest: report.slowest.filter(isThere),
    drifting: report.drifting.filter(isThere),
  };
}

interface RootReport {
  readonly root: string;
  readonly report: HealthReport;
}

function sectionsOf(
  reports: readonly RootReport[],
  quarantined: readonly Row[],
): readonly Section[] {
  const rows = (of: (report: HealthReport) => readonly Omit<Row, 'root'>[]): readonly Row[] =>
    reports.flatMap(({ root, report }) => of(report).map((row) => ({ root, ...row })));
  const troubled = (health: TestHealth['health'], icon: vscode.ThemeIcon): readonly Row[] =>
    rows((report) =>
      report.troubled
        .filter((test) => test.health === health)
        .map((test) => ({
          id: test.id,
          description: healthInLine(test),
          spoken: healthSpoken(test),
          icon,
        })),
    );
  const timed = (
    tests: readonly { readonly id: TestId; readonly text: string }[],
    icon: vscode.ThemeIcon,
  ): readonly Omit<Row, 'root'>[] =>
    tests.map(({ id, text }) => ({ id, description: text, spoken: text, icon }));
  const all: readonly Section[] = [
    { name: 'flaky', rows: troubled('flaky', WARNING) },
    { name: 'failing', rows: troubled('broken', ERROR) },
    { name: 'suspect', rows: troubled('suspect', QUESTION) },
    { name: 'quarantined', rows: quarantined },
    {
      name: 'slower',
      rows: rows(({ drifting }) =>
        timed(
          drifting.map(({ id, before, now }) => ({ id, text: slowerText(before, now) })),
          SLOWER,
        ),
      ),
    },
    {
      name: 'slowest',
      rows: rows(({ slowest }) =>
        timed(
          slowest.map(({ id, duration }) => ({ id, text: durationText(duration) })),
          CLOCK,
        ),
      ),
    },
  ];
  return all.filter(({ rows: found }) => found.length > 0);
}

const WARNING = new vscode.ThemeIcon('warning', new vscode.ThemeColor('ztest.flakyTest'));
const ERROR = new vscode.ThemeIcon('error', new vscode.ThemeColor('testing.iconFailed'));
const QUESTION = new vscode.ThemeIcon('question');
const SLOWER = new vscode.ThemeIcon('graph-line');
const PAUSED = new vscode.ThemeIcon('debug-pause');
const CLOCK = new vscode.ThemeIcon('watch');

function sectionItem({ name, rows }: Section): vscode.TreeItem {
  const { title, spoken } = healthSections()[name];
  const item = new vscode.TreeItem(title, vscode.TreeItemCollapsibleState.Expanded);
  item.id = name;
  item.description = String(rows.length);
  item.tooltip = spoken;
  item.accessibilityInformation = { label: `${title}, ${rows.length}. ${spoken}` };
  return item;
}

function rowItem(row: Row): vscode.TreeItem {
  const { file, titles } = readTestId(row.id);
  const item = new vscode.TreeItem(titles.join(' › '));
  item.description = `${row.description} · ${file}`;
  item.tooltip = `${titles.join(' › ')}\n${file}\n${row.spoken}`;
  item.iconPath = row.icon;
  item.contextValue = row.isQuarantined === true ? 'quarantined' : 'test';
  item.accessibilityInformation = { label: `${titles.join(' › ')}, ${row.spoken}, ${file}` };
  item.command = { command: 'ztest.showTest', title: '', arguments: [row] };
  return item;
}
