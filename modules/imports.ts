/** What a transformed module may load, read off its code: the transformers write imports in few ways. */

export interface ImportedSpecifier {
  readonly specifier: string;
  /** How it asks: decides the condition in a package's `exports`. */
  readonly kind: 'import' | 'require';
  /** Not loaded before the module runs: `import()`, or `require` somewhere in it. */
  readonly isLazy?: true;
}

const STRING = String.raw`(["'])((?:(?!\1)[^\\\n]|\\.)+)\1`;
const REQUIRE = new RegExp(String.raw`\brequire\(\s*${STRING}\s*\)`, 'g');
/** What stands on the line before an import that was moved to the top. */
const BEFORE_IMPORT =
  /^(?:(?:var |let |const |exports\.)[\w$]+ = )?(?:__toESM\(|__reExport\([\w$]+, )?$/;
const LOAD = new RegExp(String.raw`\b__load\(\s*(?:/\*.*?\*/\s*)*${STRING}\s*[,)]`, 'g');

/** A `require("…")` inside a string is a harmless extra. */
export function findImports(
  code: string,
  { isEsModule }: { readonly isEsModule: boolean },
): ImportedSpecifier[] {
  const found = new Map<string, ImportedSpecifier>();
  for (const match of code.matchAll(REQUIRE)) {
    const line = code.slice(code.lastIndexOf('\n', match.index) + 1, match.index);
    add(found, match[2], {
      kind: isEsModule ? 'import' : 'require',
      isLazy: !BEFORE_IMPORT.test(line),
    });
  }
  for (const match of code.matchAll(LOAD)) {
    add(found, match[2], { kind: 'import', isLazy: true });
  }
  return [...found.values()];
}

function add(
  found: Map<string, ImportedSpecifier>,
  text: string | undefined,
  { kind, isLazy }: { readonly kind: ImportedSpecifier['kind']; readonly isLazy: boolean },
): void {
  const specifier = unescape(text ?? '');
  const key = `${kind} ${specifier}`;
  const known = found.get(key);
  if (known !== undefined && (known.isLazy === undefined || isLazy)) return;
  found.set(key, isLazy ? { specifier, kind, isLazy } : { specifier, kind });
}

function unescape(text: string): string {
  if (!text.includes('\\')) return text;
  try {
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- a JSON string parses to a string
    return JSON.parse(`"${text.replaceAll(/\\'/g, "'").replaceAll(/(?<!\\)"/g, '\\"')}"`) as string;
  } catch {
    return text;
  }
}
