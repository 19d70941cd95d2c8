/** `ztest graph <file>`: what a file loads or what loads it, each with the path that proves it. */
import {
  askGraph,
  type GraphEntry,
  type GraphReport,
  type ReportStep,
  type SymbolReport,
} from '../../server/engine.ts';
import { fail, type CommandContext } from './command-context.ts';
import { createDiscovery } from './discover-tests.ts';
import { exitCodes } from './exit-codes.ts';
import {
  filesNotConnected,
  graphNeedsFile,
  renderProblem,
  unknownGraphFile,
  unknownSymbol,
} from './messages.ts';
import { print } from './print.ts';

export async function showGraph(context: CommandContext): Promise<number> {
  const { config, request, cwd } = context;
  const [subject, ...more] = request.filters;
  if (subject === undefined || more.length > 0) return fail([graphNeedsFile(more.length > 0)]);
  using discovery = createDiscovery(context);
  const { direction, why } = request;
  const question = { subject: subject.text, direction, why, cwd };
  const answer = await askGraph({ config, discovery, question, useCache: request.useCache });
  if (!answer.ok) {
    if (answer.reason === 'unknown-file')
      return fail([unknownGraphFile(answer.name, answer.guess)]);
    if (answer.reason === 'unknown-symbol') return fail([unknownSymbol(answer)]);
    process.stderr.write(`${renderProblem(filesNotConnected(answer.from, answer.to))}\n`);
    return exitCodes.nothingMatched;
  }
  if ('symbol' in answer) {
    await print(request.json ? toJson(answer.symbol) : renderTests(answer.symbol));
    return exitCodes.passed;
  }
  const { report } = answer;
  if (request.json) await print(toJson(report));
  else await print(why === undefined ? renderReport(report) : renderPath(report));
  return exitCodes.passed;
}

function toJson(report: object): string {
  return `${JSON.stringify({ version: 1, ...report }, undefined, 2)}\n`;
}

/** A line a test, or a file where all of its tests reach the symbol. */
function renderTests({ subject, symbol, tests }: SymbolReport): string {
  if (tests.length === 0) return `No test reaches ${symbol} of ${subject}.\n`;
  const rows = tests.flatMap(({ file, tests: some, why }) => {
    const reason = why.length === 0 ? '' : ` (${why.join('; ')})`;
    if (some === undefined) return [`  ${file}${reason}`];
    return some.map(({ line, titles }) => `  ${file}:${line} ${titles.join(' › ')}${reason}`);
  });
  return [`Tests that reach ${symbol} of ${subject} (${rows.length}):`, ...rows, ''].join('\n');
}

/** A line a file, with the way there: ready for grep. */
function renderReport({ subject, direction, entries, unresolved, cycles }: GraphReport): string {
  const lines: string[] = [];
  const section = (title: string, rows: readonly string[]): void => {
    if (rows.length > 0)
      lines.push(`${title} (${rows.length}):`, ...rows.map((row) => `  ${row}`), '');
  };
  const rowsOf = (...kinds: readonly GraphEntry['kind'][]): readonly string[] =>
    entries
      .filter(({ kind }) => kinds.includes(kind))
      .map((entry) => renderEntry(entry, direction));
  if (direction === 'dependants') {
    section(`Tests that reach ${subject}`, rowsOf('test'));
    section(`Other files that reach ${subject}`, rowsOf('module'));
    if (entries.length === 0) lines.push(`No test reaches ${subject}.`, '');
  } else {
    section(`Files that ${subject} reaches`, rowsOf('module', 'test'));
    section('Packages', rowsOf('package'));
    if (entries.length === 0) lines.push(`${subject} imports nothing.`, '');
  }
  section(
    'Imports that lead nowhere',
    unresolved.map(({ from, line, specifier }) => `${placeOf(from, line)}  '${specifier}'`),
  );
  section(
    'Import cycles',
    cycles.map((steps) => [steps[0]?.from ?? '', ...steps.map(({ to }) => to)].join(' -> ')),
  );
  return lines.join('\n');
}

function renderEntry({ name, path }: GraphEntry, direction: GraphReport['direction']): string {
  return direction === 'closure'
    ? [name, ...path.toReversed().map(({ from, kind }) => `${markOf(kind, '<-')} ${from}`)].join(
        ' ',
      )
    : [name, ...path.map(({ to, kind }) => `${markOf(kind, '->')} ${to}`)].join(' ');
}

/** What is an ordinary import needs no word. */
function markOf(kind: ReportStep['kind'], arrow: string): string {
  return kind === 'static' || kind === 're-export' ? arrow : `(${kind}) ${arrow}`;
}

function renderPath({ entries }: GraphReport): string {
  const lines = entries.flatMap(({ path }) =>
    path.map((step) => `${placeOf(step.from, step.line)}  ${sentenceOf(step)} ${step.to}`),
  );
  return lines.length === 0 ? '' : `${lines.join('\n')}\n`;
}

function sentenceOf({ kind, specifier }: ReportStep): string {
  switch (kind) {
    case 'static':
      return `imports '${specifier}':`;
    case 're-export':
      return `re-exports '${specifier}':`;
    case 'require':
      return `requires '${specifier}':`;
    case 'dynamic':
      return `imports '${specifier}' while it runs:`;
    case 'type':
      return `takes types from '${specifier}':`;
    case 'mock':
      return `mocks '${specifier}':`;
    case 'manual-mock':
      return `gets for '${specifier}', which it mocks:`;
    case 'data':
      return `reads '${specifier}':`;
    case 'snapshot':
      return 'is compared with';
    case 'setup':
      return 'is set up by';
    default:
      return kind satisfies never;
  }
}

function placeOf(file: string, line: number | undefined): string {
  return line === undefined ? file : `${file}:${line}`;
}
