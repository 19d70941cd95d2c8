/** A file that uses Jest, as edits that make it use ztest. Pure: a text in, edits and notes out. */
import { ts } from 'ts-morph';
import { bindingsOf, isReference, type Bindings } from './bindings.ts';
import { clockEdits } from './clock-edits.ts';
import { typeEdits } from './convert-types.ts';
import { eachEdits } from './each-edits.ts';
import { importEdits } from './import-edits.ts';
import {
  AUTO_MOCKS,
  JEST_MEMBERS,
  MOCK_EQUALS,
  RENAMED_MATCHERS,
  RENAMED_MEMBERS,
  SAME_GLOBALS,
  SHORT_GLOBALS,
} from './jest-members.ts';
import { jestImports, loadedFirst, packagesWithGlobals, type JestImports } from './jest-imports.ts';
import { MINUTES, type Note } from './notes.ts';
import { DEFAULT_WIDTH } from './source-style.ts';
import { isFaithful, lineOf, type TextEdit } from './text-edit.ts';
import { timerEdit } from './timer-edits.ts';
import { isExpectation, unawaitedAssertions } from './unawaited-assertions.ts';

export interface SourceFile {
  /** Relative to the root, with forward slashes. */
  readonly file: string;
  readonly text: string;
  /** What the text was read from; absent: it is UTF-8. */
  readonly bytes?: Uint8Array | undefined;
}

export interface SourceSetting {
  /** Of the project's Jest; absent: not known. */
  readonly jestMajor: number | undefined;
  /** How a file that neither imports nor requires anything gets its names. */
  readonly moduleStyle: 'import' | 'require';
  /** What the configuration says the tests run in. */
  readonly environment: string;
  /** How long a line may be; absent: 80. */
  readonly printWidth?: number;
}

export interface SourceConversion {
  /**
   * `converts`; `clean`: it uses nothing of Jest's; `refused`: it stays as it is, for the reason in the notes;
   * `vitest`, `foreign`: it is another tool's.
   */
  readonly state: 'converts' | 'clean' | 'refused' | 'vitest' | 'foreign';
  readonly edits: readonly TextEdit[];
  readonly notes: readonly Note[];
  /** It reads globals through the global object. */
  readonly needsGlobals: boolean;
}

export function convertSource(source: SourceFile, setting: SourceSetting): SourceConversion {
  const conversion = new Conversion(source, setting);
  return conversion.run();
}

/** Until version 26 every test had a document, whether it needed one or not. */
export const JSDOM_BY_DEFAULT = 'jsdom (the default of this Jest)';

/** Tools whose test files have the names that Jest's have. */
const FOREIGN = /^(?:node:test|tap|tape|ava|uvu|mocha|bun:test|@playwright\/test)$/;

/** Of Jasmine, or gone since Jest runs its own tests. */
const LOST_GLOBALS: ReadonlyMap<string, string> = new Map([
  ['jasmine', 'Jasmine is not there: use expect.any, expect.objectContaining, mock.fn and so on.'],
  [
    'spyOn',
    "Jasmine's spyOn calls nothing through: write mock.spyOn(…).mockReturnValue(undefined).",
  ],
  ['pending', "Jasmine's pending: write t.skip() with the test's argument, or test.skip."],
  ['fail', "Jest's own runner has no fail() either: throw an error."],
]);

class Conversion {
  readonly #source: SourceFile;
  readonly #setting: SourceSetting;
  readonly #tree: ts.SourceFile;
  readonly #bindings: Bindings;
  readonly #imports: JestImports;
  readonly #edits: TextEdit[] = [];
  readonly #notes: Note[] = [];
  /** Names to import: values, and types. */
  readonly #values = new Set<string>();
  readonly #types = new Set<string>();
  #usesJest = false;
  #needsGlobals = false;
  #isRefused = false;
  /** Where fake timers have become a clock. */
  #clocks: ReadonlySet<ts.Identifier> = new Set();
  readonly #mockName: string | undefined;

