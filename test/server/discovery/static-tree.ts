/** Builds the static trees of a project that exists only as text. */
import path from 'node:path';
import { format } from 'pretty-format';
import { buildTree, type TreeOptions } from '../../../server/discovery/test-tree.ts';
import type { FileTree } from '../../../server/discovery/file-tree.ts';
import { parseFile } from '../../../server/parsing/parse-file.ts';
import { mayDeclareTests } from '../../../server/parsing/test-apis.ts';
import type { ParsedFile } from '../../../server/parsing/parsed-file.ts';
import type { ProjectFiles } from '../../support/run-project.ts';

export function staticTree(file: string, files: ProjectFiles, options?: TreeOptions): FileTree {
  return buildTree(
    file,
    {
      // As the cache gives it: what does not survive JSON must not be there.
      parsed: (name) => {
        const text = files[name];
        return text === undefined
          ? undefined
          : (JSON.parse(JSON.stringify(parseFile(name, text))) as ParsedFile);
      },
      resolve: (specifier, from) => {
        if (!specifier.startsWith('.')) return undefined;
        const base = path.posix.join(path.posix.dirname(from), specifier);
        return ['', '.ts', '.js', '/index.ts']
          .map((end) => base + end)
          .find((name) => name in files);
      },
      mayDeclareTests: (name) => mayDeclareTests(files[name] ?? ''),
      pretty: format,
    },
    options,
  );
}

/** The tests of one file, a line each, indented: `title (what it is besides)`. */
export function treeOf(text: string, more: ProjectFiles = {}, options?: TreeOptions): string[] {
  const { nodes } = staticTree('a.test.ts', { ...more, 'a.test.ts': text }, options);
  const depths = new Map<string, number>();
  return nodes.map(({ id, kind, title, parent, tags, mode, mayBeSkipped, isDynamic }) => {
    const depth = parent === undefined ? 0 : (depths.get(parent) ?? 0) + 1;
    depths.set(id, depth);
    const marks = [
      ...(kind === 'rows' ? ['rows'] : []),
      ...(mode === undefined ? [] : [mode]),
      ...(mayBeSkipped === true ? ['skip?'] : []),
      ...(isDynamic === true ? ['dynamic'] : []),
      ...tags.map((tag) => `@${tag}`),
    ];
    return `${'  '.repeat(depth)}${title}${marks.length === 0 ? '' : ` (${marks.join(' ')})`}`;
  });
}
