/** `ztest list`: the tests of the project, without running them. */
import type { RunMessage, SerializedError, TestNodeInfo } from '../../test-host/protocol.ts';
import { exitCodes } from './exit-codes.ts';
import { renderProblem } from './messages.ts';
import type { CommandContext } from './command-context.ts';
import { print } from './print.ts';
import { selectFiles } from './select-files.ts';

interface ListedFile {
  readonly file: string;
  readonly nodes: readonly TestNodeInfo[];
  readonly errors: readonly SerializedError[];
}

export async function listTests(context: CommandContext): Promise<number> {
  const { engine, config, request } = context;
  const { files, problems, emptyBecause } = selectFiles(context);
  for (const problem of problems) process.stderr.write(`${renderProblem(problem)}\n`);
  const events: RunMessage[] = [];
  await engine.run({
    config,
    files,
    collectOnly: true,
    wantsLocations: true,
    fresh: !request.useCache,
    onEvents: (batch) => void events.push(...batch),
  });
  const listed = collectFiles(events);
  await print(request.json ? renderJson(listed) : renderText(listed));
  for (const { file, errors } of listed) {
    for (const error of errors) {
      process.stderr.write(
        `${renderProblem({ code: error.code ?? 'ZT1200', severity: 'error', message: error.message, location: error.stack[0] ?? { file }, ...(error.hint !== undefined && { hint: error.hint }) })}\n`,
      );
    }
  }
  if (listed.some(({ errors }) => errors.length > 0)) return exitCodes.failed;
  const hasTests = listed.some(({ nodes }) => nodes.some(isListed));
  if (hasTests || config.passWithNoTests) return exitCodes.passed;
  for (const problem of emptyBecause) process.stderr.write(`${renderProblem(problem)}\n`);
  return exitCodes.nothingMatched;
}

function isListed(node: TestNodeInfo): boolean {
  return node.kind === 'test' && node.isFiltered !== true;
}

function collectFiles(events: readonly RunMessage[]): readonly ListedFile[] {
  const files = new Map<
    string,
    { nodes: readonly TestNodeInfo[]; errors: readonly SerializedError[] }
  >();
  const entry = (
    file: string,
  ): { nodes: readonly TestNodeInfo[]; errors: readonly SerializedError[] } => {
    const known = files.get(file) ?? { nodes: [], errors: [] };
    files.set(file, known);
    return known;
  };
  for (const event of events) {
    if (event.type === 'file-collected') entry(event.file).nodes = event.nodes;
    else if (event.type === 'file-finished') entry(event.file).errors = event.errors;
  }
  return [...files]
    .map(([file, rest]) => ({ file, ...rest }))
    .sort((a, b) => (a.file < b.file ? -1 : 1));
}

/** One test a line: `file:line  suite > test`, ready for grep. */
function renderText(files: readonly ListedFile[]): string {
  const lines: string[] = [];
  for (const { file, nodes } of files) {
    const titles = new Map<string, string>();
    for (const node of nodes) {
      const parent = node.parent === undefined ? undefined : titles.get(node.parent);
      const title = parent === undefined ? node.title : `${parent} > ${node.title}`;
      titles.set(node.id, title);
      if (!isListed(node)) continue;
      const mark = node.mode === 'skip' || node.mode === 'todo' ? ` (${node.mode})` : '';
      const tags = node.tags === undefined ? '' : ` ${node.tags.map((tag) => `@${tag}`).join(' ')}`;
      lines.push(
        `${file}${node.location === undefined ? '' : `:${node.location.line}`}  ${title}${mark}${tags}`,
      );
    }
  }
  return lines.length === 0 ? '' : `${lines.join('\n')}\n`;
}

function renderJson(files: readonly ListedFile[]): string {
  const shown = files.map(({ file, nodes }) => ({
    file,
    nodes: nodes.filter((node) => node.isFiltered !== true),
  }));
  return `${JSON.stringify({ version: 1, files: shown }, undefined, 2)}\n`;
}
