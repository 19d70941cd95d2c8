/** What a call of `test` or `suite` adds to the tree: the rules of the host's `declare.ts`, on static values. */
import { readTable, type TableStyle } from '../../titles/table.ts';
import { vitestTitle } from '../../titles/vitest-title.ts';
import type { PrettyFormat } from '../../titles/pretty-value.ts';
import type { Role, Runner } from '../parsing/test-apis.ts';
import type { Machine } from './environment.ts';
import type { LinePlace } from './file-tree.ts';
import { placeAt } from './places.ts';
import { isPlain, joinTags, readArguments, readMode, type Arguments } from './test-arguments.ts';
import { toPrintable } from './printable.ts';
import type { NewNode, NodePlace, TreeBuilder } from './tree-builder.ts';
import { Closure, Native, NO_MODIFIERS, TestFunction, Unknown, type CallPlace } from './values.ts';

export interface TestFunctionsOptions {
  readonly builder: TreeBuilder;
  readonly machine: Machine;
  readonly pretty: PrettyFormat;
}

/** A hook, `expect`, `vi`: what is done with it declares nothing. */
export const QUIET: Native = new Native(
  () => new Unknown('what it gives is known only when the file runs'),
  () => QUIET,
);

export function valueOfRole(role: Role, runner: Runner): unknown {
  if (role === 'quiet') return QUIET;
  return new TestFunction(role.kind, runner, {
    ...NO_MODIFIERS,
    ...(role.mode === 'only' && { only: true }),
    ...(role.mode === 'skip' && { skip: true }),
  });
}

const SAME = new Set(['fails', 'failing', 'concurrent', 'sequential', 'shuffle']);
const EXTENDING = new Set(['extend', 'scoped', 'override']);

/** `test.only`, `test.each`, … */
export function testMember(
  test: TestFunction,
  name: string,
  options: TestFunctionsOptions,
): unknown {
  if (SAME.has(name)) return test;
  if (name === 'only' || name === 'skip' || name === 'todo') return test.with({ [name]: true });
  if (name === 'each' || name === 'for') return tableOf(test, name, options);
  if (name === 'skipIf') return new Native(([condition]) => conditional(test, condition, true));
  if (name === 'runIf') return new Native(([condition]) => conditional(test, condition, false));
  if (EXTENDING.has(name)) return new Native(() => test);
  if (name === 'test' || name === 'it') return new TestFunction('test', test.runner, NO_MODIFIERS);
  if (name === 'describe' || name === 'suite') {
    return new TestFunction('suite', test.runner, NO_MODIFIERS);
  }
  return QUIET;
}

function conditional(test: TestFunction, condition: unknown, skipsWhen: boolean): TestFunction {
  if (condition instanceof Unknown) return test.with({ mayBeSkipped: true });
  return Boolean(condition) === skipsWhen ? test.with({ skip: true }) : test;
}

interface Call {
  readonly test: TestFunction;
  readonly place: NodePlace;
  /** Source of the title. */
  readonly text: string;
}

/** `test(title, options?, fn?, timeout?)` */
export function declareTest(
  test: TestFunction,
  args: readonly unknown[],
  { at, options }: { readonly at: CallPlace; readonly options: TestFunctionsOptions },
): unknown {
  const call: Call = { test, place: placeOf(at), text: textOf(at) };
  add(readArguments(args, test), { call, row: [], options });
  return new Unknown('a test gives nothing');
}

function tableOf(test: TestFunction, style: TableStyle, options: TestFunctionsOptions): Native {
  return new Native(
    ([rows, ...values]) =>
      new Native((args, at) => {
        if (at === undefined) return undefined;
        const call = { test, place: placeOf(at), text: textOf(at) };
        declareRows(readArguments(args, test), { style, rows, values }, { call, options });
        return new Unknown('a test gives nothing');
      }),
  );
}

function add(
  { title, fn, given }: Arguments,
  from: {
    readonly call: Call;
    readonly row: readonly unknown[];
    readonly options: TestFunctionsOptions;
  },
): void {
  const { call, row, options } = from;
  const { kind } = call.test;
  const node: NewNode = {
    kind,
    title: title instanceof Unknown ? call.text : title,
    unknownTitle: title instanceof Unknown ? title.reason : undefined,
    tags: joinTags(options.builder.tags, given),
    place: call.place,
    asserts: fn instanceof Closure ? fn.expression.asserts : undefined,
    ...readMode(call.test, given, fn !== undefined),
  };
  if (fn instanceof Closure && fn.expression.body !== undefined) {
    // A test of node:test declares its subtests by the context that it is given.
    const args = kind === 'suite' ? row : [nodeContext(call.test.runner)];
    const body = (): unknown => options.machine.call(fn, args);
    options.builder.add(node, kind === 'suite' || call.test.runner === 'node' ? body : undefined);
  } else if (fn instanceof Native && kind === 'suite') {
    options.builder.add(node, () => void fn.call(row));
  } else options.builder.add(node);
}

