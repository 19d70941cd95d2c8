/** `package.json` and tsconfig files, changed by ranges: comments, order and indentation stay. */
import { ts } from 'ts-morph';
import { convertCommands, stillJest, type ShellConversion } from './jest-command.ts';
import type { Migrated } from './jest-flags.ts';
import type { Note } from './notes.ts';
import { applyEdits, lineEndOf, lineOf, type TextEdit } from './text-edit.ts';

export interface JsonConversion {
  readonly edits: readonly TextEdit[];
  readonly notes: readonly Note[];
}

export interface ManifestConversion extends JsonConversion {
  /** Names of the scripts that give what stands behind them to ztest from now on. */
  readonly scripts: ReadonlySet<string>;
}

export interface ManifestWish {
  readonly file: string;
  readonly text: string;
  /** Range of versions to depend on; absent: there is no need to. */
  readonly version: string | undefined;
  /** Jest's configuration in it has been taken over. */
  readonly dropsJestKey: boolean;
  readonly keepsScripts?: boolean;
  /** What its scripts may name and still run the migrated tests. */
  readonly migrated?: Migrated;
}

export function convertManifest({
  file,
  text,
  version,
  dropsJestKey,
  keepsScripts = false,
  migrated,
}: ManifestWish): ManifestConversion {
  const root = rootOf(file, text);
  if (root === undefined) return { edits: [], notes: [], scripts: new Set() };
  const edits: TextEdit[] = [];
  const notes: Note[] = [];
  const scripts = scriptsIn(keepsScripts ? undefined : objectAt(root, 'scripts'));
  const passing = passingOn(scripts, migrated);
  for (const { value, line } of scripts) {
    const converted = convertCommands(line, { scripts: passing, migrated });
    const start = value.getStart();
    const flags = converted.leftovers.flatMap((one) => one.flags);
    if (converted.leftovers.length > 0)
      notes.push({ ...stillJest('script', flags), file, line: lineOf(text, start) });
    else if (converted.edits.length > 0)
      edits.push({
        start,
        end: value.end,
        text: JSON.stringify(applyEdits(line, converted.edits)),
      });
  }
  const jest = dropsJestKey ? propertyOf(root, 'jest') : undefined;
  if (jest !== undefined) edits.push(removal(text, root.properties, jest));
  const dependencies = objectAt(root, 'devDependencies') ?? objectAt(root, 'dependencies');
  const isThere = dependencies?.properties.some((one) => nameOf(one) === 'ztest') === true;
  if (version !== undefined && !isThere)
    edits.push(dependencyEdit({ text, root, dependencies, version }));
  return { edits, notes, scripts: passing };
}

interface Script {
  readonly name: string;
  readonly value: ts.StringLiteral;
  readonly line: string;
}

function scriptsIn(scripts: ts.ObjectLiteralExpression | undefined): readonly Script[] {
  return (scripts?.properties ?? []).flatMap((one) =>
    ts.isPropertyAssignment(one) && ts.isStringLiteral(one.initializer)
      ? [{ name: nameOf(one) ?? '', value: one.initializer, line: one.initializer.text }]
      : [],
  );
}

/** Scripts that call ztest afterwards with what stands behind their name, also through each other. */
function passingOn(
  scripts: readonly Script[],
  migrated: Migrated | undefined,
): ReadonlySet<string> {
  const found = new Set<string>();
  const isNew = ({ name, line }: Script): boolean =>
    !found.has(name) && isConverted(convertCommands(line, { scripts: found, migrated }));
  for (let next = scripts.find(isNew); next !== undefined; next = scripts.find(isNew))
    found.add(next.name);
  return found;
}

function isConverted({ passesOn, leftovers }: ShellConversion): boolean {
  return passesOn && leftovers.length === 0;
}

