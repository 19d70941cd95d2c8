/** Types of Jest's namespace as types of ztest: `jest.Mocked<Mailer>` → `Mocked<Mailer>`. */
import { ts } from 'ts-morph';
import { ANY_FUNCTION, memberCalled, untypedCallEdits } from './untyped-calls.ts';
import type { TextEdit } from './text-edit.ts';

export interface TypeConversion {
  /** How the file names a type of ztest, which is imported for it. */
  readonly use: (name: string) => string;
  /** The type of a value of ztest, which is imported for it. */
  readonly useTypeOf: (name: string) => string;
  /** `@types/jest` gives the result and the arguments, `@jest/globals` the whole function. */
  readonly isAmbient: boolean;
  readonly isJest: (node: ts.Identifier) => boolean;
  /** `typeof jest.fn`, and `typeof jest` alone: what the file writes in place of it; absent: the same. */
  readonly useObject: (member: string | undefined) => string | undefined;
  readonly onUnknown: (node: ts.Node, name: string) => void;
}

/** Same name, same arguments. */
const SAME: ReadonlySet<string> = new Set([
  'Mocked',
  'MockedClass',
  'MockedFunction',
  'MockedObject',
  'Replaced',
  'Spied',
]);
const SPIED: ReadonlySet<string> = new Set([
  'SpiedClass',
  'SpiedFunction',
  'SpiedGetter',
  'SpiedSetter',
]);

/** Each reference to a type of Jest's below the node; an outer one holds what its arguments become. */
export function typeEdits(node: ts.Node, conversion: TypeConversion): readonly TextEdit[] {
  const edits: TextEdit[] = [];
  const visit = (at: ts.Node): void => {
    const text = convertedType(at, conversion);
    if (text !== undefined) {
      edits.push({ start: at.getStart(), end: at.end, text });
      return;
    }
    const query = ts.isTypeQueryNode(at) ? queryEdit(at, conversion) : undefined;
    if (query !== undefined) edits.push(query);
    const call = ts.isCallExpression(at) ? callWithTypes(at, conversion) : undefined;
    if (call !== undefined && ts.isCallExpression(at)) {
      edits.push(call);
      visit(at.expression);
      at.arguments.forEach(visit);
      return;
    }
    if (ts.isCallExpression(at) && conversion.isAmbient)
      edits.push(...untypedCallEdits(at, conversion.isJest));
    ts.forEachChild(at, visit);
  };
  visit(node);
  return edits;
}

function convertedType(node: ts.Node, conversion: TypeConversion): string | undefined {
  if (!ts.isTypeReferenceNode(node) || !ts.isQualifiedName(node.typeName)) return undefined;
  const { left, right } = node.typeName;
  if (!ts.isIdentifier(left) || !conversion.isJest(left)) return undefined;
  const name = right.text;
  const args = (node.typeArguments ?? []).map((one) => textOf(one, conversion));
  const converted = typeText(name, args, conversion);
  if (converted === undefined) conversion.onUnknown(node, name);
  return converted;
}

/** `typeof jest.fn` */
function queryEdit(
  { exprName: name }: ts.TypeQueryNode,
  { isJest, useObject }: TypeConversion,
): TextEdit | undefined {
  const [object, member] = ts.isQualifiedName(name) ? [name.left, name.right.text] : [name];
  if (!ts.isIdentifier(object) || !isJest(object)) return undefined;
  const text = useObject(member);
  return text === undefined ? undefined : { start: name.getStart(), end: name.end, text };
}

function typeText(
  name: string,
  args: readonly string[],
  { use, useTypeOf, isAmbient }: TypeConversion,
): string | undefined {
  const list = args.length === 0 ? '' : `<${args.join(', ')}>`;
  if (SAME.has(name)) return use(name) + list;
  if (name === 'DoneCallback' || name === 'ProvidesCallback') {
    const context = use('TestContext');
    return name === 'DoneCallback' ? context : `(t: ${context}) => any`;
  }
  if (name === 'SpyInstance' || name === 'MockInstance' || name === 'Mock') {
    const own = use(name === 'Mock' ? 'Mock' : 'MockInstance');
    if (!isAmbient) return own + list;
    return `${own}<${functionType(args)}>`;
  }
  if (name === 'Expect') return useTypeOf('expect');
  if (SPIED.has(name)) return `import('ztest/jest').jest.${name}${list}`;
  return undefined;
}

/** `<Result, Arguments, This>` as `@types/jest` writes it. */
function functionType([result, parameters]: readonly string[]): string {
  if (result === undefined) return ANY_FUNCTION;
  return `(...args: ${parameters ?? 'any[]'}) => ${result}`;
}

/** `jest.fn<number, [string]>()`: for a call, the type arguments alone. */
function callWithTypes(node: ts.CallExpression, conversion: TypeConversion): TextEdit | undefined {
  const { typeArguments = [] } = node;
  const [first, second] = typeArguments;
  const last = typeArguments.at(-1);
  if (!conversion.isAmbient || first === undefined || second === undefined || last === undefined)
    return undefined;
  if (memberCalled(node, conversion.isJest) !== 'fn') return undefined;
  const args = [first, second].map((one) => textOf(one, conversion));
  return { start: first.getStart(), end: last.end, text: functionType(args) };
}

function textOf(node: ts.TypeNode, conversion: TypeConversion): string {
  const source = node.getSourceFile().text;
  let text = '';
  let at = node.getStart();
  for (const edit of typeEdits(node, conversion)) {
    text += source.slice(at, edit.start) + edit.text;
    at = edit.end;
  }
  return text + source.slice(at, node.end);
}
