/** A tsconfig, changed by ranges: what it lists, and the types of Jest. */
import path from 'node:path';
import { ts } from 'ts-morph';
import { indentAt, objectAt, propertyOf, removal, rootOf } from './json-nodes.ts';
import { folderOf, recordOf } from './jest-suites.ts';
import { lineEndOf, type TextEdit } from './text-edit.ts';
import { readTsconfigs, type TsconfigChain } from './tsconfig-chain.ts';

export interface TsconfigWish {
  /** Relative to the root, as the others. */
  readonly file: string;
  readonly text: string;
  readonly read: (file: string) => string | undefined;
  /** Modules that the migration writes, and configurations that it takes away. */
  readonly added: readonly string[];
  readonly removed: readonly string[];
  /** Nothing needs the types of Jest any more. */
  readonly dropsTypes: boolean;
}

export function convertTsconfig(wish: TsconfigWish): readonly TextEdit[] {
  const { file, text } = wish;
  const root = rootOf(file, text);
  if (root === undefined) return [];
  const inPlace = (['include', 'exclude', 'files'] as const).flatMap((key) =>
    replaced(listAt(root, key), wish),
  );
  const isNamed = inPlace.length > 0;
  return [
    ...inPlace,
    ...(wish.dropsTypes ? withoutTypes(text, root) : []),
    ...(isNamed ? [] : excluding(root, wish)),
  ];
}

function listAt(
  root: ts.ObjectLiteralExpression,
  key: string,
): ts.ArrayLiteralExpression | undefined {
  const list = propertyOf(root, key)?.initializer;
  return list !== undefined && ts.isArrayLiteralExpression(list) ? list : undefined;
}

/** `"exclude": ["jest.config.ts"]` */
function replaced(
  list: ts.ArrayLiteralExpression | undefined,
  { file, text, added, removed }: TsconfigWish,
): readonly TextEdit[] {
  const folder = folderOf(file);
  return (list?.elements ?? []).flatMap((one, i) => {
    if (!ts.isStringLiteral(one) || !removed.includes(path.posix.join(folder, one.text))) return [];
    const before = list?.elements[i - 1];
    const gap =
      before === undefined ? ' ' : text.slice(before.end, one.getStart()).replace(/^,/, '');
    const start = one.text.startsWith('./') ? './' : '';
    const names = added.map((name) => JSON.stringify(start + path.posix.relative(folder, name)));
    return [{ start: one.getStart(), end: one.end, text: names.join(`,${gap}`) }];
  });
}

function withoutTypes(text: string, root: ts.ObjectLiteralExpression): readonly TextEdit[] {
  const options = objectAt(root, 'compilerOptions');
  const types = options && propertyOf(options, 'types')?.initializer;
  if (types === undefined || !ts.isArrayLiteralExpression(types)) return [];
  return types.elements
    .filter(
      (one) => ts.isStringLiteral(one) && /^(?:jest|@types\/jest|@jest\/globals)$/.test(one.text),
    )
    .map((one) => removal(text, types.elements, one));
}

/** A module beside the sources would be compiled with them: into their folder, whose layout it changes. */
function excluding(
  root: ts.ObjectLiteralExpression,
  { file, text, read, added }: TsconfigWish,
): readonly TextEdit[] {
  const chain = readTsconfigs(file, read);
  const names = added.filter((name) => chain.compiles(name));
  if (names.length === 0 || !decidesItself(root)) return [];
  const written = names.map((name) => JSON.stringify(path.posix.relative(folderOf(file), name)));
  const list = listAt(root, 'exclude');
  const last = list?.elements.at(-1);
  if (list !== undefined && last !== undefined) {
    const isOneLine = !list.getText().includes('\n');
    const gap = isOneLine ? ', ' : `,${lineEndOf(text)}${indentAt(text, last.getStart())}`;
    return [{ start: last.end, end: last.end, text: written.map((one) => gap + one).join('') }];
  }
  if (list !== undefined) {
    const start = list.getStart();
    return [{ start, end: list.end, text: `[${written.join(', ')}]` }];
  }
  return chain.excludes ? [] : [newList(root, { text, written, chain })];
}

/** Otherwise it has from its base what there is to say. */
function decidesItself(root: ts.ObjectLiteralExpression): boolean {
  const options = objectAt(root, 'compilerOptions');
  const keys = ['include', 'files', 'exclude'];
  return (
    propertyOf(root, 'extends') === undefined ||
    keys.some((key) => propertyOf(root, key) !== undefined) ||
    (options !== undefined &&
      ['outDir', 'rootDir', 'noEmit'].some((key) => propertyOf(options, key) !== undefined))
  );
}

/** With what is excluded while nobody says anything. */
function newList(
  root: ts.ObjectLiteralExpression,
  {
    text,
    written,
    chain,
  }: { readonly text: string; readonly written: readonly string[]; readonly chain: TsconfigChain },
): TextEdit {
  const { outDir } = recordOf(chain.options);
  const usual = ['node_modules', ...(typeof outDir === 'string' ? [outDir] : [])];
  const entry = `"exclude": [${[...usual.map((one) => JSON.stringify(one)), ...written].join(', ')}]`;
  const last = root.properties.at(-1);
  const start = last?.end ?? root.getStart() + 1;
  const gap = last === undefined ? '' : `,${lineEndOf(text)}${indentAt(text, last.getStart())}`;
  return { start, end: start, text: gap + entry };
}
