/**
 * The configurations of a root, and which of them holds where: the nearest one. A configuration of ztest decides which files
 * are tests wherever it stands above; those of other tools decide where none of ztest does, and say whose globals there are.
 */
import type { Problem } from '../../test-host/protocol.ts';
import { findFiles } from '../config/find-test-files.ts';
import { loadServerChunk } from '../config/lazy-chunk.ts';
import type * as ConfigChunk from '../config/config-chunk.ts';
import { readSmallText, type Files } from '../workspace/files.ts';
import { compileRule, defaultRule, type CompiledRule, type FileRule } from './file-rule.ts';
import {
  dependencyRules,
  jestKeys,
  jestRules,
  scriptRules,
  vitestKeys,
  vitestRules,
  type ConfigPlace,
} from './foreign-rules.ts';
import { configNotStatic, configUnreadable } from './project-messages.ts';
import { scriptConfigProblems } from './script-config-problems.ts';
import { readConfig, type ConfigStore } from './static-configs.ts';
import type { StaticConfig } from '../parsing/static-config.ts';

export interface Project {
  /** Relative to the root; '' is the root. */
  readonly folder: string;
  readonly rules: readonly CompiledRule[];
}

export interface Projects {
  /** The root's first, then by folder. */
  readonly all: readonly Project[];
  readonly problems: readonly Problem[];
  /** Of a path relative to the root. */
  readonly nearest: (path: string) => Project;
}

export interface ProjectsContext {
  /** Absolute, with forward slashes. */
  readonly rootDir: string;
  readonly files: Files;
  readonly configs: ConfigStore;
  /** What the caller knows of the root's configuration: the command has read it with its flags. */
  readonly rootRule?: FileRule | undefined;
  /** Only the configurations of other tools decide. */
  readonly ignoresOwnConfigs?: boolean | undefined;
}

const configNames =
  /^(?:ztest\.config\.[mc]?[jt]s|ztest\.toml|jest\.config\.(?:[mc]?[jt]s|json)|vite(?:st)?\.config\.[mc]?[jt]s|vitest\.workspace\.(?:[mc]?[jt]s|json)|package\.json)$/;

/** Whether a change of this file can change which files are tests. */
export function decidesAboutFiles(file: string): boolean {
  const name = file.slice(file.lastIndexOf('/') + 1);
  return name === '.gitignore' || configNames.test(name);
}

export function readProjects(context: ProjectsContext): Projects {
  const { rootDir, files } = context;
  const found = findFiles(
    {
      isIncluded: (file) => configNames.test(file.slice(file.lastIndexOf('/') + 1)),
      isExcluded: () => false,
      bases: [{ folder: '', depth: Number.POSITIVE_INFINITY }],
    },
    { rootDir, files },
  );
  const problems: Problem[] = [];
  const byFolder = new Map<string, string[]>();
  for (const file of found.files) {
    const slash = file.lastIndexOf('/');
    const folder = slash < 0 ? '' : file.slice(0, slash);
    const names = byFolder.get(folder) ?? [];
    names.push(file.slice(slash + 1));
    byFolder.set(folder, names);
  }
  const own = new Map<string, FolderRules>();
  const withProjects: string[] = [];
  const byDepth = [...byFolder].sort(([one], [other]) => (one < other ? -1 : 1));
  for (const [folder, names] of byDepth) {
    const rules = readFolder(folder, names, { ...context, problems, withProjects });
    if (rules.ztest !== undefined || rules.foreign.length > 0) own.set(folder, rules);
  }
  moveToTheirBase(own);
  if (context.rootRule !== undefined) {
    own.set('', { foreign: own.get('')?.foreign ?? [], ztest: context.rootRule });
  }
  const folders = new Set(['', ...own.keys()]);
  const all = [...folders].sort().map((folder) => ({
    folder,
    rules: effectiveRules(folder, own).map((rule) => compileRule(rule, rootDir)),
  }));
  const projects = new Map(all.map((project) => [project.folder, project]));
  return { all, problems, nearest: (path) => nearestOf(path, projects) };
}

interface FolderRules {
  readonly ztest: FileRule | undefined;
  readonly foreign: readonly FileRule[];
}

