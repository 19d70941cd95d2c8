/** Statements → plain data: what may declare tests, and the declarations that it needs. */
import { ts } from 'ts-morph';
import { isAssignment } from './lower-expression.ts';
import { lowerPattern } from './lower-function.ts';
import { lowerBlock, lowerCount, lowerLoop, type Block } from './lower-loop.ts';
import type { Lowering } from './lowering.ts';
import { mayDeclare } from './may-declare.ts';
import { noteChange, noteChangesIn, useName } from './names.ts';
import { DEFAULT_NAME, type Expression, type ParsedExport, type Statement } from './parsed-file.ts';
import { withSwallowed } from './swallowed.ts';
import { declareVariable, namesOf, Scope } from './scopes.ts';
import type { StatementMemory } from './statement-memory.ts';

/** @param scope of the block itself */
export function lowerStatements(
  nodes: readonly ts.Statement[],
  lowering: Lowering,
  scope: Scope,
): Statement[] {
  return lowerBody(nodes, { lowering, scope, needed: [] });
}

/** The top level of a file: what it exports is needed too. */
export function lowerModule(
  lowering: Lowering,
  exports: readonly ParsedExport[],
  memory: StatementMemory | undefined,
): readonly Statement[] {
  const needed = exports.flatMap((each) => ('local' in each ? [each.local] : []));
  return lowerBody(lowering.source.statements, {
    lowering,
    scope: new Scope(undefined, memory),
    needed,
  });
}

function lowerBody(
  given: readonly ts.Statement[],
  from: Pick<Block, 'lowering' | 'scope'> & { readonly needed: readonly string[] },
): Statement[] {
  const { lowering, scope } = from;
  const nodes = lowering.isUnbalanced ? withSwallowed(given, lowering.source) : given;
  const block: Block = { lowering, scope, slots: nodes.map(() => []) };
  nodes.forEach((node, index) => declare(node, block, index));
  for (const name of from.needed) useName(name, scope);
  nodes.forEach((node, index) => lowerStatement(node, block, block.slots[index] ?? []));
  return block.slots.flat();
}

/** Adds the names that a statement declares; what they are is lowered when it is needed. */
function declare(node: ts.Statement, block: Block, index: number): void {
  const { scope, lowering } = block;
  const { origin: home } = lowering;
  const put = (make: () => Statement) => () => {
    const { origin } = lowering;
    lowering.origin = home;
    block.slots[index]?.push(make());
    lowering.origin = origin;
  };
  if (ts.isVariableStatement(node)) {
    for (const variable of node.declarationList.declarations) {
      let isEmitted = false;
      const emit = put(() => lowerVariable(variable, block));
      declareVariable(scope, variable.name, {
        value: variable.initializer,
        path: [],
        emit: () => {
          if (isEmitted) return;
          isEmitted = true;
          emit();
        },
      });
    }
  } else if (ts.isFunctionDeclaration(node) && node.body !== undefined) {
    const name = node.name?.text ?? DEFAULT_NAME;
    const emit = put(() => ({
      do: 'function',
      name,
      value: lowering.fn(node, scope, { name, isTestBody: false }),
    }));
    scope.add({ name, origin: { kind: 'function' }, emit });
  } else if (ts.isClassDeclaration(node)) {
    const name = node.name?.text ?? DEFAULT_NAME;
    const emit = put(() => ({ do: 'let', target: { name }, value: { is: 'class', name } }));
    scope.add({ name, emit });
  } else if (ts.isEnumDeclaration(node)) {
    scope.add({ name: node.name.text, emit: put(() => lowerEnum(node, block)) });
  } else if (ts.isImportDeclaration(node)) {
    declareImports(node, scope);
  }
}

function declareImports(node: ts.ImportDeclaration, scope: Scope): void {
  if (!ts.isStringLiteral(node.moduleSpecifier)) return;
  const specifier = node.moduleSpecifier.text;
  const clause = node.importClause;
  const add = (local: ts.Identifier, imported: string): void =>
    scope.add({ name: local.text, origin: { kind: 'import', specifier, imported } });
  if (clause?.name !== undefined) add(clause.name, 'default');
  const bindings = clause?.namedBindings;
  if (bindings === undefined) return;
  if (ts.isNamespaceImport(bindings)) add(bindings.name, '*');
  else for (const each of bindings.elements) add(each.name, (each.propertyName ?? each.name).text);
}

function lowerVariable(variable: ts.VariableDeclaration, { lowering, scope }: Block): Statement {
  const { name, initializer } = variable;
  const value: Expression =
    initializer === undefined
      ? { is: 'name', name: 'undefined' }
      : lowering.expression(initializer, scope, ts.isIdentifier(name) ? name.text : undefined);
  return {
    do: 'let',
    target: lowerPattern({ name }, lowering, scope),
    value,
    ...(initializer !== undefined && mayDeclare(initializer, scope) && { runs: true }),
  };
}

function lowerEnum(node: ts.EnumDeclaration, { lowering, scope }: Block): Statement {
  return {
    do: 'enum',
    name: node.name.text,
    members: node.members.map(({ name, initializer }) => ({
      name: ts.isComputedPropertyName(name) ? '' : name.text,
      ...(initializer !== undefined && { value: lowering.expression(initializer, scope) }),
    })),
  };
}

