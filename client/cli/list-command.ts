/** `ztest list`: the tests of the project, without running them. */
import type { Problem, RunMessage, SerializedError } from '../../test-host/protocol.ts';
import { fail, type CommandContext } from './command-context.ts';
import {
  compilePatterns,
  reachesFolder,
  type Discovery,
  type TreeProblem,
} from '../../server/engine.ts';
import { discoverTests } from './discover-tests.ts';
import { exitCodes } from './exit-codes.ts';
import { listedNodes, renderJson, renderText, type ListedFile } from './listed-files.ts';
import { renderProblem } from './messages.ts';
import { print } from './print.ts';
import { selectFiles, type SelectedFiles } from './select-files.ts';

/** What the sources say: nothing is loaded. */
export async function listTests(context: CommandContext): Promise<number> {
  using discovery = await discoverTests(context);
  const found = discovery.trees().map(({ file }) => file);
  const selected = selectFiles(context, {
    files: found.filter(isRunHere(context, discovery)),
    problems: discovery.problems,
    configs: new Map(),
  });
  if (selected.error !== undefined) return fail([selected.error]);
  const listed = selected.files.map(({ file, selection }): ListedFile => {
    const problems = discovery.tree(file)?.problems ?? [];
    return {
      file,
      nodes: listedNodes(file, discovery.select(file, selection)),
      problems: problems.filter(({ severity }) => severity === 'error').map(toProblem(file)),
    };
  });
  return await finish(listed, selected, context);
}

/** A run goes into folders with a configuration of their own where it looks for tests itself. */
function isRunHere({ config }: CommandContext, discovery: Discovery): (file: string) => boolean {
  if (config.configFile === undefined) return () => true;
  const patterns = compilePatterns(config);
  return (file) => reachesFolder(patterns, discovery.folderOf(file));
}

function toProblem(file: string) {
  return ({ code, message, hint, range, file: elsewhere }: TreeProblem): Problem => ({
    code,
    severity: 'error',
    message,
    location: { file: elsewhere ?? file, ...range.start },
    ...(hint !== undefined && { hint }),
  });
}

/** What the files declare when a host loads them. */
export async function listLoadedTests(context: CommandContext): Promise<number> {
  const { engine, config, request } = context;
  const project = await context.findFiles();
  if (project.errors.length > 0) return fail(project.errors);
  const selected = selectFiles(context, project);
  if (selected.error !== undefined) return fail([selected.error]);
  const events: RunMessage[] = [];
  await engine.run({
    config,
    files: selected.files,
    collectOnly: true,
    wantsLocations: true,
    fresh: !request.useCache,
    onEvents: (batch) => void events.push(...batch),
  });
  return await finish(collectFiles(events), selected, context);
}

function collectFiles(events: readonly RunMessage[]): readonly ListedFile[] {
  const files = new Map<string, ListedFile>();
  for (const event of events) {
    if (event.type !== 'file-collected' && event.type !== 'file-finished') continue;
    const { file } = event;
    const known = files.get(file) ?? { file, nodes: [], problems: [] };
    files.set(
      file,
      event.type === 'file-collected'
        ? { ...known, nodes: event.nodes.filter((node) => node.isFiltered !== true) }
        : { ...known, problems: event.errors.map((error) => errorProblem(file, error)) },
    );
  }
  return [...files.values()].sort((a, b) => (a.file < b.file ? -1 : 1));
}

function errorProblem(file: string, { code, message, stack, hint }: SerializedError): Problem {
  return {
    code: code ?? 'ZT1200',
    severity: 'error',
    message,
    location: stack[0] ?? { file },
    ...(hint !== undefined && { hint }),
  };
}

async function finish(
  listed: readonly ListedFile[],
  { problems, emptyBecause }: SelectedFiles,
  { config, request }: CommandContext,
): Promise<number> {
  say(problems);
  await print(request.json ? renderJson(listed) : renderText(listed));
  for (const file of listed) say(file.problems);
  if (listed.some((file) => file.problems.length > 0)) return exitCodes.failed;
  const hasTests = listed.some(({ nodes }) => nodes.some(({ kind }) => kind === 'test'));
  if (hasTests || config.passWithNoTests) return exitCodes.passed;
  say(emptyBecause);
  return exitCodes.nothingMatched;
}

function say(problems: readonly Problem[]): void {
  for (const problem of problems) process.stderr.write(`${renderProblem(problem)}\n`);
}
