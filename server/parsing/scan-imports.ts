/**
 * Reads the edges of a file without the compiler, where that can be done for certain: declarations at the head of the file,
 * and no word after them that could lead elsewhere. Most files are so, and reading them takes a hundredth of parsing them.
 * The answer is that of `module-edges.ts`, or none.
 */
import { DEEP } from './edge-words.ts';
import type { ModuleEdge } from './parsed-file.ts';

type Names = NonNullable<ModuleEdge['names']>;

const GAP = /(?:\s|\/\/.*|\/\*[^]*?\*\/|;)*/y;
const DIRECTIVE = /(["'])[^"'\\\r\n]*\1(?=\s*(?:;|\/\/|[\r\n]|$))/y;
/** A declaration up to its specifier, with nothing unusual in it. */
const IMPORT = /import\b([^"'`;:()=/\\]*)(["'])([^"'\\\r\n]*)\2/y;
const RE_EXPORT =
  /export\s*(type\b\s*)?(?:\*\s*(?:as\s+([^\s"'{}*]+)\s*)?|\{([^"'`(){}=/\\]*)\}\s*)from\s*(["'])([^"'\\\r\n]*)\4/y;
const OWN_EXPORT = /export\s*(?:type\b\s*)?\{[^"'`(){}=/\\]*\}(?!\s*(?:from\b|\/))/y;
const ATTRIBUTES = /\s*(?:with|assert)\s*\{[^{}]*\}/y;
const CLAUSE =
  /^\s*(type\s+(?!from\s*$|,))?(?:([^\s{}*,]+)\s*(?:,\s*(?=[{*])|(?=from\b)))?(?:\*\s*as\s+([^\s{}*,]+)\s*|\{([^{}*]*)\}\s*)?from\s*$/;
const ELEMENT = /^(type\s+)?([^\s]+)(?:\s+as\s+([^\s]+))?$/;
/** Behind the head: what `module-edges.ts` looks for, and a declaration that comes late. */
const LATER = new RegExp(
  `${DEEP.source}|\\bimport\\b(?!\\s*\\.\\s*meta\\b)|\\bfrom\\s*(?:["']|/[/*])`,
);

/** @returns `undefined`: only the compiler can say */
export function scanImports(text: string): readonly ModuleEdge[] | undefined {
  const edges: ModuleEdge[] = [];
  let at = text.startsWith('#!') ? text.indexOf('\n') : 0;
  if (at < 0) return [];
  const match = (pattern: RegExp): RegExpExecArray | null => {
    pattern.lastIndex = at;
    const found = pattern.exec(text);
    if (found !== null) at = pattern.lastIndex;
    return found;
  };
  for (;;) {
    match(GAP);
    const imported = match(IMPORT);
    const found = imported ?? match(RE_EXPORT);
    if (found === null) {
      if (match(OWN_EXPORT) !== null || match(DIRECTIVE) !== null) continue;
      break;
    }
    const edge = imported === null ? reExport(found) : importOf(imported);
    if (edge === undefined) return undefined;
    const length = edge.specifier.length + 2;
    if (length > 2) edges.push({ ...edge, start: at - length, end: at });
    match(ATTRIBUTES);
  }
  LATER.lastIndex = 0;
  return LATER.test(at === 0 ? text : text.slice(at)) ? undefined : edges;
}

type Edge = Omit<ModuleEdge, 'start' | 'end'>;

function importOf([, clause = '', , specifier = '']: RegExpExecArray): Edge | undefined {
  if (clause.trim() === '') return { specifier, kind: 'static' };
  const found = CLAUSE.exec(clause);
  if (found === null) return undefined;
  const [, type, name, space, list] = found;
  const elements = list === undefined ? [] : elementsOf(list);
  if (elements === undefined) return undefined;
  const isInline =
    type === undefined &&
    name === undefined &&
    elements.length > 0 &&
    elements.every(({ isType }) => isType);
  const names = [
    ...(name === undefined ? [] : [{ imported: 'default', local: name }]),
    ...(space === undefined ? [] : [{ imported: '*', local: space }]),
    ...elements.map(({ imported, local }) => ({ imported, local })),
  ];
  const kind = type !== undefined || isInline ? 'type' : 'static';
  return { specifier, kind, ...withNames(names), ...(isInline && { isInline }) };
}

function reExport([, type, space, list, , specifier = '']: RegExpExecArray): Edge | undefined {
  const elements = list === undefined ? [] : elementsOf(list);
  if (elements === undefined) return undefined;
  const names =
    space === undefined
      ? // Outwards: what is taken comes first here too.
        elements.map(({ imported, local }) => ({ imported, local }))
      : [{ imported: '*', local: space }];
  return { specifier, kind: type === undefined ? 're-export' : 'type', ...withNames(names) };
}

function withNames(names: Names): { readonly names?: Names } {
  return names.length === 0 ? {} : { names };
}

interface Element {
  readonly imported: string;
  readonly local: string;
  readonly isType: boolean;
}

function elementsOf(list: string): readonly Element[] | undefined {
  const elements: Element[] = [];
  const parts = list.split(',');
  if (parts.at(-1)?.trim() === '') parts.pop();
  for (const part of parts) {
    const [, type, imported = '', local = imported] = ELEMENT.exec(part.trim()) ?? [];
    // `type as x`: either word may be the name
    if (imported === '' || imported === 'as' || imported === 'type' || local === 'as')
      return undefined;
    elements.push({ imported, local, isType: type !== undefined });
  }
  return elements;
}