  constructor(source: SourceFile, setting: SourceSetting) {
    this.#source = source;
    this.#setting = setting;
    const kind = /\.[cm]?ts$/.test(source.file) ? ts.ScriptKind.TS : ts.ScriptKind.TSX;
    this.#tree = ts.createSourceFile(source.file, source.text, ts.ScriptTarget.Latest, true, kind);
    this.#bindings = bindingsOf(this.#tree);
    this.#imports = jestImports(this.#tree);
    // What the file itself calls `mock` would hide ours.
    this.#mockName = this.#bindings.declares('mock') ? undefined : 'mock';
  }

  run(): SourceConversion {
    const blocked = this.#whyNot();
    if (blocked !== undefined) return blocked;
    this.#convertTables();
    this.#convertTimers();
    this.#convertUnawaited();
    this.#visit(this.#tree);
    this.#convertTypes();
    if (this.#isRefused) return this.#outcome('refused');
    const added = importEdits(this.#tree, {
      imports: this.#imports,
      values: this.#values,
      types: this.#types,
      usesJest: this.#usesJest,
      fallback: this.#setting.moduleStyle,
      printWidth: this.#setting.printWidth ?? DEFAULT_WIDTH,
    });
    // Of two at one place, the import comes first.
    const edits = [...added, ...this.#edits];
    if (edits.length === 0 && this.#notes.length === 0) return this.#outcome('clean');
    return { ...this.#outcome('converts'), edits };
  }

  #outcome(state: SourceConversion['state']): SourceConversion {
    return { state, edits: [], notes: this.#notes, needsGlobals: this.#needsGlobals };
  }

  /** What keeps the whole file from being converted. */
  #whyNot(): SourceConversion | undefined {
    const { text, bytes } = this.#source;
    const other = this.#tree.statements.find(
      (one) =>
        ts.isImportDeclaration(one) &&
        ts.isStringLiteral(one.moduleSpecifier) &&
        one.moduleSpecifier.text === 'vitest',
    );
    if (other !== undefined) {
      if (!this.#imports.isThere && !/\bjest\./.test(text)) return this.#outcome('vitest');
      return this.#refuse(other.getStart(), {
        what: 'mixes Jest and Vitest',
        advice: 'Decide for one of the two in this file, then migrate it again.',
        minutes: MINUTES.medium,
      });
    }
    const isForeign = loadedFirst(this.#tree).some((one) => FOREIGN.test(one.text));
    if (isForeign && !this.#imports.isThere && !/\bjest\./.test(text))
      return this.#outcome('foreign');
    if (bytes !== undefined && !isFaithful(text, bytes)) {
      return this.#refuse(text.indexOf('\uFFFD'), {
        what: 'is not written in UTF-8',
        advice: 'Save it as UTF-8, then migrate it again; some of its characters would be lost.',
        minutes: MINUTES.small,
      });
    }
    const flow = /^\s*(?:\/\*[^]*?@flow\b|\/\/\s*@flow\b)/.exec(text);
    if (flow !== null) {
      return this.#refuse(0, {
        what: 'is written in Flow',
        advice:
          'ztest compiles TypeScript and JavaScript. Take the types out (flow-remove-types), or turn them into TypeScript.',
        minutes: MINUTES.large,
      });
    }
    const found: unknown = Reflect.get(this.#tree, 'parseDiagnostics');
    const all: readonly ts.DiagnosticWithLocation[] = Array.isArray(found) ? found : [];
    const [error] = all;
    if (error !== undefined) {
      return this.#refuse(error.start, {
        what: `cannot be parsed: ${ts.flattenDiagnosticMessageText(error.messageText, ' ')}`,
        advice: 'Mend the file first; what only a Babel plugin understands has to go.',
        minutes: MINUTES.medium,
      });
    }
    return this.#foreignEnvironment();
  }

  #foreignEnvironment(): SourceConversion | undefined {
    const docblock = /^\s*\/\*\*[^]*?\*\//.exec(this.#source.text)?.[0] ?? '';
    const own = /@jest-environment\s+(\S+)/.exec(docblock)?.[1];
    const environment = own ?? this.#setting.environment;
    if (/^(?:node|jest-environment-node)$/.test(environment)) return undefined;
    if (environment === JSDOM_BY_DEFAULT && !/\b(?:document|window)\s*[.[]/.test(this.#source.text))
      return undefined;
    return this.#refuse(0, {
      what: `runs in the environment ${environment}`,
      advice:
        'ztest itself has the environment of Node. Such files stay with Jest (ztest runs them as they are), or load what they need in setupFiles.',
      minutes: MINUTES.medium,
    });
  }

  #refuse(offset: number, note: Pick<Note, 'what' | 'advice' | 'minutes'>): SourceConversion {
    this.#note(offset, { kind: 'hand', ...note });
    return this.#outcome('refused');
  }

  #convertUnawaited(): void {
    const { edits, found } = unawaitedAssertions(this.#tree, this.#imports);
    this.#edits.push(...edits);
    for (const { offset, isAwaited } of found)
      this.#note(offset, {
        kind: isAwaited ? 'changed' : 'hand',
        what: 'an assertion about a promise was not awaited',
        advice: 'Jest does not see whether it holds; ztest fails the test then. Await it.',
        minutes: isAwaited ? 0 : MINUTES.small,
      });
  }

  #visit(node: ts.Node): void {
    if (ts.isImportDeclaration(node)) return;
    if (ts.isIdentifier(node)) this.#name(node);
    else if (ts.isPropertyAccessExpression(node)) this.#member(node);
    else if (ts.isCallExpression(node)) this.#hook(node);
    if (ts.isTypeNode(node) && !ts.isExpressionWithTypeArguments(node)) return;
    ts.forEachChild(node, (child) => this.#visit(child));
  }

  #name(node: ts.Identifier): void {
    const { text } = node;
    if (!isReference(node)) return;
    if (this.#isJest(node)) {
      this.#jest(node);
      return;
    }
    if (!this.#bindings.isGlobal(node)) return;
    const short = SHORT_GLOBALS.get(text);
    const lost = LOST_GLOBALS.get(text);
    if (SAME_GLOBALS.has(text)) this.#values.add(text);
    else if (short !== undefined) this.#shortGlobal(node, short);
    else if (lost !== undefined && isCalledOrRead(node)) this.#lost(node, lost);
  }

  /** What a hook returns is thrown away by Jest; a function, such as a mock, would be called here when the test is over. */
  #hook({ expression, arguments: [body] }: ts.CallExpression): void {
    if (!ts.isIdentifier(expression) || body === undefined || !ts.isArrowFunction(body)) return;
    if (!/^before(?:Each|All)$/.test(this.#imports.nameOf(expression.text))) return;
    if (ts.isBlock(body.body) || !this.#isMockCall(body.body)) return;
    this.#insert(body.body.getStart(), '{ ');
    this.#insert(body.body.end, '; }');
  }

  /** `jest.spyOn(…).mockReturnValue(…)`, also where it is assigned. */
  #isMockCall(node: ts.Expression): boolean {
    if (ts.isParenthesizedExpression(node)) return this.#isMockCall(node.expression);
    if (ts.isBinaryExpression(node)) return this.#isMockCall(node.right);
    if (ts.isCallExpression(node) || ts.isPropertyAccessExpression(node)) {
      const isMock =
        ts.isPropertyAccessExpression(node) && /^(?:fn|spyOn|mocked)$/.test(node.name.text);
      const inner = node.expression;
      if (isMock && ts.isIdentifier(inner)) return this.#isJest(inner);
      return this.#isMockCall(inner);
    }
    return false;
  }

  #shortGlobal(node: ts.Identifier, [name, modifier]: readonly [string, string]): void {
    const isFree = !this.#bindings.declares(name);
    if (!isFree || ts.isShorthandPropertyAssignment(node.parent)) {
      this.#values.add(node.text);
      this.#usesJest = true;
      return;
    }
    this.#values.add(name);
    this.#replace(node, `${name}.${modifier}`);
  }

  #lost(node: ts.Identifier, advice: string): void {
    this.#note(node.getStart(), {
      kind: 'hand',
      what: `${node.text} is no global`,
      advice,
      minutes: MINUTES.medium,
    });
  }

  #isJest(node: ts.Identifier): boolean {
    if (this.#imports.jestNames.has(node.text)) return true;
    return node.text === 'jest' && this.#bindings.isGlobal(node);
  }

  #convertTables(): void {
    const tables = eachEdits(this.#tree, (name) => this.#isFree(name));
    this.#edits.push(...(tables?.edits ?? []));
    for (const name of tables?.names ?? []) this.#values.add(name);
    for (const node of packagesWithGlobals(this.#tree)) {
      if (tables !== undefined && node.text === 'jest-each') continue;
      this.#needsGlobals = true;
      this.#note(node.getStart(), {
        kind: 'changed',
        what: `${node.text} may look for the globals of Jest`,
        advice: 'The configuration sets `globals: true` for it.',
        minutes: 0,
      });
    }
  }

  /** Nothing of the file's own has the name; what it has of Jest's is the same. */
  #isFree(name: string): boolean {
    const imported = this.#imports.all.flatMap(({ names }) => names ?? []);
    return (
      !this.#bindings.declares(name) ||
      imported.some((one) => one.local === name && one.imported === name)
    );
  }

  #convertTimers(): void {
    const { jestMajor } = this.#setting;
    // Before version 27 fake timers are others unless somebody says so.
    if (jestMajor !== undefined && jestMajor < 27) return;
    const found = clockEdits({
      tree: this.#tree,
      isJest: (node) => isReference(node) && this.#isJest(node),
      isFree: (name) => !this.#bindings.declares(name),
      nameOf: (name) => this.#imports.nameOf(name),
    });
    if (found === undefined) return;
    this.#edits.push(...found.edits);
    this.#clocks = found.converted;
    this.#values.add('mock');
    if (found.needsType) this.#types.add('Clock');
  }

  #jest(node: ts.Identifier): void {
    if (this.#clocks.has(node)) return;
    const access = node.parent;
    if (!ts.isPropertyAccessExpression(access) || access.expression !== node) {
      this.#keepJest();
      return;
    }
    const name = access.name.text;
    const isAutoMock = AUTO_MOCKS.has(name);
    const equal = MOCK_EQUALS.get(name);
    if (this.#mockName !== undefined && isAutoMock && ts.isCallExpression(access.parent)) {
      this.#values.add(this.#mockName);
      this.#replace(access, `${this.#mockName}.auto(${this.#mockName}.requireActual`);
      this.#insert(access.parent.end, ')');
    } else if (
      this.#mockName !== undefined &&
      equal !== undefined &&
      (!equal.isStatement || isStatement(access))
    ) {
      this.#values.add(this.#mockName);
      this.#replace(node, this.#mockName);
      if (equal.name !== name) this.#replace(access.name, equal.name);
    } else this.#keptMember(access, isAutoMock ? 'createMockFromModule' : name);
  }

  #keptMember(access: ts.PropertyAccessExpression, written: string): void {
    this.#keepJest();
    const name = RENAMED_MEMBERS.get(written) ?? written;
    if (name !== access.name.text) this.#replace(access.name, name);
    if (!JEST_MEMBERS.has(name)) {
      this.#note(access.getStart(), {
        kind: 'hand',
        what: `jest.${name} does not exist in ztest`,
        advice: 'See docs/jest.md for what takes its place.',
        minutes: MINUTES.medium,
      });
    }
    if (name !== 'useFakeTimers' || !ts.isCallExpression(access.parent)) return;
    const timers = timerEdit(access.parent, this.#setting.jestMajor);
    if (timers?.edit !== undefined) this.#edits.push(timers.edit);
    if (timers?.note !== undefined) this.#note(access.getStart(), timers.note);
  }

  #keepJest(): void {
    this.#usesJest = true;
  }

  #member(node: ts.PropertyAccessExpression): void {
    const { expression, name } = node;
    const renamed = RENAMED_MATCHERS.get(name.text);
    if (renamed !== undefined && isExpectation(expression, this.#imports))
      this.#replace(name, renamed);
    if (!ts.isIdentifier(expression) || !this.#bindings.isGlobal(expression)) return;
    const isGlobalObject = /^(?:global|globalThis|window|self)$/.test(expression.text);
    if (isGlobalObject && (SAME_GLOBALS.has(name.text) || name.text === 'jest')) {
      this.#needsGlobals = true;
      this.#note(node.getStart(), {
        kind: 'changed',
        what: `${node.getText()} is read from the global object`,
        advice: 'The configuration sets `globals: true` for it; an import does without.',
        minutes: 0,
      });
    }
    if (expression.text === 'require' && /^require(?:Actual|Mock)$/.test(name.text)) {
      this.#values.add(this.#mockName ?? 'jest');
      if (this.#mockName === undefined) this.#keepJest();
      this.#replace(expression, this.#mockName ?? 'jest');
    }
  }

  #convertTypes(): void {
    if (!/\.[cm]?tsx?$/.test(this.#source.file)) return;
    const edits = typeEdits(this.#tree, {
      isAmbient: this.#imports.jestNames.size === 0,
      isJest: (node) => this.#isJest(node),
      use: (name) => {
        if (this.#bindings.declares(name)) return `import('ztest').${name}`;
        this.#types.add(name);
        return name;
      },
      useTypeOf: (name) => {
        if (!this.#isFree(name)) return `typeof import('ztest').${name}`;
        this.#values.add(name);
        return `typeof ${name}`;
      },
      useObject: (member) => this.#objectInType(member),
      onUnknown: (node, name) =>
        this.#note(node.getStart(), {
          kind: 'hand',
          what: `the type jest.${name} has no equal`,
          advice: 'Write the type out, or use one of those that ztest exports.',
          minutes: MINUTES.small,
        }),
    });
    this.#edits.push(...edits);
    this.#noteDeclarations(this.#tree);
  }

  #objectInType(member: string | undefined): string | undefined {
    const equal = member === undefined ? undefined : MOCK_EQUALS.get(member);
    if (this.#mockName === undefined || equal === undefined || equal.isStatement) {
      this.#keepJest();
      return undefined;
    }
    this.#values.add(this.#mockName);
    return `${this.#mockName}.${equal.name}`;
  }

  /** Matchers that are declared for Jest's `expect`. */
  #noteDeclarations(node: ts.Node): void {
    if (ts.isModuleDeclaration(node) && node.name.text === 'jest') {
      this.#note(node.getStart(), {
        kind: 'hand',
        what: "declares matchers in Jest's namespace",
        advice: "Declare them as: declare module 'ztest' { interface Matchers<R, T> { … } }",
        minutes: MINUTES.small,
      });
      return;
    }
    if (ts.isSourceFile(node) || ts.isModuleDeclaration(node) || ts.isModuleBlock(node))
      ts.forEachChild(node, (child) => this.#noteDeclarations(child));
  }

  #replace(node: ts.Node, text: string): void {
    const start = node.getStart();
    const isShorthand = ts.isShorthandPropertyAssignment(node.parent);
    this.#edits.push({
      start,
      end: node.end,
      text: isShorthand ? `${node.getText()}: ${text}` : text,
    });
  }

  #insert(offset: number, text: string): void {
    this.#edits.push({ start: offset, end: offset, text });
  }

  #note(offset: number, note: Omit<Note, 'file' | 'line'>): void {
    const { file, text } = this.#source;
    this.#notes.push({ file, line: lineOf(text, offset), ...note });
  }
}

/** Whether nobody looks at what the call gives: a statement, or what a hook is given to run. */
function isStatement(access: ts.PropertyAccessExpression): boolean {
  const call = access.parent;
  if (!ts.isCallExpression(call) || call.expression !== access) return false;
  let outer: ts.Node = call.parent;
  if (ts.isAwaitExpression(outer) || ts.isVoidExpression(outer)) outer = outer.parent;
  if (ts.isExpressionStatement(outer)) return true;
  return ts.isArrowFunction(outer) && outer.body === call && ts.isCallExpression(outer.parent);
}

function isCalledOrRead(node: ts.Identifier): boolean {
  const { parent } = node;
  return (
    (ts.isCallExpression(parent) && parent.expression === node) ||
    (ts.isPropertyAccessExpression(parent) && node.text === 'jasmine')
  );
}