/** `config/jest.config.js` with `rootDir: '..'` is about the folder above. */
function moveToTheirBase(own: Map<string, FolderRules>): void {
  const found = [...own];
  for (const [folder, { foreign, ztest }] of found) {
    const isAbove = ({ base }: FileRule): boolean =>
      base !== folder && (base === '' || folder.startsWith(`${base}/`));
    const moved = foreign.filter(isAbove);
    if (moved.length === 0) continue;
    own.set(folder, { ztest, foreign: foreign.filter((rule) => !isAbove(rule)) });
    for (const rule of moved) {
      const there = own.get(rule.base);
      const others =
        there?.foreign.filter(({ tool, isAssumed }) => !isAssumed || tool !== rule.tool) ?? [];
      own.set(rule.base, { ztest: there?.ztest, foreign: [...others, rule] });
    }
  }
}

function nearestOf(path: string, projects: ReadonlyMap<string, Project>): Project {
  for (const folder of foldersAbove(path)) {
    const project = projects.get(folder);
    if (project !== undefined) return project;
  }
  throw new Error('the root is always a project');
}

/** From the folder of the file up to the root. */
function* foldersAbove(path: string): Generator<string> {
  for (let end = path.lastIndexOf('/'); end >= 0; end = path.lastIndexOf('/', end - 1)) {
    yield path.slice(0, end);
    if (end === 0) break;
  }
  yield '';
}

function effectiveRules(
  folder: string,
  own: ReadonlyMap<string, FolderRules>,
): readonly FileRule[] {
  let ztest: FileRule | undefined;
  let foreign: readonly FileRule[] = [];
  for (const at of [folder, ...foldersAbove(folder)]) {
    const rules = own.get(at);
    if (foreign.length === 0 && rules !== undefined) foreign = rules.foreign;
    ztest ??= rules?.ztest;
  }
  const globals = foreign.find((rule) => rule.globals !== undefined)?.globals;
  if (ztest !== undefined) {
    return [globals === undefined || ztest.globals !== undefined ? ztest : { ...ztest, globals }];
  }
  return foreign.length > 0 ? foreign : [defaultRule];
}

interface FolderContext extends ProjectsContext {
  readonly problems: Problem[];
  /** Folders whose configuration of Vitest names projects. */
  readonly withProjects: string[];
}

function isWithin(folder: string, above: string): boolean {
  return folder !== above && (above === '' || folder.startsWith(`${above}/`));
}

/** A project has no projects, although its configuration may begin with that of the root. */
function withoutProjects(value: unknown): unknown {
  const test = member(value, 'test');
  if (typeof test !== 'object' || test === null) return value;
  return { ...Object(value), test: { ...test, projects: undefined, workspace: undefined } };
}

function readFolder(folder: string, names: readonly string[], context: FolderContext): FolderRules {
  const { rootDir } = context;
  const placeOf = (name: string): ConfigPlace => ({
    rootDir,
    folder,
    source: folder === '' ? name : `${folder}/${name}`,
  });
  const first = (pattern: RegExp): ConfigPlace | undefined => {
    const name = names.find((one) => pattern.test(one));
    return name === undefined ? undefined : placeOf(name);
  };
  const isDecided = context.ignoresOwnConfigs === true || (folder === '' && context.rootRule);
  const ztestFile = isDecided ? undefined : first(/^ztest\./);
  const vitestFile = first(/^vitest\.config/) ?? first(/^vite\.config/);
  const workspaceFile = first(/^vitest\.workspace/);
  const jestFile = first(/^jest\.config/);
  const manifest = names.includes('package.json')
    ? readManifest(placeOf('package.json'), context)
    : {};

  const foreign: FileRule[] = [];
  if (workspaceFile !== undefined) {
    const { value } = readStatic(workspaceFile, [''], context);
    context.withProjects.push(folder);
    foreign.push(...vitestRules(value, workspaceFile));
  } else if (vitestFile !== undefined) {
    const given = readStatic(vitestFile, vitestKeys, context).value;
    const isProject = context.withProjects.some((above) => isWithin(folder, above));
    const value = isProject ? withoutProjects(given) : given;
    if (member(member(value, 'test'), 'projects') !== undefined) context.withProjects.push(folder);
    const isVitest = vitestFile.source.includes('vitest.') || member(value, 'test') !== undefined;
    if (isVitest) foreign.push(...vitestRules(value, vitestFile));
  }
  if (jestFile !== undefined) {
    foreign.push(...jestRules(readStatic(jestFile, jestKeys, context).value, jestFile));
  } else if (member(manifest, 'jest') !== undefined) {
    foreign.push(...jestRules(member(manifest, 'jest'), placeOf('package.json')));
  }
  if (foreign.length === 0) foreign.push(...dependencyRules(manifest, placeOf('package.json')));
  foreign.push(...scriptRules(manifest, placeOf('package.json')));
  return { ztest: ztestFile && ztestRule(ztestFile, context), foreign };
}

