/**
 * Reads what esbuild wrote: its interop helpers are taken from the head (the host passes its own), the default export is
 * made to say that it is read too early, and names that esbuild had to change are noticed.
 */
import { markConstantExports } from './constant-exports.ts';
import { isTypeScript } from './module-kind.ts';
import type { EsbuildOutput, TransformInput } from './transform-input.ts';

export interface ReadOutput {
  readonly code: string;
  readonly map: string;
  readonly isEsm: boolean;
  /** A function or class has another name than in the source, and would say so. */
  readonly hasOtherNames: boolean;
}

export function readEsbuildOutput(output: EsbuildOutput, input: TransformInput): ReadOutput {
  const head = readHead(output.code);
  const body = output.code.slice(head.end);
  const isEsm =
    isTypeScript(input.path) ||
    input.isEsModule ||
    head.hasInterop ||
    /^var import_(?!jsx)[\w$]+ = /m.test(body);
  const directive = isEsm ? '' : head.directive;
  const primitives = head.primitives.filter(({ name }) =>
    head.kept.some(({ text }) => text.includes(name)),
  );
  const kept = [...primitives, ...head.kept].map(({ text }) => text).join('');
  const removedLines = countLines(output.code.slice(0, head.end)) - countLines(directive + kept);
  const defaultName = anonymousDefault(body, input.source);
  const early = isTypeScript(input.path) ? withEarlyClasses(body) : body;
  const code = defaultName === undefined ? early : withEarlyReads(early, defaultName);
  return {
    code: directive + kept + markConstantExports(code),
    map: withoutLeadingLines(output.map, removedLines),
    isEsm,
    hasOtherNames: hasUnnamedDefault(body, defaultName) || hasRenamedFunctions(body, output.map),
  };
}

const INTEROP_HELPERS = new Set([
  '__export',
  '__copyProps',
  '__reExport',
  '__toESM',
  '__toCommonJS',
]);
const PRIMITIVES = new Set([
  '__create',
  '__defProp',
  '__getOwnPropDesc',
  '__getOwnPropNames',
  '__getProtoOf',
  '__hasOwnProp',
]);

interface Helper {
  readonly name: string;
  readonly text: string;
}

interface Head {
  /** Where the module's own code begins. */
  readonly end: number;
  readonly directive: string;
  readonly hasInterop: boolean;
  readonly primitives: readonly Helper[];
  /** Decorators, `using` and the like: they stay. */
  readonly kept: readonly Helper[];
}

function readHead(code: string): Head {
  let end = code.startsWith('#!') ? code.indexOf('\n') + 1 : 0;
  const directive = /^"use strict";\n/.exec(code.slice(end, end + 20))?.[0] ?? '';
  end += directive.length;
  const primitives: Helper[] = [];
  const kept: Helper[] = [];
  let hasInterop = false;
  for (;;) {
    const name = /^var (__\w+) = /.exec(code.slice(end, end + 40))?.[1];
    if (name === undefined) break;
    const next = endOfStatement(code, end);
    const helper = { name, text: withHiddenAccessors(code.slice(end, next)) };
    if (INTEROP_HELPERS.has(name)) hasInterop = true;
    else if (PRIMITIVES.has(name)) primitives.push(helper);
    else kept.push(helper);
    end = next;
  }
  return { end, directive, hasInterop, primitives, kept };
}

/** esbuild makes decorated accessors enumerable; in the language no member of a class is. */
function withHiddenAccessors(helper: string): string {
  return helper.replace(
    'desc && __defProp(target, name, desc)',
    'desc && (desc.enumerable = false, __defProp(target, name, desc))',
  );
}

/** A helper is one line, or ends at the first line that begins with a closing bracket. */
function endOfStatement(code: string, start: number): number {
  let end = code.indexOf('\n', start) + 1;
  if (code.startsWith(';', end - 2)) return end;
  while (end > 0) {
    const next = code.indexOf('\n', end) + 1;
    if (next === 0) return code.length;
    if (/^[})\]]/.test(code.slice(end, end + 1))) return next;
    end = next;
  }
  return code.length;
}