function lowerStatement(node: ts.Statement, block: Block, slot: Statement[]): void {
  const { lowering, scope } = block;
  const inner = (statement: ts.Statement | undefined, names?: Scope): Statement[] =>
    statement === undefined ? [] : lowerBlock(statement, lowering, names ?? new Scope(scope));
  const push = (statement: Statement, ...bodies: (readonly Statement[])[]): void => {
    if (bodies.some((body) => body.length > 0)) slot.push(statement);
  };
  const maybe = (reason: string, body: readonly Statement[]): void =>
    push({ do: 'maybe', reason, body }, body);

  if (ts.isExpressionStatement(node)) {
    if (scope.memory === undefined || !ts.isCallExpression(node.expression)) {
      lowerEffect(node.expression, block, slot);
    } else {
      const { expression } = node;
      const piece = scope.memory.lower(expression, block, () =>
        mayDeclare(expression, scope) ? lowering.expression(expression, scope) : undefined,
      );
      if (piece) slot.push(piece);
    }
  } else if (ts.isVariableStatement(node)) {
    for (const { name, initializer } of node.declarationList.declarations) {
      if (initializer === undefined) continue;
      if (!mayDeclare(initializer, scope)) {
        noteChangesIn(initializer, scope);
        continue;
      }
      for (const each of namesOf(name)) useName(each, scope);
    }
  } else if (ts.isReturnStatement(node)) {
    slot.push(
      node.expression === undefined
        ? { do: 'return' }
        : { do: 'return', value: lowering.expression(node.expression, scope) },
    );
  } else if (ts.isIfStatement(node)) {
    const then = inner(node.thenStatement);
    const otherwise = inner(node.elseStatement);
    noteChangesIn(node.expression, scope);
    if (then.length + otherwise.length > 0) {
      const test = lowering.expression(node.expression, scope);
      slot.push({ do: 'if', test, then, else: otherwise });
    }
  } else if (ts.isBlock(node)) {
    const body = inner(node);
    push({ do: 'block', body }, body);
  } else if (ts.isForOfStatement(node) || ts.isForInStatement(node)) lowerLoop(node, block, slot);
  else if (ts.isForStatement(node)) lowerCount(node, block, slot);
  else if (ts.isWhileStatement(node) || ts.isDoStatement(node)) {
    noteChangesIn(node.expression, scope);
    maybe('it stands in a loop', inner(node.statement));
  } else if (ts.isLabeledStatement(node)) {
    const body = inner(node.statement);
    if (hasJumpTo(node.label.text, node, lowering)) maybe('a label is jumped to', body);
    else slot.push(...body);
  } else if (ts.isTryStatement(node)) {
    const body = inner(node.tryBlock);
    push({ do: 'block', body }, body);
    maybe('it is declared after an error', inner(node.catchClause?.block));
    const last = inner(node.finallyBlock);
    push({ do: 'block', body: last }, last);
  } else if (ts.isSwitchStatement(node)) {
    noteChangesIn(node.expression, scope);
    for (const { statements } of node.caseBlock.clauses) {
      maybe('it stands in a switch', lowering.statements(statements, new Scope(scope)));
    }
  } else if (ts.isBreakOrContinueStatement(node) && node.label !== undefined) {
    // The whole of what has the label is doubtful.
  } else if (ts.isBreakStatement(node)) slot.push({ do: 'break' });
  else if (ts.isContinueStatement(node)) slot.push({ do: 'continue' });
  else if (ts.isExportAssignment(node)) lowerDefaultExport(node, block, slot);
}

function hasJumpTo(label: string, node: ts.Node, { source }: Lowering): boolean {
  const jumps = source.text.slice(node.pos, node.end).matchAll(/\b(?:break|continue)\s+([\w$]+)/g);
  return [...jumps].some(([, target]) => target === label);
}

/** A statement that is an expression: what it may declare, and what it changes. */
function lowerEffect(node: ts.Expression, { lowering, scope }: Block, slot: Statement[]): void {
  const exported = isAssignment(node) ? exportedName(node.left) : undefined;
  if (exported !== undefined && isAssignment(node)) {
    const value = lowering.expression(node.right, scope, exported);
    slot.push({ do: 'let', target: { name: exported }, value });
    return;
  }
  if (mayDeclare(node, scope)) slot.push({ do: 'run', value: lowering.expression(node, scope) });
  else if (isAssignment(node)) noteChange(node.left, scope);
  else if (ts.isPrefixUnaryExpression(node) || ts.isPostfixUnaryExpression(node)) {
    noteChange(node.operand, scope);
  } else if (ts.isDeleteExpression(node)) noteChange(node.expression, scope);
}

/** The local name of `module.exports = …` and `exports.name = …`. */
export function exportedName(target: ts.Expression): string | undefined {
  if (!ts.isPropertyAccessExpression(target)) return undefined;
  const { expression, name } = target;
  if (!ts.isIdentifier(expression)) {
    return ts.isPropertyAccessExpression(expression) && exportedName(expression) === DEFAULT_NAME
      ? `*${name.text}*`
      : undefined;
  }
  if (expression.text === 'module' && name.text === 'exports') return DEFAULT_NAME;
  return expression.text === 'exports' ? `*${name.text}*` : undefined;
}

function lowerDefaultExport(node: ts.ExportAssignment, block: Block, slot: Statement[]): void {
  const value = block.lowering.expression(node.expression, block.scope, 'default');
  const runs = mayDeclare(node.expression, block.scope);
  slot.push({ do: 'let', target: { name: DEFAULT_NAME }, value, ...(runs && { runs: true }) });
}
