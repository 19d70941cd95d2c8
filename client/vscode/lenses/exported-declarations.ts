/** Where the functions and classes stand that a source file exports: by the text alone, so that typing never waits for it. */

export interface ExportedDeclaration {
  /** 0-based, of the name; of a default export without a name, of its keyword. */
  readonly line: number;
  readonly character: number;
}

const DECLARATION =
  /^(?<before>export\s+(?:default\s+)?(?:(?:async|abstract|declare)\s+)*(?:function\s*\*?|class)\s*)(?<name>[\w$]+)/;
const CONSTANT =
  /^(?<before>export\s+(?:const|let)\s+)(?<name>[\w$]+)\s*(?::[^=]+)?=\s*(?:async\s*)?(?:function\b|class\b|<|\(|[\w$]+\s*=>)/;

/** Those at the beginning of a line, as formatters write them. */
export function exportedDeclarations(text: string): readonly ExportedDeclaration[] {
  return text.split('\n').flatMap((content, line): readonly ExportedDeclaration[] => {
    if (!content.startsWith('export')) return [];
    const found = DECLARATION.exec(content) ?? CONSTANT.exec(content);
    return found?.groups?.['before'] === undefined
      ? []
      : [{ line, character: found.groups['before'].length }];
  });
}
