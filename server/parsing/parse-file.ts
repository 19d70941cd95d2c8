/**
 * The text of one file → what it says by itself. Pure: it reads no other file, and whatever the text is, it does not throw.
 */
import { ts } from 'ts-morph';
import { createAssertionFinder, findExactMessages, findUnawaited } from './assertions.ts';
import { transformerOf } from './call-position.ts';
import { createSource } from './create-source.ts';
import { findExports } from './exports.ts';
import { lowerExpression } from './lower-expression.ts';
import { lowerFunction } from './lower-function.ts';
import { speaksOfTests } from './test-apis.ts';
import { lowerModule, lowerStatements } from './lower-statement.ts';
import type { Lowering } from './lowering.ts';
import { findModuleEdges } from './module-edges.ts';
import { StatementMemory, type PieceNumbers } from './statement-memory.ts';
import { readModule, type ParsedModule } from './parse-module.ts';
import { isUnbalanced } from './swallowed.ts';
import { DEFAULT_NAME, type ParsedFile, type ParsedProblem } from './parsed-file.ts';

/** Parts of one file that are followed; a table of 10,000 rows has some 60,000. */
const BUDGET = 1_000_000;

/** @param name decides the language: `.ts`, `.tsx`, `.js`, `.json`, … */
export function parseFile(name: string, text: string): ParsedFile {
  if (name.endsWith('.json')) return parseJson(text);
  try {
    return readSource(createSource(name, text));
  } catch (error) {
    return parsedDespite(error, text);
  }
}

/** What discovery and graph want of one file, in one go. */
export function parseForBoth(
  name: string,
  text: string,
): { readonly file: ParsedFile; readonly module: ParsedModule } {
  try {
    const source = createSource(name, text);
    return { file: readSource(source), module: readModule(source) };
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    return { file: parseFile(name, text), module: { imports: [] } };
  }
}

/** A file that is parsed again and again while somebody types: what an edit leaves alone is not parsed anew. */
export class OpenFile {
  readonly #name: string;
  readonly #numbers: PieceNumbers;
  #memory: StatementMemory;
  #source: ts.SourceFile | undefined;

  constructor(name: string, numbers: PieceNumbers = { last: 0 }) {
    this.#name = name;
    this.#numbers = numbers;
    this.#memory = new StatementMemory(numbers);
  }

  /** Most of what was ever given is in use no more. */
  get hasOldPieces(): boolean {
    return this.#memory.given > 2 * this.#memory.pieces.size + 1000;
  }

  /** The next parse gives pieces that none before has given. */
  forgetPieces(): void {
    this.#memory = new StatementMemory(this.#numbers);
  }

  parse(text: string): ParsedFile {
    if (this.#name.endsWith('.json')) return parseJson(text);
    const before = this.#source;
    this.#source = undefined; // an update takes the old tree to pieces
    try {
      const source = before === undefined ? createSource(this.#name, text) : update(before, text);
      const parsed = readSource(source, this.#memory);
      this.#source = source;
      return parsed;
    } catch (error) {
      this.forgetPieces();
      return parsedDespite(error, text);
    }
  }
}

function parsedDespite(error: unknown, text: string): ParsedFile {
  if (!(error instanceof RangeError)) throw error;
  // The compiler's parser calls itself for each level: no code that people write is so deep.
  return problemFile('Its code is nested too deeply to be read.', text);
}

function update(source: ts.SourceFile, text: string): ts.SourceFile {
  const { text: old } = source;
  const shorter = Math.min(old.length, text.length);
  let start = 0;
  while (start < shorter && old.charCodeAt(start) === text.charCodeAt(start)) start += 1;
  let end = 0;
  while (
    end < shorter - start &&
    old.charCodeAt(old.length - end - 1) === text.charCodeAt(text.length - end - 1)
  ) {
    end += 1;
  }
  if (start === text.length && start === old.length) return source;
  const { fileName } = source;
  const updated = ts.updateSourceFile(source, text, {
    span: { start, length: old.length - end - start },
    newLength: text.length - end - start,
  });
  // A block that was kept does not look at what follows it now: of a `=` behind a block less is said.
  const isLess = errorsOf(updated).some(({ code }) => code === DECLARATION_EXPECTED);
  return isLess ? createSource(fileName, text) : updated;
}

/** "Declaration or statement expected." */
const DECLARATION_EXPECTED = 1128;

function readSource(source: ts.SourceFile, memory?: StatementMemory): ParsedFile {
  const { text } = source;
  const hasTests = speaksOfTests(text);
  const lowering: Lowering = {
    source,
    isUnbalanced: hasTests && isUnbalanced(source),
    transformer: transformerOf(source),
    hasTests,
    budget: BUDGET,
    expression: (node, scope, given) => lowerExpression(node, { lowering, scope, name: given }),
    fn: (node, scope, options) => lowerFunction(node, { lowering, scope, options }),
    statements: (nodes, scope) => lowerStatements(nodes, lowering, scope),
    origin: 0,
    ...createAssertionFinder(source, memory),
  };
  const exports = findExports(source);
  memory?.begin();
  const body = lowerModule(lowering, exports, memory);
  // What is cut off depends on what came before.
  if (memory !== undefined && lowering.budget < BUDGET / 2) return readSource(source);
  return {
    imports: findModuleEdges(source),
    body,
    ...(memory !== undefined && { pieces: memory.pieces }),
    exports,
    problems: [
      ...syntaxErrors(source),
      ...(hasTests ? [...findUnawaited(source), ...findExactMessages(source)] : []),
    ],
    hasTests,
    lineStarts: [...source.getLineStarts()],
  };
}

/** What the parser itself found wrong: it keeps that with the tree, under a name that its types do not show. */
function errorsOf(source: ts.SourceFile): readonly ts.DiagnosticWithLocation[] {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the compiler's own, of each source that it has parsed
  return Reflect.get(source, 'parseDiagnostics') as readonly ts.DiagnosticWithLocation[];
}

function syntaxErrors(source: ts.SourceFile): ParsedProblem[] {
  if (isFlow(source)) return [];
  return errorsOf(source).map((given) => ({
    kind: 'syntax',
    text: ts.flattenDiagnosticMessageText(given.messageText, '\n'),
    start: given.start,
    end: given.start + given.length,
  }));
}

/** Its types are another language: what cannot be read in it is right. */
function isFlow({ text }: ts.SourceFile): boolean {
  const comments = ts.getLeadingCommentRanges(text, 0) ?? [];
  return comments.some(({ pos, end }) => /@flow\b/.test(text.slice(pos, end)));
}

function parseJson(text: string): ParsedFile {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    return problemFile(error instanceof Error ? error.message : String(error), text);
  }
  return {
    ...problemFile('', text),
    problems: [],
    body: [{ do: 'let', target: { name: DEFAULT_NAME }, value: { is: 'json', value } }],
    exports: [{ name: 'default', local: DEFAULT_NAME }],
  };
}

function problemFile(problem: string, text: string): ParsedFile {
  return {
    imports: [],
    body: [],
    exports: [],
    problems: [{ kind: 'syntax', text: problem, start: 0, end: Math.min(text.length, 1) }],
    hasTests: speaksOfTests(text),
    lineStarts: [0],
  };
}
