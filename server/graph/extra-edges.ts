/** Edges that no import names: what stands in for a mocked module, what a test is compared with, what runs before it. */
import path from 'node:path';
import { isFileTarget, type GraphEdge } from './module-facts.ts';

export interface EdgeSource {
  readonly file: string;
  readonly isTest: boolean;
  readonly edges: readonly GraphEdge[];
}

export interface EdgeContext {
  readonly rootDir: string;
  readonly isFile: (path: string) => boolean;
  readonly setupFiles: readonly string[];
  /** Takes every path that was looked for. */
  readonly keys: Set<string>;
}

export function* extraEdges(source: EdgeSource, context: EdgeContext): Generator<GraphEdge> {
  for (const edge of source.edges) {
    if (edge.kind === 'mock') yield* manualMocks(edge, source.file, context);
  }
  if (!source.isTest) return;
  const { dir, base } = path.posix.parse(source.file);
  const snapshots = `${dir}/__snapshots__/${base}.snap`;
  context.keys.add(snapshots);
  if (context.isFile(snapshots)) {
    yield { kind: 'snapshot', specifier: `./__snapshots__/${base}.snap`, to: snapshots };
  }
  for (const to of context.setupFiles) yield { kind: 'setup', specifier: to, to };
}

/** Where the file lies that a literal path may name: beside the code, or in the working folder. */
export function sourcePlaces(specifier: string, file: string, rootDir: string): readonly string[] {
  const text = specifier.replace(/^file:\/\//, '');
  if (/^[a-z]+:/i.test(text)) return [];
  const beside = path.posix.resolve(path.posix.dirname(file), text);
  const inRoot = path.posix.resolve(rootDir, text);
  return beside === inRoot ? [beside] : [beside, inRoot];
}

/** Files that a path with `*` may name; more than these nobody means. */
const mostMatches = 1000;

/** @param list files and folders of a folder, folders with a slash behind */
export function matchingFiles(
  pattern: string,
  file: string,
  list: (folder: string) => readonly string[],
): readonly string[] {
  const [before = '', ...rest] = path.posix.resolve(path.posix.dirname(file), pattern).split('*');
  const matches = new RegExp(
    `^${[before, ...rest].map((part) => part.replaceAll(/[\\^$.+?()[\]{}|]/g, String.raw`\$&`)).join('.*')}$`,
    's',
  );
  const found: string[] = [];
  const folders = [folderOfPattern(pattern, file)];
  for (const folder of folders) {
    for (const name of list(folder)) {
      const entry = `${folder}/${name}`;
      if (!name.endsWith('/')) {
        if (matches.test(entry) && entry !== file) found.push(entry);
      } else if (!/^(?:node_modules|\..*)\/$/.test(name)) folders.push(entry.slice(0, -1));
      if (found.length > mostMatches || folders.length > mostMatches) return [];
    }
  }
  return found.toSorted();
}

/** The innermost folder that all that matches lies in. */
export function folderOfPattern(pattern: string, file: string): string {
  const whole = path.posix.resolve(path.posix.dirname(file), pattern);
  return whole.slice(0, whole.indexOf('*')).replace(/\/[^/]*$/, '');
}

const EXTENSIONS = ['.ts', '.tsx', '.js', '.jsx', '.mts', '.mjs', '.cts', '.cjs', '.json'];

/** As the host looks for them: beside a module of the project, else in a `__mocks__` at or above the importing file. */
function* manualMocks(
  { specifier, to }: GraphEdge,
  file: string,
  { keys, isFile, rootDir }: EdgeContext,
): Generator<GraphEdge> {
  const name = specifier.replace(/^node:/, '');
  const places: string[] = [];
  if (isFileTarget(to)) {
    const { dir, base } = path.posix.parse(to);
    places.push(`${dir}/__mocks__/${base}`);
  }
  if (!specifier.startsWith('.') && !path.posix.isAbsolute(name)) {
    for (let at = path.posix.dirname(file); at.startsWith(rootDir); at = path.posix.dirname(at)) {
      places.push(`${at}/__mocks__/${name}`);
    }
  }
  for (const place of places) {
    const short = place.replace(/\.(?:[cm]?[jt]sx?|json)$/, '');
    keys.add(place).add(short);
    const found = [place, ...EXTENSIONS.flatMap((end) => [short + end, `${place}/index${end}`])];
    const mock = found.find(isFile);
    if (mock === undefined) continue;
    yield { kind: 'manual-mock', specifier, to: mock };
    return;
  }
}
