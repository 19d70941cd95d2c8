/** What the configurations of Jest, Vitest and node:test say about test files, as rules of ours. */
import { runsTests } from '../jest/runners.ts';
import type { FileRule } from './file-rule.ts';

/** Where a configuration stands: its folder and itself, relative to the root. */
export interface ConfigPlace {
  /** Absolute, with forward slashes. */
  readonly rootDir: string;
  readonly folder: string;
  readonly source: string;
}

const jestMatch = ['**/__tests__/**/*.?([mc])[jt]s?(x)', '**/?(*.)+(spec|test).?([mc])[jt]s?(x)'];
const vitestInclude = ['**/*.{test,spec}.?(c|m)[jt]s?(x)'];
const nodePatterns = ['*.test', '*-test', '*_test', 'test-*', 'test', 'test/**/*'].map(
  (name) => `**/${name}.?(c|m)[jt]s`,
);

/** Keys of a Jest configuration that decide which files are tests. */
export const jestKeys = [
  'rootDir',
  'roots',
  'testMatch',
  'testRegex',
  'testPathIgnorePatterns',
  'projects',
  'injectGlobals',
];

export function jestRules(value: unknown, place: ConfigPlace): readonly FileRule[] {
  const projects = member(value, 'projects');
  const rootDir = textOf(member(value, 'rootDir'));
  const base = resolvePath(place, place.folder, rootDir?.replace('<rootDir>', '.'));
  if (Array.isArray(projects) && projects.length > 0) {
    const within = { ...place, folder: base };
    return projects
      .filter((project: unknown) => !hasCustomRunner(project))
      .flatMap((project: unknown) =>
        typeof project === 'string'
          ? [jestRule({}, within, { base, prefix: projectFolder(project) })]
          : jestRules(project, within),
      );
  }
  return [jestRule(value, place, { base, prefix: '' })];
}

/** What `jest-runner-eslint` and its like run is no test. */
function hasCustomRunner(project: unknown): boolean {
  const runner = textOf(member(project, 'runner'));
  return runner !== undefined && !runsTests(runner);
}

function jestRule(
  value: unknown,
  { rootDir, source }: ConfigPlace,
  { base, prefix }: { readonly base: string; readonly prefix: string },
): FileRule {
  const absoluteBase = base === '' ? rootDir : `${rootDir}/${base}`;
  const inGlob = (glob: string): string =>
    glob.replace(/^(!?)<rootDir>\/?/, (_, negation: string) => negation);
  const inExpression = (expression: string): string =>
    expression.replaceAll('<rootDir>', escape(absoluteBase));
  const testRegex = texts(member(value, 'testRegex')).map(inExpression);
  const testMatch = texts(member(value, 'testMatch')).map(inGlob);
  const roots = texts(member(value, 'roots'))
    .map(inGlob)
    .map((root) => root.replace(/^\.\/|\/$/g, ''))
    .filter((root) => root !== '' && root !== '.');
  const globs =
    testMatch.length > 0 ? testMatch : testRegex.length > 0 ? [] : prefixed(prefix, jestMatch);
  const ignored = [
    ...texts(member(value, 'testPathIgnorePatterns')),
    ...texts(member(value, 'modulePathIgnorePatterns')),
  ].map(inExpression);
  const excludePaths = [...ignored, ...(roots.length > 0 ? [outsideOf(absoluteBase, roots)] : [])];
  return {
    tool: 'jest',
    source,
    base,
    include: globs,
    exclude: [],
    ...(testRegex.length > 0 && { includePaths: testRegex }),
    ...(excludePaths.length > 0 && { excludePaths }),
    ...(member(value, 'injectGlobals') !== false && { globals: 'jest' as const }),
  };
}

/** Matches files that lie in none of the roots, and no folder on the way to one. */
function outsideOf(base: string, roots: readonly string[]): string {
  const within = roots.map((root) => `${escape(root)}(?:/|$)`);
  const towards = roots.flatMap((root) =>
    root.split('/').map((_, i, parts) => `${parts.slice(0, i).map(escape).join('/')}$`),
  );
  return `^${escape(base)}/(?!${[...within, ...towards.filter((one) => one !== '$')].join('|')})`;
}

/** Keys of a Vitest configuration that decide which files are tests. */
export const vitestKeys = [
  'root',
  'test.root',
  'test.dir',
  'test.include',
  'test.exclude',
  'test.globals',
  'test.projects',
  'test.workspace',
];

/** @param value of `vitest.config.*`, or the list of a `vitest.workspace.*` */
export function vitestRules(value: unknown, place: ConfigPlace): readonly FileRule[] {
  const test = member(value, 'test');
  const projects = Array.isArray(value)
    ? value
    : (member(test, 'projects') ?? member(test, 'workspace'));
  const root = textOf(member(value, 'root')) ?? textOf(member(test, 'root'));
  const folder = resolvePath(place, place.folder, root);
  if (Array.isArray(projects) && projects.length > 0) {
    const wanted = projects.filter((one) => typeof one !== 'string' || !one.startsWith('!'));
    return wanted.flatMap((project: unknown) => {
      if (typeof project === 'string') {
        const prefix = projectFolder(project);
        return [vitestRule({}, { ...place, folder }, prefix)];
      }
      const own = member(project, 'test');
      const inherited = member(project, 'extends') === true ? recordOf(test) : {};
      const ownTest = { ...inherited, projects: undefined, workspace: undefined, ...recordOf(own) };
      const merged = { ...recordOf(project), test: ownTest };
      return vitestRules(merged, { ...place, folder });
    });
  }
  return [vitestRule(test, { ...place, folder }, '')];
}

