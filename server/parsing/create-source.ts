import { ts } from 'ts-morph';

/** @param name decides the language */
export function createSource(
  name: string,
  text: string,
  { hasParents = false } = {},
): ts.SourceFile {
  return ts.createSourceFile(
    name,
    text,
    { languageVersion: ts.ScriptTarget.ESNext, jsDocParsingMode: ts.JSDocParsingMode.ParseNone },
    hasParents,
    scriptKindOf(name),
  );
}

/** JSX is understood in `.js` too. */
function scriptKindOf(name: string): ts.ScriptKind {
  if (/\.[cm]?js$/.test(name)) return ts.ScriptKind.JS;
  if (name.endsWith('.jsx')) return ts.ScriptKind.JSX;
  return name.endsWith('.tsx') ? ts.ScriptKind.TSX : ts.ScriptKind.TS;
}
