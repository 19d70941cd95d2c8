/** Tables of the package `jest-each`: `each(rows).it.only('…', f)` → `it.only.each(rows)('…', f)`. Pure. */
import { ts } from 'ts-morph';
import { isReference } from './bindings.ts';
import { SAME_GLOBALS, SHORT_GLOBALS } from './jest-members.ts';
import type { TextEdit } from './text-edit.ts';

export interface EachConversion {
  readonly edits: readonly TextEdit[];
  /** Globals that the tables belong to now. */
  readonly names: ReadonlySet<string>;
}

/**
 * @param isFree whether nothing in the file has the name
 * @returns `undefined`: the file does not have the package, or uses it in another way
 */
export function eachEdits(
  tree: ts.SourceFile,
  isFree: (name: string) => boolean,
): EachConversion | undefined {
  const found = tree.statements.find((one) => localName(one) !== undefined);
  const local = found === undefined ? undefined : localName(found);
  if (found === undefined || local === undefined) return undefined;
  const edits: TextEdit[] = [{ start: found.getStart(), end: endOfLine(tree, found), text: '' }];
  const names = new Set<string>();
  const isConverted = (node: ts.Node): boolean => {
    if (ts.isIdentifier(node) && node.text === local && isReference(node)) {
      const table = tableOf(node);
      if (table === undefined || !isFree(table.global)) return false;
      names.add(table.global);
      edits.push(...table.edits);
    }
    return ts.forEachChild(node, (child) => !isConverted(child) || undefined) === undefined;
  };
  const isWhole = tree.statements.every((one) => one === found || isConverted(one));
  return isWhole ? { edits, names } : undefined;
}

/** `import each from 'jest-each'`, `const each = require('jest-each').default` */
function localName(statement: ts.Statement): string | undefined {
  if (ts.isImportDeclaration(statement)) {
    const { importClause, moduleSpecifier } = statement;
    const isAlone = importClause?.namedBindings === undefined;
    return isAlone && isEach(moduleSpecifier) ? importClause?.name?.text : undefined;
  }
  if (!ts.isVariableStatement(statement)) return undefined;
  const [declaration, ...others] = statement.declarationList.declarations;
  if (declaration?.initializer === undefined || others.length > 0) return undefined;
  const { name, initializer } = declaration;
  const call =
    ts.isPropertyAccessExpression(initializer) && initializer.name.text === 'default'
      ? initializer.expression
      : initializer;
  const isRequire =
    ts.isCallExpression(call) &&
    ts.isIdentifier(call.expression) &&
    call.expression.text === 'require' &&
    isEach(call.arguments[0]);
  return isRequire && ts.isIdentifier(name) ? name.text : undefined;
}

function isEach(specifier: ts.Expression | undefined): boolean {
  return specifier !== undefined && ts.isStringLiteral(specifier) && specifier.text === 'jest-each';
}

interface Table {
  readonly global: string;
  readonly edits: readonly TextEdit[];
}

/** @param each the name in front of the rows */
function tableOf(each: ts.Identifier): Table | undefined {
  const rows = each.parent;
  const isRows =
    (ts.isCallExpression(rows) && rows.expression === each) ||
    (ts.isTaggedTemplateExpression(rows) && rows.tag === each);
  if (!isRows || rows.typeArguments !== undefined) return undefined;
  const words: string[] = [];
  let at: ts.Node = rows;
  for (let member = rows.parent; isMemberOf(member, at); member = member.parent) {
    words.push(member.name.text);
    at = member;
  }
  const [first, ...modifiers] = words;
  const isCalled = ts.isCallExpression(at.parent) && at.parent.expression === at;
  if (first === undefined || !isCalled) return undefined;
  const [global, ...more] = SHORT_GLOBALS.get(first) ?? [first];
  if (!SAME_GLOBALS.has(global)) return undefined;
  return {
    global,
    edits: [
      {
        start: each.getStart(),
        end: each.end,
        text: [global, ...more, ...modifiers, 'each'].join('.'),
      },
      { start: rows.end, end: at.end, text: '' },
    ],
  };
}

function isMemberOf(node: ts.Node, object: ts.Node): node is ts.PropertyAccessExpression {
  return ts.isPropertyAccessExpression(node) && node.expression === object;
}

function endOfLine({ text }: ts.SourceFile, { end }: ts.Statement): number {
  return end + (/^[ \t]*\r?\n/.exec(text.slice(end))?.[0].length ?? 0);
}
