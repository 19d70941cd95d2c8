/**
 * `.gitignore` files as Git reads them: the last rule that matches decides, `!` takes back, a rule
 * with a slash is anchored, a rule with a slash at its end is for folders. What lies in an ignored
 * folder is never looked at, so it cannot be taken back.
 */

/** The rules of one file. */
export interface IgnoreRules {
  /** The absolute folder of the file, with forward slashes and one at its end. */
  readonly base: string;
  readonly rules: readonly IgnoreRule[];
}

export interface IgnoreRule {
  /** As it is written. */
  readonly text: string;
  readonly isNegated: boolean;
  readonly isForFolders: boolean;
  /** For the whole path below the base, or for the name alone. */
  readonly subject: 'path' | 'name';
  readonly matches: (subject: string) => boolean;
}

export interface Entry {
  /** Absolute, with forward slashes. */
  readonly path: string;
  readonly name: string;
  readonly isFolder: boolean;
}

/** @param layers the rules of all folders around the entry, outermost first */
export function isIgnored(entry: Entry, layers: readonly IgnoreRules[]): boolean {
  const decision = decidingRule(entry, layers);
  return decision !== undefined && !decision.rule.isNegated;
}

/** The rule that ignores an entry or takes it back, with the file that it is in. */
export function decidingRule(
  entry: Entry,
  layers: readonly IgnoreRules[],
): { readonly rule: IgnoreRule; readonly base: string } | undefined {
  for (let i = layers.length - 1; i >= 0; i--) {
    const layer = layers[i];
    if (layer === undefined) continue;
    for (let j = layer.rules.length - 1; j >= 0; j--) {
      const rule = layer.rules[j];
      if (rule === undefined || (rule.isForFolders && !entry.isFolder)) continue;
      const subject = rule.subject === 'name' ? entry.name : entry.path.slice(layer.base.length);
      if (rule.matches(subject)) return { rule, base: layer.base };
    }
  }
  return undefined;
}

/** @param folder the absolute folder that the file is in, with forward slashes */
export function parseIgnoreFile(text: string, folder: string): IgnoreRules {
  const lines = text.replace(/^\uFEFF/, '').split(/\r?\n/);
  const rules = lines.map(parseRule).filter((rule) => rule !== undefined);
  return { base: folder.endsWith('/') ? folder : folder + '/', rules };
}

function parseRule(line: string): IgnoreRule | undefined {
  if (line.startsWith('#')) return undefined;
  let pattern = trimEnd(line);
  const isNegated = pattern.startsWith('!');
  if (isNegated) pattern = pattern.slice(1);
  const isForFolders = pattern.endsWith('/');
  if (isForFolders) pattern = pattern.slice(0, -1);
  if (pattern === '') return undefined;
  // A leading `**/` says the same as no slash at all.
  const free = pattern.startsWith('**/') ? pattern.slice(3) : pattern;
  const subject = free.includes('/') ? 'path' : 'name';
  const body = subject === 'name' ? free : pattern.replace(/^\//, '');
  const matches = compile(body);
  return matches && { text: line, isNegated, isForFolders, subject, matches };
}

/** Spaces at the end do not count unless a backslash precedes them. */
function trimEnd(line: string): string {
  return line.replace(/(\\ )?[ \t]*$/, (_, escaped: string | undefined) => escaped ?? '');
}

function compile(pattern: string): ((subject: string) => boolean) | undefined {
  if (!/[*?[\\]/.test(pattern)) return (subject) => subject === pattern;
  const suffix = /^\*([^*?[\\/]+)$/.exec(pattern)?.[1];
  if (suffix !== undefined) return (subject) => subject.endsWith(suffix) && !subject.includes('/');
  try {
    const expression = new RegExp(`^${toSource(pattern)}$`, 's');
    return (subject) => expression.test(subject);
  } catch {
    return undefined; // a broken class such as `[z-a]` matches nothing, as in Git
  }
}

function toSource(pattern: string): string {
  let source = '';
  for (let i = 0; i < pattern.length; i++) {
    const rest = pattern.slice(i);
    const char = pattern[i] ?? '';
    const isStart = i === 0 || pattern[i - 1] === '/';
    if (isStart && rest.startsWith('**/')) {
      source += '(?:.*/)?';
      i += 2;
    } else if (isStart && rest === '**') {
      source += '.+';
      i++;
    } else if (char === '*') {
      while (pattern[i + 1] === '*') i++;
      source += '[^/]*';
    } else if (char === '?') {
      source += '[^/]';
    } else if (char === '[') {
      const set = readSet(rest);
      if (set === undefined) return '(?!)'; // no end: matches nothing
      source += set.source;
      i += set.length - 1;
    } else if (char === '\\' && i + 1 < pattern.length) {
      i++;
      source += escape(pattern[i] ?? '');
    } else {
      source += escape(char);
    }
  }
  return source;
}

const namedSets: Readonly<Record<string, string>> = {
  alpha: 'a-zA-Z',
  digit: '0-9',
  alnum: 'a-zA-Z0-9',
  upper: 'A-Z',
  lower: 'a-z',
  space: String.raw`\s`,
  xdigit: '0-9a-fA-F',
  punct: '!-\\/:-@\\[-`{-~',
};

/** `[a-z]`, `[!a]`, `[^a]`, `[]a]`, `[[:digit:]]`. */
function readSet(text: string): { readonly source: string; readonly length: number } | undefined {
  const match = /^\[([!^]?)(\]?(?:\[:\w+:\]|\\.|[^\]\\])*)\]/s.exec(text);
  if (match === null) return undefined;
  const members = (match[2] ?? '')
    .replaceAll(/\\(.)/gs, (_, char: string) => (/[\]\\^-]/.test(char) ? `\\${char}` : char))
    .replaceAll(/\[:(\w+):\]/g, (_, name: string) => namedSets[name] ?? '')
    .replaceAll(/(?<!\\)\[/g, String.raw`\[`)
    .replace(/^\]/, String.raw`\]`);
  const negation = match[1] === '' ? '' : '^';
  // A set never matches the slash, whatever it says.
  return { source: `(?!/)[${negation}${members}]`, length: match[0].length };
}

function escape(text: string): string {
  return text.replaceAll(/[.*+?^${}()|[\]\\/]/g, String.raw`\$&`);
}
