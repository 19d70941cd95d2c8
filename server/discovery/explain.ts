/** "Why is my test not here?": everything that decided about a file or a title, in sentences. */
import path from 'node:path';
import type { FilePath } from '../../test-host/protocol.ts';
import { nearest } from '../config/did-you-mean.ts';
import type { ParsedFile } from '../parsing/parsed-file.ts';
import { TEST_MODULES } from '../parsing/test-apis.ts';
import type { CompiledRule } from './file-rule.ts';
import type { TreeNode } from './file-tree.ts';
import { pathOf } from './select-nodes.ts';
import { judge, type TestFilesContext, type Verdict } from './test-files.ts';
import type { VersionedTree } from './tools.ts';

export interface Explanation {
  /** Whether the file holds tests, or the title is one: `nothing` is neither a file nor a title. */
  readonly answer: 'test' | 'no-test' | 'nothing';
  /** The answer in one sentence. */
  readonly headline: string;
  /** How it came about, in order. */
  readonly trail: readonly string[];
  /** What may have been meant. */
  readonly guess?: string;
}

export interface ExplainContext extends TestFilesContext {
  readonly trees: readonly VersionedTree[];
  /** What a file says by itself. */
  readonly parsed: (file: FilePath) => ParsedFile | undefined;
  /** Project files that a tree was made from, relative to the root. */
  readonly inputsOf: (file: FilePath) => readonly FilePath[];
}

/**
 * @param target a path, perhaps with a line, or a part of a title
 * @param cwd absolute: what a path is relative to
 */
export function explain(target: string, cwd: string, context: ExplainContext): Explanation {
  const { rootDir, files } = context;
  const written = target.replaceAll('\\', '/').replace(/:\d+(?:[:-]\d+)?$/, '');
  const absolute = path.posix.resolve(cwd, written);
  const file = path.posix.relative(rootDir, absolute);
  const kind = files.stat(absolute)?.kind;
  if (kind === 'folder') return explainFolder(file, context);
  if (kind !== undefined) return explainFile(file, context);
  const byTitle = explainTitle(target, context);
  if (byTitle !== undefined) return byTitle;
  return explainNothing(target, written, context);
}

function explainFile(file: FilePath, context: ExplainContext): Explanation {
  const verdict = judge(file, context);
  const trail = verdictTrail(verdict, file);
  if (verdict.is !== 'test')
    return { answer: 'no-test', headline: `${file} is no test file.`, trail };
  const tree = context.trees.find((one) => one.file === file);
  if (tree === undefined) {
    return {
      answer: 'no-test',
      headline: `${file} is no test file.`,
      trail: [...trail, 'It is reached through a link to a folder that is in the project already.'],
    };
  }
  const { nodes, problems } = tree;
  const tests = nodes.filter(({ kind }) => kind !== 'suite');
  const rest = [
    ...importTrail(context.parsed(file), verdict.rule),
    ...inputsTrail(context.inputsOf(file)),
    ...problems
      .filter(({ kind }) => kind !== 'dynamic')
      .map(({ message, range, code }) => `Line ${range.start.line}: ${message} (${code})`),
  ];
  if (tests.length === 0) {
    const headline = `${file} is a test file, but no test was found in it.`;
    return { answer: 'no-test', headline, trail: [...trail, ...rest] };
  }
  const headline = `${file} is a test file with ${count(tests.length, 'test')}.`;
  return { answer: 'test', headline, trail: [...trail, ...rest, ...dynamicTrail(tests)] };
}

function verdictTrail(verdict: Verdict, file: FilePath): readonly string[] {
  switch (verdict.is) {
    case 'outside':
      return ['It lies outside of the project.'];
    case 'foreign':
      return [`It lies in ${verdict.folder}, and tests are never looked for in such a folder.`];
    case 'not-included':
      return verdict.project.rules.map(
        (rule) => `${sourceOf(rule)}: no pattern matches it (${patternsOf(rule)}).`,
      );
    case 'excluded':
      return [
        `${sourceOf(verdict.rule)}: "${verdict.rule.includedBy(file) ?? '…'}" matches it.`,
        `But it is excluded by "${verdict.pattern}".`,
      ];
    case 'ignored':
      return [
        `${path.posix.basename(verdict.ignoreFile)} in ${path.posix.dirname(verdict.ignoreFile)} ignores it: "${verdict.pattern}".`,
      ];
    case 'test':
      return [
        `${sourceOf(verdict.rule)}: "${verdict.rule.includedBy(file) ?? '…'}" matches it.`,
        'Nothing excludes it, and no .gitignore rule holds for it.',
      ];
    default:
      return verdict satisfies never;
  }
}

function sourceOf({ rule }: CompiledRule): string {
  if (rule.source === undefined) return 'No configuration (the defaults hold)';
  return `${rule.source} (the nearest configuration)`;
}

function patternsOf({ rule }: CompiledRule): string {
  return [...rule.include, ...(rule.includePaths ?? []).map((one) => `/${one}/`)].join(', ');
}

function importTrail(parsed: ParsedFile | undefined, { rule }: CompiledRule): readonly string[] {
  if (parsed === undefined) return [];
  const trail: string[] = [];
  for (const { specifier, names, start, kind } of parsed.imports) {
    if (!TEST_MODULES.has(specifier) || kind === 'type') continue;
    const taken = (names ?? []).map(({ imported, local }) =>
      imported === local ? local : `${imported} as ${local}`,
    );
    const what = taken.length === 0 ? 'It loads' : `It takes ${taken.join(', ')} from`;
    trail.push(`Line ${lineAt(start, parsed)}: ${what} "${specifier}".`);
  }
  if (rule.globals !== undefined) {
    trail.push(`The test functions of ${rule.globals} are there without an import.`);
  } else if (trail.length === 0) {
    trail.push(
      'It imports no test function itself, and no configuration makes them globals: without a helper that brings them, describe, it and test in it are any functions.',
    );
  }
  return trail;
}