function readManifest(place: ConfigPlace, { rootDir, files }: FolderContext): unknown {
  const text = readSmallText(files, `${rootDir}/${place.source}`);
  if (
    text === undefined ||
    !/"jest"|"react-scripts"|"kcd-scripts"|"tsdx"|"vitest"|--test\b|\bborp\b/.test(text)
  )
    return {};
  try {
    return JSON.parse(text);
  } catch {
    return {}; // npm itself says what is wrong with it
  }
}

const ztestKeys = ['include', 'exclude', 'globals'];

function ztestRule(place: ConfigPlace, context: FolderContext): FileRule | undefined {
  const { value, holes } = place.source.endsWith('.toml')
    ? { value: readToml(place, context), holes: [] }
    : readScript(place, context);
  const list = (key: string): readonly string[] | undefined => {
    const globs = member(value, key);
    return Array.isArray(globs) ? globs.filter((glob) => typeof glob === 'string') : undefined;
  };
  return {
    tool: 'ztest',
    source: place.source,
    base: place.folder,
    include: list('include') ?? defaultRule.include,
    exclude: list('exclude') ?? [],
    ...(member(value, 'globals') === true && { globals: 'ztest' as const }),
    ...tagsOf(value, holes),
  };
}

/** With those of the profiles: any of them may hold when tests run. */
function tagsOf(
  value: unknown,
  holes: StaticConfig['holes'],
): Pick<FileRule, 'tags' | 'hasOtherTags'> {
  const profiles = membersOf(member(value, 'profiles')).map(([, profile]) => profile);
  const names = [value, ...profiles].flatMap((one) =>
    membersOf(member(one, 'tags')).map(([name]) => name),
  );
  if (names.length === 0) return {};
  const isOpen = holes.some(
    ({ path: [key] }) => key === undefined || /^(?:tags|profiles)$/.test(String(key)),
  );
  return { tags: [...new Set(names)], ...(isOpen && { hasOtherTags: true }) };
}

function readToml(place: ConfigPlace, { rootDir, files, problems }: FolderContext): unknown {
  const text = readSmallText(files, `${rootDir}/${place.source}`);
  if (text === undefined) return undefined;
  const chunk = loadServerChunk<typeof ConfigChunk>('config', 'config-chunk.ts');
  const reading = chunk.readTomlConfig({ file: place.source, text });
  if (reading.ok) return reading.content.layer;
  problems.push(...reading.problems);
  return undefined;
}

/** Of ztest itself: what it says is checked, too. */
function readScript(place: ConfigPlace, context: FolderContext): StaticConfig {
  const { rootDir, files, problems } = context;
  const config = readStatic(place, ztestKeys, context);
  const text = readSmallText(files, `${rootDir}/${place.source}`) ?? '';
  problems.push(...scriptConfigProblems(config, { file: place.source, text }));
  return config;
}

function readStatic(
  place: ConfigPlace,
  keys: readonly string[],
  { rootDir, files, configs, problems }: FolderContext,
): StaticConfig {
  const config = readConfig(`${rootDir}/${place.source}`, { files, store: configs });
  const isVite = /(?:^|\/)vite\.config/.test(place.source);
  if (isVite && member(config.value, 'test') === undefined) return config;
  if (config.value === undefined && config.syntax === undefined)
    problems.push(configUnreadable(place.source));
  const hole = config.holes.find((one) =>
    keys.some((key) => isAbout(one.path.map(String), key, { ...one, value: config.value })),
  );
  if (hole !== undefined) {
    const file = hole.file.startsWith(`${rootDir}/`)
      ? hole.file.slice(rootDir.length + 1)
      : hole.file;
    problems.push(configNotStatic({ file, line: hole.line, column: hole.column }, hole));
  }
  return config;
}

/** Whether what could not be read at a path could have been the key, or is a part of it. */
function isAbout(
  path: readonly string[],
  key: string,
  { covers, value }: { readonly covers: 'value' | 'rest'; readonly value: unknown },
): boolean {
  const keys = key === '' ? [] : key.split('.');
  const shared = Math.min(path.length, keys.length);
  if (!keys.slice(0, shared).every((part, i) => part === path[i])) return false;
  if (covers === 'value' || path.length >= keys.length) return true;
  return keys.reduce(member, value) === undefined;
}

function membersOf(value: unknown): readonly (readonly [string, unknown])[] {
  return typeof value === 'object' && value !== null ? Object.entries(value) : [];
}

function member(value: unknown, key: string): unknown {
  return typeof value === 'object' && value !== null ? Reflect.get(value, key) : undefined;
}
