/**
 * Fake timers of Jest as a clock of ztest, where a reader sees at once which clock is meant: the one of the test's own body, of
 * the hooks around it, or of the file. Everything else stays with the `jest` object. Pure.
 */
import { ts } from 'ts-morph';
import type { TextEdit } from './text-edit.ts';

export interface ClockRequest {
  readonly tree: ts.SourceFile;
  /** Whether an identifier stands for the `jest` object. */
  readonly isJest: (node: ts.Identifier) => boolean;
  /** Names that are free in the file. */
  readonly isFree: (name: string) => boolean;
  readonly nameOf: (name: string) => string;
}

export interface ClockEdits {
  readonly edits: readonly TextEdit[];
  /** `jest` in these places is gone. */
  readonly converted: ReadonlySet<ts.Identifier>;
  readonly needsType: boolean;
}

const NAME = 'clock';
const TYPE = 'Clock';

/** Method of `jest` → what it is on a clock. */
const METHODS: ReadonlyMap<string, string> = new Map([
  ['useRealTimers', 'restore()'],
  ['advanceTimersByTime', 'tick'],
  ['advanceTimersByTimeAsync', 'tickAsync'],
  ['runAllTimers', 'runAll()'],
  ['runAllTimersAsync', 'runAllAsync()'],
  ['runOnlyPendingTimers', 'runToLast()'],
  ['runOnlyPendingTimersAsync', 'runToLastAsync()'],
  ['clearAllTimers', 'clearTimers()'],
  ['getTimerCount', 'timerCount'],
  ['setSystemTime', 'setTime'],
  ['now', 'now'],
]);
/** A file with one of these has a reason to know Jest's own timers. */
const OTHERS =
  /^(?:advanceTimersToNext\w+|runAllTicks|runAllImmediates|runTimersToTime|getRealSystemTime|setTimerTickMode)$/;
const OPTIONS: ReadonlyMap<string, string> = new Map([
  ['now', 'now'],
  ['advanceTimers', 'autoAdvance'],
  ['doNotFake', 'notFake'],
  ['timerLimit', 'timerLimit'],
]);

interface Use {
  readonly jest: ts.Identifier;
  readonly call: ts.CallExpression;
  readonly name: string;
  /** The nearest function around it; absent: the file. */
  readonly body: ts.Node | undefined;
}

export function clockEdits(request: ClockRequest): ClockEdits | undefined {
  const { tree, isFree } = request;
  if (!/\buseFakeTimers\b/.test(tree.text) || /\bnextTick\b|\bqueueMicrotask\b/.test(tree.text))
    return undefined;
  if (!isFree(NAME) || !isFree(TYPE) || !isFree('mock')) return undefined;
  const uses = usesIn(request);
  if (uses === undefined) return undefined;
  const starts = uses.filter(({ name }) => name === 'useFakeTimers');
  const places = starts.map((start) => placeOf(start, uses, request));
  if (places.some((place) => place === undefined)) return undefined;
  const found = places.filter((place) => place !== undefined);
  const isCovered = (use: Use): boolean =>
    found.some(({ scope, from }) => isIn(use.call, scope) && use.call.pos >= from);
  if (!uses.every(isCovered)) return undefined;
  const isTyped = /\.[cm]?tsx?$/.test(tree.fileName);
  const edits = uses.flatMap((use) => useEdits(use) ?? []);
  const starting = starts.map((start, i) => startEdit(start, found[i]?.declares ?? 'nowhere'));
  if (starting.includes(undefined)) return undefined;
  const declared = new Map(
    found.flatMap(({ declares, hook }) =>
      declares === 'before' && hook ? [[hook.parent, hook]] : [],
    ),
  );
  return {
    edits: [
      ...edits,
      ...starting.flatMap((edit) => edit ?? []),
      ...[...declared.values()].map((hook) => declaration(hook, { tree, isTyped })),
    ],
    converted: new Set(uses.map(({ jest }) => jest)),
    needsType: isTyped && declared.size > 0,
  };
}

/** `undefined`: there is a use that has no equal. */
function usesIn({ tree, isJest }: ClockRequest): readonly Use[] | undefined {
  const uses: Use[] = [];
  let hasOthers = false;
  const visit = (node: ts.Node, body: ts.Node | undefined): void => {
    if (ts.isIdentifier(node) && isJest(node)) {
      const access = node.parent;
      const name =
        ts.isPropertyAccessExpression(access) && access.expression === node ? access.name.text : '';
      if (OTHERS.test(name)) hasOthers = true;
      if (name === 'useFakeTimers' || METHODS.has(name)) {
        const call = access.parent;
        if (ts.isCallExpression(call) && call.expression === access && isPlain(call, name))
          uses.push({ jest: node, call, name, body });
        else hasOthers = true;
      }
    }
    const inner = ts.isFunctionLike(node) ? node : body;
    ts.forEachChild(node, (child) => visit(child, inner));
  };
  visit(tree, undefined);
  return hasOthers || uses.every(({ name }) => name !== 'useFakeTimers') ? undefined : uses;
}

/** Nothing is done with the `jest` object that it returns, and its arguments are those that a clock takes. */
function isPlain(call: ts.CallExpression, name: string): boolean {
  const count = call.arguments.length;
  const takesOne = /^(?:advanceTimersByTime(?:Async)?|setSystemTime)$/.test(name);
  if (name !== 'useFakeTimers' && count !== (takesOne ? 1 : 0)) return false;
  if (/^(?:getTimerCount|now)$/.test(name)) return true;
  const { parent } = call;
  const isAwaited = ts.isAwaitExpression(parent) || ts.isVoidExpression(parent);
  return isAwaited || ts.isExpressionStatement(parent) || isBodyOfHook(call);
}

