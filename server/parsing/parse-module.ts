/** The text of a module → its imports and symbols. Pure, and whatever the text is, it does not throw. */
import { ts } from 'ts-morph';
import { findSymbols } from './file-symbols.ts';
import { findModuleEdges } from './module-edges.ts';
import type { ModuleEdge } from './parsed-file.ts';
import type { FileSymbols } from './symbol-facts.ts';

export interface ParsedModule {
  readonly imports: readonly ModuleEdge[];
  /** Absent: nobody can say. */
  readonly symbols?: FileSymbols;
}

/** @param name decides the language */
export function parseModule(name: string, text: string): ParsedModule {
  try {
    const source = ts.createSourceFile(
      name,
      text,
      { languageVersion: ts.ScriptTarget.ESNext, jsDocParsingMode: ts.JSDocParsingMode.ParseNone },
      false,
      scriptKindOf(name),
    );
    return { imports: findModuleEdges(source), symbols: findSymbols(source) };
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    // The compiler's parser calls itself for each level: no code that people write is so deep.
    return { imports: [] };
  }
}

function scriptKindOf(name: string): ts.ScriptKind {
  if (/\.[cm]?js$/.test(name)) return ts.ScriptKind.JSX; // many a `.js` holds JSX
  if (name.endsWith('.jsx')) return ts.ScriptKind.JSX;
  return name.endsWith('.tsx') ? ts.ScriptKind.TSX : ts.ScriptKind.TS;
}
