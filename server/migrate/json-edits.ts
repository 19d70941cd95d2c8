/** A `package.json`, changed by ranges: order and indentation stay. */
import { ts } from 'ts-morph';
import { convertCommands, stillJest, type Leftover, type ShellConversion } from './jest-command.ts';
import type { Migrated } from './jest-flags.ts';
import type { Note } from './notes.ts';
import { indentAt, nameOf, objectAt, propertyOf, removal, rootOf } from './json-nodes.ts';
import { applyEdits, lineEndOf, lineOf, type TextEdit } from './text-edit.ts';

export interface JsonConversion {
  readonly edits: readonly TextEdit[];
  readonly notes: readonly Note[];
}

export interface ManifestConversion extends JsonConversion {
  /** Names of the scripts that give what stands behind them to ztest from now on. */
  readonly scripts: ReadonlySet<string>;
  /** Calls of Jest that stay. */
  readonly leftovers: readonly Leftover[];
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
  if (root === undefined) return { edits: [], notes: [], scripts: new Set(), leftovers: [] };
  const edits: TextEdit[] = [];
  const notes: Note[] = [];
  const scripts = scriptsIn(keepsScripts ? undefined : objectAt(root, 'scripts'));
  const passing = passingOn(scripts, migrated);
  const leftovers: Leftover[] = [];
  for (const { value, line } of scripts) {
    const converted = convertCommands(line, { scripts: passing, migrated });
    const start = value.getStart();
    const flags = converted.leftovers.flatMap((one) => one.flags);
    leftovers.push(...converted.leftovers);
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
  return { edits, notes, scripts: passing, leftovers };
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
