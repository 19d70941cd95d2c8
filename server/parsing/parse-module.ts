/** The text of a module → its imports and symbols. Pure, and whatever the text is, it does not throw. */
import type { ts } from 'ts-morph';
import { createSource } from './create-source.ts';
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
    return readModule(createSource(name, text));
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    // The compiler's parser calls itself for each level: no code that people write is so deep.
    return { imports: [] };
  }
}

export function readModule(source: ts.SourceFile): ParsedModule {
  return { imports: findModuleEdges(source), symbols: findSymbols(source) };
}