function countLines(text: string): number {
  let lines = 0;
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) lines++;
  return lines;
}

/** Helpers stand before the first mapping, so the lines to drop are leading `;` of the mappings. */
function withoutLeadingLines(map: string, lines: number): string {
  if (lines === 0) return map;
  const key = '"mappings": "';
  const at = map.indexOf(key) + key.length;
  return map.slice(0, at) + map.slice(at + lines);
}

/** The variable that esbuild made for `export default <expression>`, or for a function or class without a name. */
function anonymousDefault(body: string, source: string): string | undefined {
  const name = /^ {2}default: \(\) => ([\w$]+_default\d*),?$/m.exec(body)?.[1];
  return name === undefined || source.includes(name) ? undefined : name;
}

/** `let` instead of `var`: who reads it before its time gets an error, as from a real module, and not `undefined`. */
function withEarlyReads(body: string, name: string): string {
  const declaration = `\nvar ${name} = `;
  const at = body.indexOf(declaration);
  return at < 0 ? body : `${body.slice(0, at)}\nlet ${body.slice(at + 5)}`;
}

const STATIC_BLOCK = '\n  static {\n';
const CLASS = /^class ([\w$]+)(?: extends .*)? \{$/gm;

/**
 * Where static fields are assignments, TypeScript makes them behind the class: whoever they call can import it. esbuild makes
 * them within the class. Line for line the same.
 */
function withEarlyClasses(body: string): string {
  if (!body.includes(STATIC_BLOCK)) return body;
  let code = body;
  const early: string[] = [];
  for (const [head, name = ''] of body.matchAll(CLASS)) {
    const exported = new RegExp(String.raw`^( {2}[\w$]+: \(\) => )${escape(name)}(,?)$`, 'm');
    if (!exported.test(code)) continue;
    const variable = `__early_${name}`;
    early.push(variable);
    code = code
      .replace(exported, (_, start, end) => `${start}${variable} ?? ${name}${end}`)
      .replace(head, () => `${head} static { ${variable} = this; }`);
  }
  return early.length === 0 ? body : `var ${early.join(', ')};${code}`;
}

function escape(name: string): string {
  return name.replaceAll('$', String.raw`\$`);
}

/** As parameters begin, and few values in parentheses: none that is counted, `(__zt[0] = 1, …)`. */
const PARAMETERS = String.raw`\((?:\)|\.{3}|[[{]|[\w$]+(?:[,)]| = ))`;
const FUNCTION_VALUE = String.raw`(?:\/\* @__PURE__ \*\/ )?(?:async )?(?:function\b|class\b|${PARAMETERS}|[\w$]+ =>)`;

function hasUnnamedDefault(body: string, name: string | undefined): boolean {
  if (name === undefined) return false;
  return new RegExp(
    String.raw`^(?:(?:async )?function\*? |class )${name}\b|^var ${name} = ${FUNCTION_VALUE}`,
    'm',
  ).test(body);
}

const NUMBERED_FUNCTION = new RegExp(
  String.raw`\b(?:function\*?|class) ([\w$]*\d)\b|\b([\w$]*\d) = ${FUNCTION_VALUE}`,
  'g',
);

/** esbuild numbers a name that hides another of the same name: `x2`. The source map holds the names as they were. */
function hasRenamedFunctions(body: string, map: string): boolean {
  const start = map.lastIndexOf('"names": [');
  const list = start < 0 ? '' : map.slice(start + 10, map.indexOf(']', start));
  if (list === '') return false;
  for (const [, declared, assigned] of body.matchAll(NUMBERED_FUNCTION)) {
    let name = declared ?? assigned ?? '';
    while (/\d$/.test(name)) {
      name = name.slice(0, -1);
      if (list.includes(`"${name}"`)) return true;
    }
  }
  return false;
}
