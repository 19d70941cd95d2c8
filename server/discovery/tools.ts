/** What discovery leaves to others: what a text says, and what tests that makes. Loaded when a file has changed. */
import type { FilePath } from '../../test-host/protocol.ts';
import type { FileCode } from '../parsing/code-units.ts';
import type { SourceFile } from '../parsing/parse-batch.ts';
import type { ParsedModule } from '../parsing/parse-module.ts';
import type { ParsedFile } from '../parsing/parsed-file.ts';
import type { GlobalsOf } from './file-rule.ts';
import type { FileTree } from './file-tree.ts';

export interface DiscoveryTools {
  readonly parse: (file: SourceFile) => ParsedFile;
  /** What the graph wants of a file, and with `forBoth` what is wanted here. */
  readonly parseModule: (
    file: SourceFile,
    options: { readonly forBoth: boolean },
  ) => ParsedForGraph;
  /** `undefined`: nested too deep for the compiler. */
  readonly findCode?: (file: SourceFile) => FileCode | undefined;
  readonly buildTree: (source: TreeSource) => BuiltTree;
  /** Keeps what makes the next start of the tools faster. */
  readonly save?: () => void;
}

export interface ParsedForGraph {
  readonly module: ParsedModule;
  readonly file?: ParsedFile;
}

export interface TreeSource {
  readonly file: FilePath;
  /** Absolute. */
  readonly rootDir: string;
  readonly parsed: ParsedFile;
  /** Whose test functions are there without an import. */
  readonly globals: GlobalsOf | undefined;
  readonly modules: ProjectModules;
}

/** Other files of the project. Whoever asks depends on the answer: the tree is made anew when that changes. */
export interface ProjectModules {
  /** The absolute path of a module of the project; `undefined`: missing, or a package's. */
  readonly resolve: (specifier: string, from: string) => string | undefined;
  readonly parsed: (path: string) => ParsedFile | undefined;
  /** Whether its text has words that declare tests: asking is cheaper, and whoever asked depends on nothing else of it. */
  readonly mayDeclareTests: (path: string) => boolean;
}

export type BuiltTree = Pick<FileTree, 'nodes' | 'problems'>;

export interface VersionedTree extends BuiltTree {
  /** Relative to the root. */
  readonly file: FilePath;
  /** Grows with each change of the tree. */
  readonly version: number;
}