function vitestRule(test: unknown, place: ConfigPlace, prefix: string): FileRule {
  const include = texts(member(test, 'include'));
  return {
    tool: 'vitest',
    source: place.source,
    base: resolvePath(place, place.folder, textOf(member(test, 'dir'))),
    include: include.length > 0 ? include : prefixed(prefix, vitestInclude),
    exclude: texts(member(test, 'exclude')),
    ...(member(test, 'globals') === true && { globals: 'vitest' as const }),
  };
}

/** What a `package.json` says by its dependencies, where nothing is configured. */
export function dependencyRules(manifest: unknown, place: ConfigPlace): readonly FileRule[] {
  const dependencies = {
    ...recordOf(member(manifest, 'dependencies')),
    ...recordOf(member(manifest, 'devDependencies')),
  };
  const common = {
    source: place.source,
    base: place.folder,
    exclude: [],
    isAssumed: true as const,
  };
  return [
    ...('vitest' in dependencies
      ? [{ ...common, tool: 'vitest' as const, include: vitestInclude }]
      : []),
    ...(jestPackages.some((name) => name in dependencies)
      ? [{ ...common, tool: 'jest' as const, include: jestMatch, globals: 'jest' as const }]
      : []),
  ];
}

/** Jest, and what brings it along. */
const jestPackages = ['jest', 'react-scripts', 'kcd-scripts', 'tsdx'];

/** Scripts that run `node --test`, or `borp` around it: also beside another runner. */
export function scriptRules(manifest: unknown, place: ConfigPlace): readonly FileRule[] {
  const scripts = Object.values(recordOf(member(manifest, 'scripts')));
  return scripts
    .flatMap((script) => (typeof script === 'string' ? (script.match(commands) ?? []) : []))
    .filter((command) => nodeCommand.test(command))
    .map((command) => ({
      source: place.source,
      base: place.folder,
      exclude: [],
      tool: 'node' as const,
      include: nodeInclude(command),
    }));
}

/** What a shell runs one after the other; quotes keep a `|` of a glob. */
const commands = /(?:"[^"]*"|'[^']*'|[^&|;>"'])+/g;
const nodeCommand = /\b(borp|node(?=\b.*\s--test\b))\b(.*)/;

/** The files that `node --test` is given, or those that it looks for by itself. */
function nodeInclude(command: string): readonly string[] {
  const [, tool, call = ''] = nodeCommand.exec(command) ?? [];
  const words = [...call.matchAll(/"([^"]*)"|'([^']*)'|(\S+)/g)].map(
    (match) => match[1] ?? match[2] ?? match[3] ?? '',
  );
  const flagsWithValue =
    tool === 'borp'
      ? /^(?:-[Cit]|--(?:concurrency|ignore|timeout|reporter|coverage-exclude|post-compile))$/
      : /^(?:-r|--require|--import|--loader|--test-\w+(?:-\w+)*)$/;
  const files = words.filter(
    (word, i) => !word.startsWith('-') && !flagsWithValue.test(words[i - 1] ?? ''),
  );
  const globs = files.map((file) => {
    const clean = file.replace(/^\.\//, '').replace(/\/$/, '');
    return /[*?{]|\.\w+$/.test(clean) ? clean : `${clean}/**/*.?(c|m)[jt]s`;
  });
  if (globs.length > 0) return globs;
  return tool === 'borp' ? ['**/*.test.?(c|m)[jt]s'] : nodePatterns;
}

/** The folder of a project that is named by its folder or by its configuration. */
function projectFolder(project: string): string {
  return project
    .replace(/^<rootDir>\/?/, '')
    .replace(/^\.\//, '')
    .replace(/\/?[^/]*\.(?:config|workspace)\b[^/]*$/, '')
    .replace(/\/?package\.json$/, '')
    .replace(/\/$/, '');
}

function prefixed(prefix: string, globs: readonly string[]): readonly string[] {
  return prefix === '' || prefix === '.' ? globs : globs.map((glob) => `${prefix}/${glob}`);
}

/** A folder relative to the root; what lies outside of it stays where the configuration is. */
function resolvePath(
  { rootDir }: ConfigPlace,
  folder: string,
  written: string | undefined,
): string {
  if (written === undefined) return folder;
  const relative = written.startsWith(`${rootDir}/`)
    ? written.slice(rootDir.length + 1)
    : written === rootDir
      ? ''
      : written.startsWith('/')
        ? folder
        : `${folder}/${written}`;
  const segments: string[] = [];
  for (const segment of relative.split('/')) {
    if (segment === '..') {
      if (segments.length === 0) return folder;
      segments.pop();
    } else if (segment !== '' && segment !== '.') segments.push(segment);
  }
  return segments.join('/');
}

function texts(value: unknown): string[] {
  if (typeof value === 'string') return [value];
  return Array.isArray(value) ? value.filter((item) => typeof item === 'string') : [];
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}

function recordOf(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? { ...value } : {};
}

function member(value: unknown, key: string): unknown {
  return typeof value === 'object' && value !== null ? Reflect.get(value, key) : undefined;
}

function escape(text: string): string {
  return text.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`);
}
