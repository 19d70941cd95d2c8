/**
 * Which exports of a module never change once it has run: they can be plain properties then, which costs a fifth of what
 * accessors cost to make and a tenth to read. Told to the host as a last argument of `__export`, a digit for each name in
 * its order: `1` for those that never change. By the text alone, as esbuild prints it; in doubt a name may change.
 */

const EXPORT_CALL = /^__export\([\w$]+, \{\n(?: {2}.*\n)+?\}(?=\);$)/m;
const EXPORTED =
  /^ {2}(?:[\w$]+|"[^"\n]*"): \(\) => (?:__early_[\w$]+ \?\? )?([\w$]+(?:\.[\w$]+)?),?$/gm;
const DECLARED =
  /^(?:(?:async )?(function)\b\*? ?|(class) |(?:const|let|var) )([\w$]+)(?: = | extends | \{|\()/gm;
/** esbuild's `namespace` is a variable that its function is given. */
const NAMESPACE = /^var ([\w$]+);\n\(\(/gm;
const ASSIGNED =
  /(?<![.\w$])([\w$]+)\s*(?:=(?![=>])|(?:\*\*|<<|>>>?|&&|\|\||\?\?|[-+*/%&|^])=|\+\+|--)|(?:\+\+|--)\s*([\w$]+)/g;
const LOOP = /\bfor (?:await )?\((?:([\w$]+)|([[{].*?)) (?:of|in) /g;
/** It may assign to anything, or hand the object on while names are still missing. */
const OPAQUE = /\beval\(|(?<![.\w$])(?:exports\b|module(?=[.[,)]))|^__reExport\(/m;

/** @param body of a CommonJS module, as esbuild prints it without its helpers */
export function markConstantExports(body: string): string {
  const call = EXPORT_CALL.exec(body);
  if (call === null) return body;
  const end = call.index + call[0].length;
  const code = body.slice(body.indexOf('\n', body.indexOf('\nmodule.exports = ', end) + 1));
  if (OPAQUE.test(code)) return body;
  const constants = constantNames(code);
  const marks = [...call[0].matchAll(EXPORTED)].map(([, name = '']) =>
    constants.has(name) ? '1' : '0',
  );
  const isWhole = marks.length === call[0].split('\n').length - 2;
  if (!isWhole || !marks.includes('1')) return body;
  return `${body.slice(0, end)}, "${marks.join('')}"${body.slice(end)}`;
}

function constantNames(code: string): ReadonlySet<string> {
  const assignments = new Map<string, number>();
  const count = (name: string): void =>
    void assignments.set(name, (assignments.get(name) ?? 0) + 1);
  for (const [, before, after] of code.matchAll(ASSIGNED)) count(before ?? after ?? '');
  for (const [, name, pattern = ''] of code.matchAll(LOOP)) {
    for (const one of name === undefined ? namesIn(pattern) : [name]) count(one);
  }
  for (const pattern of assignedPatterns(code)) {
    if (/["'`]/.test(pattern)) return new Set(); // brackets in texts: it may begin elsewhere
    for (const name of namesIn(pattern)) count(name);
  }
  const constants = new Set<string>();
  for (const [, isFunction, isClass, name = ''] of code.matchAll(DECLARED)) {
    const itsOwn = isFunction === undefined && isClass === undefined ? 1 : 0;
    if ((assignments.get(name) ?? 0) === itsOwn) constants.add(name);
  }
  for (const [, name = ''] of code.matchAll(NAMESPACE)) {
    if (assignments.get(name) === 1) constants.add(name);
  }
  return constants;
}

function namesIn(pattern: string): readonly string[] {
  return pattern.match(/[A-Za-z_$][\w$]*/g) ?? [];
}

/** `[a, b]` of `[a, b] = …`, unless it declares, or is a key as in `list[0] = …`. */
function* assignedPatterns(code: string): Iterable<string> {
  for (const { index } of code.matchAll(/[\]}]\s*=(?![=>])/g)) {
    const start = openingOf(code, index);
    const before = code.slice(Math.max(0, start - 6), start);
    if (/[\w$)\]]$/.test(before) || /\b(?:const|let|var) $/.test(before)) continue;
    yield code.slice(start, index + 1);
  }
}

/** Where the bracket begins that ends there. */
function openingOf(code: string, end: number): number {
  let depth = 0;
  for (let at = end; at >= 0; at--) {
    const char = code[at];
    if (char === ']' || char === '}' || char === ')') depth++;
    else if (char === '[' || char === '{' || char === '(') depth--;
    if (depth === 0) return at;
  }
  return 0;
}