function nodeContext(runner: Runner): object {
  const test = new TestFunction('test', runner, NO_MODIFIERS);
  const suite = new TestFunction('suite', runner, NO_MODIFIERS);
  return { test, it: test, describe: suite, suite };
}

interface GivenRows {
  readonly style: TableStyle;
  readonly rows: unknown;
  readonly values: readonly unknown[];
}

function declareRows(
  given: Arguments,
  table: GivenRows,
  from: { readonly call: Call; readonly options: TestFunctionsOptions },
): void {
  const { title } = given;
  const { call, options } = from;
  if (title instanceof Unknown || table.rows instanceof Unknown) {
    const unknown = title instanceof Unknown ? title : table.rows;
    const raw = title instanceof Unknown ? call.text : title;
    addUnknownRows(given, raw, { ...from, unknown });
    return;
  }
  const { rows: list } = table;
  const unknownRow: unknown = Array.isArray(list)
    ? list.find((row) => row instanceof Unknown)
    : undefined;
  if (unknownRow !== undefined && /[%$]/.test(title)) {
    addUnknownRows(given, title, { ...from, unknown: unknownRow });
    return;
  }
  const isVitest = call.test.runner === 'vitest';
  if (isVitest && Array.isArray(list) && list.length === 0) return;
  const read = (
    variant: 0 | 1 | undefined,
  ): readonly { title: string | undefined; args: readonly unknown[] }[] => {
    const stand = (value: unknown): unknown =>
      variant === undefined ? value : toPrintable(value, variant);
    const { style, values } = table;
    const rows = readTable({
      style,
      rows: stand(table.rows),
      values: values.map(stand),
      pretty: options.pretty,
    });
    if (typeof rows === 'function') {
      const made = rows(variant === undefined || isVitest ? '' : title);
      return isVitest && variant !== undefined
        ? made.map((row, index) => ({
            ...row,
            title: vitestTitle(title, { items: valuesOf(row.args, table), index }),
          }))
        : made;
    }
    if (variant === 0)
      options.builder.report(
        'bad-table',
        { kind: call.test.kind, title, place: call.place },
        `.${style} ${rows.problem}. ${rows.hint}`,
      );
    return [];
  };
  const rows = read(0);
  // A bad table fails as a test of its own.
  if (rows.length === 0) {
    if (call.test.kind === 'test') add({ ...given, fn: QUIET }, { ...from, row: [] });
    return;
  }
  const others =
    toPrintable([table.rows, table.values], 1) === toPrintable([table.rows, table.values], 0)
      ? rows
      : read(1);
  const args = read(undefined);
  const isKnown = (index: number): boolean =>
    rows[index]?.title !== undefined && rows[index].title === others[index]?.title;
  let hasUnknown = false;
  for (const [index, row] of rows.entries()) {
    if (row.title !== undefined && isKnown(index))
      add({ ...given, title: row.title }, { ...from, row: args[index]?.args ?? [] });
    else if (!hasUnknown) {
      hasUnknown = true;
      addUnknownRows(given, title, {
        ...from,
        unknown: unknownIn(table.rows) ?? unknownIn(table.values),
      });
    }
  }
}

/** What a title of Vitest's is filled with: a list is taken apart, however it is handed over. */
function valuesOf(args: readonly unknown[], { style, rows }: GivenRows): readonly unknown[] {
  const [first] = args;
  const isSpread = style === 'each' && Array.isArray(rows) && rows.every(Array.isArray);
  return isSpread || !Array.isArray(first) ? args : Array.from<unknown>(first);
}

function unknownIn(value: unknown): Unknown | undefined {
  if (!Array.isArray(value)) return undefined;
  for (const item of value) {
    if (item instanceof Unknown) return item;
    const inner = Array.isArray(item)
      ? unknownIn(item)
      : unknownIn(isPlain(item) ? Object.values(item) : undefined);
    if (inner !== undefined) return inner;
  }
  return undefined;
}

function addUnknownRows(
  given: Arguments,
  title: string,
  from: { readonly call: Call; readonly options: TestFunctionsOptions; readonly unknown: unknown },
): void {
  const reason =
    from.unknown instanceof Unknown ? from.unknown.reason : 'it shows what only a run knows';
  const unknown = new Unknown(reason);
  const { fn } = given;
  const row = fn instanceof Closure ? fn.expression.params.map(() => unknown) : [];
  add({ ...given, title: unknown }, { ...from, call: { ...from.call, text: title }, row });
}

function textOf({ call }: CallPlace): string {
  const [first] = call.is === 'call' ? call.args : [];
  if (first?.is === 'value') return String(first.value);
  return (call.is === 'call' ? call.text : undefined) ?? '…';
}

function placeOf({ call, environment }: CallPlace): NodePlace {
  const { file, parsed } = environment.module;
  const place = (offset: number): LinePlace =>
    placeAt(parsed.lineStarts, environment.origin + offset);
  return {
    file,
    range: { start: place(call.start), end: place(call.end) },
    location: place(call.at),
  };
}
