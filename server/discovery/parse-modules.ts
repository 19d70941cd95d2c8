/** What modules say for the graph: by the thread that parses, or here, in slices. */
import type { FileCode } from '../parsing/code-units.ts';
import type { ParseAnswer, SourceFile } from '../parsing/parse-batch.ts';
import type { ParsedModule } from '../parsing/parse-module.ts';
import type { ParseQueue } from './parse-queue.ts';

type ModuleSource = Pick<SourceFile, 'path' | 'text'>;

/** Longer slices would be felt at the keyboard. */
const sliceMilliseconds = 8;

/** @returns fewer when it is aborted; `undefined` for a module: the parser failed */
export async function parseModules(
  sources: readonly ModuleSource[],
  {
    queue,
    parse,
    signal,
  }: {
    readonly queue: ParseQueue | undefined;
    readonly parse: (source: ModuleSource) => ParsedModule;
    readonly signal: AbortSignal | undefined;
  },
): Promise<readonly (ParsedModule | undefined)[]> {
  if (queue !== undefined) {
    const answers = sources.map(async (source) => moduleIn(await queue.ask(source, 'module')));
    return await Promise.race([Promise.all(answers), whenAborted(signal)]);
  }
  const modules: ParsedModule[] = [];
  let end = performance.now() + sliceMilliseconds;
  for (const source of sources) {
    modules.push(parse(source));
    if (performance.now() < end) continue;
    await new Promise((resume) => setImmediate(resume));
    if (signal?.aborted === true) break;
    end = performance.now() + sliceMilliseconds;
  }
  return modules;
}

function moduleIn(answer: ParseAnswer): ParsedModule | undefined {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- what a parser thread made
  return 'json' in answer ? (JSON.parse(answer.json) as ParsedModule) : undefined;
}

export function codeIn(answer: ParseAnswer): FileCode | undefined {
  if (!('json' in answer)) return undefined;
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- what a parser thread made
  return (JSON.parse(answer.json) as FileCode | null) ?? undefined;
}

/** Nobody waits for what is on its way to the thread. */
async function whenAborted(signal: AbortSignal | undefined): Promise<readonly []> {
  if (signal?.aborted !== true) {
    await new Promise((resolve) => signal?.addEventListener('abort', resolve, { once: true }));
  }
  return [];
}
