/** Which files of a root are tests, by its configurations and `.gitignore`: for all of them at once, or for one and why. */
import path from 'node:path';
import type { FilePath, Problem } from '../../test-host/protocol.ts';
import { findFiles, foreignFolders } from '../config/find-test-files.ts';
import type { PatternBase } from '../config/file-patterns.ts';
import { decidingRule, parseIgnoreFile, type IgnoreRules } from '../config/ignore-rules.ts';
import { patternOutside } from '../config/messages.ts';
import { outerIgnoreRules } from '../config/outer-ignore-rules.ts';
import { readSmallText, type Files } from '../workspace/files.ts';
import type { CompiledRule } from './file-rule.ts';
import type { Project, Projects } from './projects.ts';

export interface TestFilesContext {
  /** Absolute, with forward slashes. */
  readonly rootDir: string;
  readonly files: Files;
  readonly projects: Projects;
}

export interface FoundTestFiles {
  /** Relative to the root, in the order of their UTF-16 code units. */
  readonly files: readonly FilePath[];
  readonly problems: readonly Problem[];
}

export function findAllTestFiles({ rootDir, files, projects }: TestFilesContext): FoundTestFiles {
  const found: FilePath[] = [];
  const problems: Problem[] = [];
  const folders = new Set(projects.all.map(({ folder }) => folder));
  for (const project of projects.all) {
    const { rules } = project;
    const walked = findFiles(
      {
        isIncluded: (file) => ruleFor(file, project) !== undefined,
        isExcluded: (folder) => rules.every((rule) => rule.isExcluded(folder)),
        bases: basesOf(project, projects),
      },
      { rootDir, files, isElsewhere: (folder) => folders.has(folder) && folder !== project.folder },
    );
    found.push(...walked.files);
    problems.push(...walked.problems);
    for (const { outside } of rules) {
      problems.push(...outside.map((glob) => patternOutside(glob, rootDir)));
    }
  }
  return { files: found.sort(), problems };
}

/** The rule by which a project has a file among its tests. */
export function ruleFor(file: FilePath, { rules }: Project): CompiledRule | undefined {
  return rules.find((rule) => rule.isIncluded(file) && !rule.isExcluded(file));
}

/** Where the files of a project can be: not where a nearer configuration decides. */
function basesOf(project: Project, projects: Projects): readonly PatternBase[] {
  const { folder } = project;
  const bases = project.rules
    .flatMap((rule) => rule.bases)
    .flatMap((base): PatternBase[] => {
      if (folder === '' || base.folder === folder || base.folder.startsWith(`${folder}/`))
        return [base];
      const isAbove = base.folder === '' || folder.startsWith(`${base.folder}/`);
      const depth = base.depth - (levels(folder) - levels(base.folder));
      return isAbove && depth >= 0 ? [{ folder, depth }] : [];
    })
    .filter((base) => projects.nearest(`${base.folder}/.`).folder === folder);
  return bases.filter((base, i) => !bases.some((other, j) => covers(other, base, i < j)));
}

function covers(outer: PatternBase, inner: PatternBase, isLater: boolean): boolean {
  if (outer.folder === inner.folder)
    return (
      outer.depth > inner.depth || (outer.depth === inner.depth && !isLater && outer !== inner)
    );
  const isWithin = outer.folder === '' || inner.folder.startsWith(`${outer.folder}/`);
  return isWithin && outer.depth - (levels(inner.folder) - levels(outer.folder)) >= inner.depth;
}

function levels(folder: string): number {
  return folder === '' ? 0 : folder.split('/').length;
}

/** Why a file is among the tests or is not; the file need not be there. */
export type Verdict =
  | { readonly is: 'test'; readonly project: Project; readonly rule: CompiledRule }
  | { readonly is: 'outside' }
  | { readonly is: 'foreign'; readonly folder: string }
  | { readonly is: 'not-included'; readonly project: Project }
  | {
      readonly is: 'excluded';
      readonly project: Project;
      readonly rule: CompiledRule;
      readonly pattern: string;
    }
  | {
      readonly is: 'ignored';
      readonly project: Project;
      /** Absolute path of the file with the rule. */
      readonly ignoreFile: string;
      readonly pattern: string;
    };

/** @param file relative to the root */
export function judge(file: FilePath, { rootDir, files, projects }: TestFilesContext): Verdict {
  if (file.startsWith('../') || path.isAbsolute(file)) return { is: 'outside' };
  const project = projects.nearest(file);
  const verdicts = basesOf(project, projects)
    .filter((base) => base.folder === '' || file.startsWith(`${base.folder}/`))
    .map((base) => judgeFrom(base, file, { rootDir, files, project }));
  const first = verdicts.find(({ is }) => is === 'test') ?? verdicts[0];
  if (first !== undefined) return first;
  const folders = file.split('/').slice(0, -1);
  const foreign = folders.findIndex((name) => foreignFolders.has(name));
  if (foreign >= 0) return { is: 'foreign', folder: folders.slice(0, foreign + 1).join('/') };
  return byPatterns(file, project);
}

interface JudgeContext {
  readonly rootDir: string;
  readonly files: Files;
  readonly project: Project;
}

/** As the walk that begins at this base comes to the file, folder by folder. */
function judgeFrom(
  base: PatternBase,
  file: FilePath,
  { rootDir, files, project }: JudgeContext,
): Verdict {
  const below = base.folder === '' ? file : file.slice(base.folder.length + 1);
  const segments = below.split('/');
  let layers: readonly IgnoreRules[] = outerIgnoreRules(rootDir, base.folder, files);
  let at = base.folder;
  for (const [i, name] of segments.entries()) {
    const absolute = at === '' ? rootDir : `${rootDir}/${at}`;
    const text = readSmallText(files, `${absolute}/.gitignore`);
    if (text !== undefined) layers = [...layers, parseIgnoreFile(text, absolute)];
    const isFolder = i < segments.length - 1;
    at = at === '' ? name : `${at}/${name}`;
    if (isFolder && foreignFolders.has(name)) return { is: 'foreign', folder: at };
    const excluding = isFolder
      ? project.rules.every((rule) => rule.isExcluded(at)) && project.rules[0]
      : undefined;
    if (excluding) return excludedBy(excluding, at, project);
    const decision = decidingRule({ path: `${absolute}/${name}`, name, isFolder }, layers);
    if (decision !== undefined && !decision.rule.isNegated) {
      const verdict = byPatterns(file, project);
      if (verdict.is !== 'test') return verdict;
      const ignoreFile = `${decision.base}.gitignore`;
      return { is: 'ignored', project, ignoreFile, pattern: decision.rule.text };
    }
  }
  return byPatterns(file, project);
}

/** What the patterns alone say. */
function byPatterns(file: FilePath, project: Project): Verdict {
  const rule = ruleFor(file, project);
  if (rule !== undefined) return { is: 'test', project, rule };
  const excluding = project.rules.find((one) => one.isIncluded(file));
  return excluding === undefined
    ? { is: 'not-included', project }
    : excludedBy(excluding, file, project);
}

function excludedBy(rule: CompiledRule, at: string, project: Project): Verdict {
  return { is: 'excluded', project, rule, pattern: rule.excludedBy(at) ?? at };
}
