/** Calls of Jest in `.github/workflows`, and arguments for it behind a script of the package. */
import { convertArguments, convertShell, stillJest } from './jest-command.ts';
import type { Note } from './notes.ts';
import type { TextEdit } from './text-edit.ts';

export interface WorkflowConversion {
  readonly edits: readonly TextEdit[];
  readonly notes: readonly Note[];
}

export interface Workflow {
  readonly file: string;
  readonly text: string;
  /** Scripts of the package that called Jest and call ztest now. */
  readonly scripts: ReadonlySet<string>;
}

export function convertWorkflow({ file, text, scripts }: Workflow): WorkflowConversion {
  const edits: TextEdit[] = [];
  const notes: Note[] = [];
  let offset = 0;
  for (const [i, line] of text.split('\n').entries()) {
    const start = offset;
    offset += line.length + 1;
    if (/^\s*(?:-\s*)?(?:name|uses|if|with|key|path)\s*:/.test(line) || /^\s*#/.test(line))
      continue;
    const content = line.replace(/\r$/, '');
    const own = convertShell(content);
    const { text: converted, unknown } = scriptArguments(own.text, scripts);
    const flags = [...own.unknown, ...unknown];
    if (flags.length > 0) notes.push({ ...stillJest('step', flags), file, line: i + 1 });
    if (converted !== content) edits.push({ start, end: start + content.length, text: converted });
  }
  return { edits, notes };
}

const SCRIPT = /\b((?:npm|pnpm|yarn|bun)\s+(?:run\s+)?([\w:-]+)(?:\s+--)?)\s+(-[^&|;#]*)/g;

/** `npm test -- --ci --runInBand` */
function scriptArguments(
  line: string,
  scripts: ReadonlySet<string>,
): { readonly text: string; readonly unknown: readonly string[] } {
  const unknown: string[] = [];
  const text = line.replaceAll(SCRIPT, (whole: string, ...groups: readonly string[]) => {
    const [call = '', name = '', args = ''] = groups;
    if (!scripts.has(name === 't' ? 'test' : name)) return whole;
    const converted = convertArguments(args.trimEnd());
    unknown.push(...converted.unknown);
    if (converted.text === undefined) return whole;
    const rest = converted.text.replace(/^ztest ?/, '');
    return rest === '' ? call.replace(/\s+--$/, '') : `${call} ${rest}`;
  });
  return { text, unknown };
}
