/** What of a file's code two versions of it say differently. Pure. */
import type { FileCode, FunctionCode } from '../parsing/code-units.ts';

export interface CodeChanges {
  /** Imports, signatures, values, or which functions there are: whoever loads the file may run something else. */
  readonly isOfModule: boolean;
  /** Otherwise: functions whose bodies say something else, outermost only. */
  readonly functions: readonly ChangedFunction[];
}

export interface ChangedFunction {
  /** '' where nothing gives it one. */
  readonly name: string;
  readonly before: FunctionCode;
  readonly after: FunctionCode;
}

export function diffCode(before: FileCode, after: FileCode): CodeChanges {
  if (before.print !== after.print || before.functions.length !== after.functions.length)
    return { isOfModule: true, functions: [] };
  return { isOfModule: false, functions: [...changedFunctions(before, after)] };
}

/** The same text around them has the same functions in it, in the same order. */
function* changedFunctions(
  before: Pick<FileCode, 'functions'>,
  after: Pick<FileCode, 'functions'>,
): Generator<ChangedFunction> {
  for (const [i, one] of before.functions.entries()) {
    const other = after.functions[i];
    if (other === undefined) continue;
    if (one.print !== other.print) yield { name: other.name, before: one, after: other };
    else yield* changedFunctions(one, other);
  }
}

/** As people write it: `parse()`. */
export function functionTitle({ name, after }: ChangedFunction): string {
  return name === ''
    ? `the function in line ${after.body[0]}`
    : `${name.replace(/\.constructor$/, '')}()`;
}

/** The function and all in it: what runs of it runs in a world that another body has made. */
export function* bodiesOf(changed: FunctionCode): Generator<FunctionCode['body']> {
  yield changed.body;
  for (const inner of changed.functions) yield* bodiesOf(inner);
}