function dependencyEdit({
  text,
  root,
  dependencies,
  version,
}: {
  readonly text: string;
  readonly root: ts.ObjectLiteralExpression;
  readonly dependencies: ts.ObjectLiteralExpression | undefined;
  readonly version: string;
}): TextEdit {
  const entry = `"ztest": ${JSON.stringify(version)}`;
  const properties = (dependencies ?? root).properties;
  const last = properties.at(-1);
  const end = lineEndOf(text);
  if (dependencies === undefined) {
    const at = last?.end ?? root.getStart() + 1;
    const indent = last === undefined ? '  ' : indentAt(text, last.getStart());
    const block = `"devDependencies": {${end}${indent}${indent}${entry}${end}${indent}}`;
    return { start: at, end: at, text: `${last === undefined ? '' : ','}${end}${indent}${block}` };
  }
  const isOneLine = !dependencies.getText().includes('\n');
  // Where it stands in the order of the alphabet, as package managers write it.
  const next = properties.find((one) => (nameOf(one) ?? '') > 'ztest');
  if (next !== undefined) {
    const start = next.getStart();
    return { start, end: start, text: `${entry},${isOneLine ? ' ' : end + indentAt(text, start)}` };
  }
  if (last === undefined) {
    const at = dependencies.getStart() + 1;
    return { start: at, end: at, text: ` ${entry} ` };
  }
  const gap = isOneLine ? ' ' : end + indentAt(text, last.getStart());
  return { start: last.end, end: last.end, text: `,${gap}${entry}` };
}

/** Takes Jest out of `compilerOptions.types`, where everything that needed it is converted. */
export function convertTsconfig(file: string, text: string): JsonConversion {
  const root = rootOf(file, text);
  const options = root && objectAt(root, 'compilerOptions');
  const types = options && propertyOf(options, 'types')?.initializer;
  if (types === undefined || !ts.isArrayLiteralExpression(types)) return { edits: [], notes: [] };
  const edits = types.elements
    .filter(
      (one) => ts.isStringLiteral(one) && /^(?:jest|@types\/jest|@jest\/globals)$/.test(one.text),
    )
    .map((one) => removal(text, types.elements, one));
  return { edits, notes: [] };
}

/** With the comma that is no longer needed. */
function removal(text: string, all: readonly ts.Node[], node: ts.Node): TextEdit {
  const index = all.indexOf(node);
  const next = all[index + 1];
  if (next !== undefined) return { start: node.getStart(), end: next.getStart(), text: '' };
  const previous = all[index - 1];
  if (previous !== undefined) return { start: previous.end, end: node.end, text: '' };
  const comma = /^\s*,/.exec(text.slice(node.end))?.[0].length ?? 0;
  return { start: node.getStart(), end: node.end + comma, text: '' };
}

function rootOf(file: string, text: string): ts.ObjectLiteralExpression | undefined {
  const tree = ts.parseJsonText(file, text);
  setParents(tree);
  const expression = tree.statements[0]?.expression;
  return expression !== undefined && ts.isObjectLiteralExpression(expression)
    ? expression
    : undefined;
}

/** `getStart` asks for the source file. */
function setParents(node: ts.Node): void {
  ts.forEachChild(node, (child) => {
    Reflect.set(child, 'parent', node);
    setParents(child);
  });
}

function propertyOf(
  object: ts.ObjectLiteralExpression,
  name: string,
): ts.PropertyAssignment | undefined {
  return object.properties.filter(ts.isPropertyAssignment).find((one) => nameOf(one) === name);
}

function objectAt(
  object: ts.ObjectLiteralExpression,
  name: string,
): ts.ObjectLiteralExpression | undefined {
  const value = propertyOf(object, name)?.initializer;
  return value !== undefined && ts.isObjectLiteralExpression(value) ? value : undefined;
}

function nameOf({ name }: ts.ObjectLiteralElementLike): string | undefined {
  return name !== undefined && ts.isStringLiteral(name) ? name.text : undefined;
}

function indentAt(text: string, offset: number): string {
  const start = text.lastIndexOf('\n', offset - 1) + 1;
  return /^[ \t]*/.exec(text.slice(start, offset))?.[0] ?? '';
}