/** `afterEach(() => jest.useRealTimers())` */
function isBodyOfHook({ parent }: ts.CallExpression): boolean {
  return ts.isArrowFunction(parent) && ts.isCallExpression(parent.parent);
}

interface Place {
  /** All that may use the clock. */
  readonly scope: ts.Node;
  /** Behind this position. */
  readonly from: number;
  /** Where the name is declared: with the call, before the hook, or nowhere as nothing uses it. */
  readonly declares: 'there' | 'before' | 'nowhere';
  readonly hook?: ts.Node;
}

function placeOf(
  start: Use,
  uses: readonly Use[],
  { tree, nameOf }: ClockRequest,
): Place | undefined {
  const { body, call } = start;
  const fakes = uses.filter(({ name }) => name === 'useFakeTimers');
  const reals = uses.filter(({ name }) => name === 'useRealTimers');
  if (body === undefined) {
    const isAlone = fakes.length === 1 && call.parent.parent === tree;
    const declares = uses.length === 1 ? 'nowhere' : 'there';
    return isAlone ? { scope: tree, from: call.parent.pos, declares } : undefined;
  }
  const outer = body.parent;
  if (!ts.isCallExpression(outer)) return undefined;
  const around = calledName(outer);
  const hook = outer.parent;
  if (around === undefined || !ts.isExpressionStatement(hook)) return undefined;
  const own = nameOf(around);
  if (/^(?:it|test)$/.test(own)) {
    const isAtTop = ts.isBlock(call.parent.parent) && call.parent.parent.parent === body;
    const ends = reals.some((real) => real.body === body && real.call.pos > call.pos);
    return isAtTop && ends ? { scope: body, from: call.parent.pos, declares: 'there' } : undefined;
  }
  const opposite = { beforeEach: 'afterEach', beforeAll: 'afterAll' }[own];
  const container = hook.parent;
  const isEnded = reals.some(({ body: end }) => {
    if (end === undefined || !ts.isCallExpression(end.parent)) return false;
    const name = calledName(end.parent);
    return (
      name !== undefined && nameOf(name) === opposite && end.parent.parent.parent === container
    );
  });
  const isAlone =
    fakes.filter((other) => other.body !== undefined && isIn(other.call, container)).length === 1;
  return opposite !== undefined && isEnded && isAlone
    ? { scope: container, from: hook.pos, declares: 'before', hook }
    : undefined;
}

/** `it` of `it('…', …)`; nothing of tables and modifiers. */
function calledName({ expression }: ts.CallExpression): string | undefined {
  return ts.isIdentifier(expression) ? expression.text : undefined;
}

function isIn(node: ts.Node, scope: ts.Node): boolean {
  return node.pos >= scope.pos && node.end <= scope.end;
}

function useEdits({ call, name }: Use): readonly TextEdit[] | undefined {
  const method = METHODS.get(name);
  if (method === undefined) return undefined;
  const start = call.getStart();
  const end = call.arguments.length === 0 ? call.end : call.expression.end;
  const edit = { start, end, text: `${NAME}.${method}` };
  // What a clock gives back is nobody's business: `act(() => …)` would complain.
  const isReturned =
    ts.isArrowFunction(call.parent) && !/Async$|^(?:getTimerCount|now)$/.test(name);
  if (!isReturned) return [edit];
  return [
    { ...edit, text: `{ ${edit.text}${end === call.end ? '; }' : ''}` },
    ...(end === call.end ? [] : [{ start: call.end, end: call.end, text: '; }' }]),
  ];
}

function startEdit(
  { call, body }: Use,
  declares: Place['declares'],
): readonly TextEdit[] | undefined {
  const [argument] = call.arguments;
  const options = argument === undefined ? [] : optionEdits(argument);
  if (options === undefined) return undefined;
  const start = call.getStart();
  const isExpression = body !== undefined && ts.isArrowFunction(body) && body.body === call;
  const assigned = { there: `const ${NAME} = `, before: `${NAME} = `, nowhere: '' }[declares];
  return [
    { start, end: call.expression.end, text: `${isExpression ? '{ ' : ''}${assigned}mock.time` },
    ...options,
    ...(isExpression ? [{ start: call.end, end: call.end, text: '; }' }] : []),
  ];
}

function optionEdits(argument: ts.Expression): readonly TextEdit[] | undefined {
  if (ts.isStringLiteralLike(argument))
    return argument.text === 'modern'
      ? [{ start: argument.getStart(), end: argument.end, text: '' }]
      : undefined;
  if (!ts.isObjectLiteralExpression(argument)) return undefined;
  const edits: TextEdit[] = [];
  for (const property of argument.properties) {
    if (!ts.isPropertyAssignment(property) || !ts.isIdentifier(property.name)) return undefined;
    const name = OPTIONS.get(property.name.text);
    if (name === undefined) return undefined;
    edits.push({ start: property.name.getStart(), end: property.name.end, text: name });
  }
  return edits;
}

/** A line of its own, before the hook. */
function declaration(
  hook: ts.Node,
  { tree, isTyped }: { readonly tree: ts.SourceFile; readonly isTyped: boolean },
): TextEdit {
  const { text } = tree;
  const start = hook.getStart();
  const indent = /[ \t]*$/.exec(text.slice(0, start))?.[0] ?? '';
  const end = hook.getText().endsWith(';') ? ';' : '';
  const line = text.includes('\r\n') ? '\r\n' : '\n';
  return {
    start,
    end: start,
    text: `let ${NAME}${isTyped ? `: ${TYPE}` : ''}${end}${line}${indent}`,
  };
}
