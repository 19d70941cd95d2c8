/** `ztest export`: all that is remembered, for other programs. */
import { EXPORT_COLUMNS, historyChunk, type ExportedRow } from '../../server/engine.ts';
import { openOutput } from '../reporters/output-stream.ts';
import type { CommandContext } from './command-context.ts';
import { exitCodes } from './exit-codes.ts';
import { noHistory, renderProblem } from './messages.ts';
import type { ExportFormat } from './options-request.ts';

export async function exportHistory({ config, request }: CommandContext): Promise<number> {
  const { value: rows, problems } = historyChunk().exportRows(config.rootDir);
  for (const problem of problems) process.stderr.write(`${renderProblem(problem)}\n`);
  if (rows === undefined) {
    if (problems.length === 0) process.stderr.write(`${renderProblem(noHistory())}\n`);
    return exitCodes.nothingMatched;
  }
  const out = openOutput(1);
  try {
    for (const text of inPortions(formatters[request.format](rows))) await out.write(text);
  } catch (error) {
    // Whoever closes the pipe (`ztest export | head`) does not want the rest.
    if (!(error instanceof Error && 'code' in error && error.code === 'EPIPE')) throw error;
  }
  return exitCodes.passed;
}

const formatters: Readonly<
  Record<ExportFormat, (rows: Iterable<ExportedRow>) => Generator<string>>
> = {
  *ndjson(rows) {
    for (const row of rows) yield `${JSON.stringify(row)}\n`;
  },
  *json(rows) {
    let before = '{ "version": 1, "results": [\n';
    for (const row of rows) {
      yield before + JSON.stringify(row);
      before = ',\n';
    }
    yield before === ',\n' ? '\n] }\n' : `${before}] }\n`;
  },
  *csv(rows) {
    yield `${EXPORT_COLUMNS.join(',')}\n`;
    for (const row of rows) yield `${EXPORT_COLUMNS.map((name) => cell(row[name])).join(',')}\n`;
  },
};

/** https://www.rfc-editor.org/rfc/rfc4180; text that a spreadsheet would take for a formula gets a quote before it. */
function cell(value: ExportedRow[keyof ExportedRow]): string {
  const text = String(value ?? '');
  const safe = /^[=+@\t\r-]/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

const PORTION = 64 * 1024;

function* inPortions(texts: Iterable<string>): Generator<string> {
  let portion = '';
  for (const text of texts) {
    portion += text;
    if (portion.length < PORTION) continue;
    yield portion;
    portion = '';
  }
  if (portion !== '') yield portion;
}