function lineAt(offset: number, { lineStarts }: ParsedFile): number {
  return lineStarts.findLastIndex((start) => start <= offset) + 1;
}

const mostInputs = 5;

function inputsTrail(inputs: readonly FilePath[]): readonly string[] {
  if (inputs.length === 0) return [];
  const rest = inputs.length - mostInputs;
  const more = rest > 0 ? ` and ${count(rest, 'more file')}` : '';
  return [`Its tests are made with the help of ${inputs.slice(0, mostInputs).join(', ')}${more}.`];
}

function dynamicTrail(tests: readonly TreeNode[]): readonly string[] {
  const lines = tests.flatMap(({ isDynamic, title, location, file, why }) =>
    isDynamic === true
      ? [
          `${file === undefined ? 'Line ' : `${file}:`}${location.line}: "${title}" is known only when it runs${why ? `: ${why}` : ''}`,
        ]
      : [],
  );
  const times = Map.groupBy(lines, (line) => line);
  return [...times].map(([line, { length }]) =>
    length === 1 ? `${line}.` : `${line} (${length} times).`,
  );
}

function explainFolder(folder: FilePath, context: ExplainContext): Explanation {
  const shown = folder === '' ? 'The project' : folder;
  const inside = context.trees.filter(({ file }) => folder === '' || file.startsWith(`${folder}/`));
  if (inside.length > 0) {
    const headline = `${shown} has ${count(inside.length, 'test file')}.`;
    return { answer: 'test', headline, trail: inside.map(({ file }) => file) };
  }
  const verdict = judge(`${folder}/x.test.ts`, context);
  return {
    answer: 'no-test',
    headline: `${shown} has no test file.`,
    trail: verdict.is === 'test' ? [] : verdictTrail(verdict, folder),
  };
}

const mostShown = 20;

function explainTitle(target: string, { trees }: ExplainContext): Explanation | undefined {
  const wanted = target.toLowerCase();
  const found: string[] = [];
  for (const { file, nodes } of trees) {
    const byId = new Map(nodes.map((node) => [node.id, node]));
    for (const node of nodes) {
      const titles = pathOf(node, byId).map(({ title }) => title);
      const isMeant = [titles.join(' '), titles.join(' > ')].some((text) =>
        text.toLowerCase().includes(wanted),
      );
      if (isMeant && node.kind !== 'suite')
        found.push(`${file}:${node.location.line}  ${titles.join(' > ')}${remark(node, byId)}`);
    }
  }
  if (found.length === 0) return undefined;
  const headline = `${count(found.length, 'test')} ${found.length === 1 ? 'has' : 'have'} "${target}" in the title.`;
  const more = found.length > mostShown ? [`… and ${found.length - mostShown} more`] : [];
  return { answer: 'test', headline, trail: [...found.slice(0, mostShown), ...more] };
}

/** Why a test that is there may not run, or not under this title. */
function remark(node: TreeNode, byId: ReadonlyMap<string, TreeNode>): string {
  const skipping = pathOf(node, byId).find(({ mode }) => mode === 'skip');
  const marks = [
    ...(skipping === undefined
      ? []
      : [skipping === node ? 'skipped' : `skipped with "${skipping.title}"`]),
    ...(node.mode === 'todo' ? ['todo'] : []),
    ...(node.isDynamic === true ? ['title known only when it runs'] : []),
  ];
  return marks.length === 0 ? '' : ` (${marks.join(', ')})`;
}

function explainNothing(target: string, written: string, context: ExplainContext): Explanation {
  const { trees } = context;
  const base = path.posix.basename(written);
  const isFileLike = /[/.]/.test(written) && !written.includes(' ');
  const names = trees.map(({ file }) => path.posix.basename(file));
  const titles = trees.flatMap(({ nodes }) => nodes.map(({ title }) => title));
  const near = nearest(base, names);
  const file = trees.find((tree) => path.posix.basename(tree.file) === near)?.file;
  const guess = (isFileLike ? file : undefined) ?? nearest(target, titles) ?? file;
  return {
    answer: 'nothing',
    headline: isFileLike
      ? `There is no file ${written}, and no test has "${target}" in its title.`
      : `No test has "${target}" in its title, and there is no such file.`,
    trail: isFileLike ? [] : hiddenTrail(trees),
    ...(guess !== undefined && { guess }),
  };
}

/** A title that is not there may be one that only a run knows. */
function hiddenTrail(trees: ExplainContext['trees']): readonly string[] {
  const hidden = trees.flatMap(({ file, nodes }) =>
    nodes.filter(({ kind }) => kind === 'rows').map((node) => ({ file, node })),
  );
  const [first] = hidden;
  if (first === undefined) return [];
  const { file, node } = first;
  const place = `${node.file ?? file}:${node.location.line}`;
  return [
    hidden.length === 1
      ? `It may be one of "${node.title}" (${place}), whose titles only a run knows.`
      : `It may be a row of ${hidden.length} tests whose titles only a run knows; the first is "${node.title}" (${place}).`,
  ];
}

function count(amount: number, noun: string): string {
  return `${amount} ${noun}${amount === 1 ? '' : 's'}`;
}
