/** All that a migration would do to a project, before any of it is done: texts before and after, and what to say. */
import path from 'node:path';
import { createResolver } from '../../modules/resolve.ts';
import { API_MODULES } from '../../modules/api-modules.ts';
import { createTsconfigReader } from '../../modules/tsconfig.ts';
import { decodeText, type Files } from '../workspace/files.ts';
import { convertSource, JSDOM_BY_DEFAULT } from './convert-source.ts';
import { isBelow, projectsIn, readSuites, type JestSuite } from './jest-suites.ts';
import { MINUTES, type Note } from './notes.ts';
import type { FileChange, FileVerdict, MigrationPlan, MigrationRequest } from './plan.ts';
import { surroundings } from './plan-surroundings.ts';
import { reachedHelpers } from './reached-helpers.ts';
import { hasSetupOfPackages, staysForOthers } from './shared-helpers.ts';
import { printWidthOf } from './source-style.ts';
import { applyEdits } from './text-edit.ts';

export function planMigration(request: MigrationRequest): MigrationPlan {
  const started = performance.now();
  const { rootDir, files, paths } = request;
  const project = readSuites(rootDir, files, request.evaluated);
  const isAsked = (file: string): boolean =>
    paths.length === 0 || paths.some((one) => isBelow(file, one));
  const tests = new Set(project.testFiles);
  const suiteOf = (file: string): JestSuite | undefined =>
    project.suites
      .filter((suite) => isBelow(file, suite.rootDir))
      .toSorted((one, other) => other.rootDir.length - one.rootDir.length)[0];
  const read = textReader(rootDir, files);
  const { resolve, isEsModule } = resolverOf(rootDir);
  const helpers = reachedHelpers({
    rootDir,
    sources: project.sources,
    seeds: [...project.testFiles, ...setupFilesOf(project.suites, rootDir)],
    read,
    resolve,
  });
  const candidates = project.sources.filter(
    (file) => isAsked(file) && (tests.has(file) || helpers.has(file)),
  );
  const prefersImport = candidates.some((file) => /^\s*import\b/m.test(read(file) ?? ''));
  const printWidth = printWidthOf(read);
  const verdicts: FileVerdict[] = [];
  const changes: FileChange[] = [];
  const needGlobals = new Set(
    project.suites.filter(({ settings }) => hasSetupOfPackages(settings)),
  );
  for (const file of candidates) {
    const text = read(file);
    const suite = suiteOf(file);
    if (text === undefined || suite === undefined) continue;
    const isTest = tests.has(file);
    if (
      !isTest &&
      staysForOthers({ file: path.posix.relative(suite.folder, file), text }, suite.manifest)
    ) {
      needGlobals.add(suite);
      verdicts.push({ path: file, isTest, state: 'clean', notes: [sharedNote(file)], tests: 0 });
      continue;
    }
    if (suite.staysFor !== undefined) {
      if (isTest) verdicts.push(staying(file, text, suite.staysFor));
      continue;
    }
    const conversion = convertSource(
      { file, text, bytes: files.read(`${rootDir}/${file}`) },
      {
        printWidth,
        jestMajor: suite.major,
        moduleStyle: prefersImport || isEsModule(file) ? 'import' : 'require',
        environment: environmentOf(suite),
      },
    );
    const { state, notes } = conversion;
    const declared = isTest ? countTests(text) : 0;
    // A test that declares none has somebody who does, as a helper that stays with Jest has those who load it.
    const isByOthers = isTest ? declared === 0 && state !== 'refused' : state === 'refused';
    if (conversion.needsGlobals || isByOthers) needGlobals.add(suite);
    if (isTest || (state !== 'clean' && state !== 'refused'))
      verdicts.push({ path: file, isTest, state, notes, tests: declared });
    if (conversion.edits.length > 0)
      changes.push({ path: file, before: text, after: applyEdits(text, conversion.edits) });
  }
  const whole =
    paths.length === 0
      ? surroundings({ request, project, verdicts, read, needGlobals })
      : { changes: [], notes: [], removablePackages: [] };
  const notes = project.testFiles.length === 0 ? project.suites.map(withoutTests) : whole.notes;
  return {
    rootDir,
    suites: project.suites,
    files: verdicts,
    changes: [...changes, ...whole.changes].toSorted((one, other) =>
      one.path < other.path ? -1 : 1,
    ),
    notes,
    removablePackages: whole.removablePackages,
    vitestFiles: verdicts.filter(({ state }) => state === 'vitest').map((one) => one.path),
    duration: performance.now() - started,
  };
}

function withoutTests({ source, folder }: JestSuite): Note {
  return {
    file: source ?? path.posix.join(folder, 'package.json'),
    kind: 'hand',
    what: 'no file is found that is a test',
    advice: 'Look at testMatch, testRegex, roots and testPathIgnorePatterns, and at .gitignore.',
    minutes: MINUTES.small,
  };
}

function staying(file: string, text: string, why: NonNullable<JestSuite['staysFor']>): FileVerdict {
  const reason =
    why === 'projects'
      ? {
          what: 'belongs to one of several projects whose configurations do not stand in folders of their own',
          advice: 'Give each project a folder with its jest.config.js, then migrate it',
        }
      : {
          what: `is configured by ${why.tool}`,
          advice: `Write a jest.config.js that does not need ${why.tool}, then migrate it`,
        };
  const advice = `${reason.advice}; until then its tests stay with Jest (ztest runs them as they are).`;
  const note: Note = { file, kind: 'hand', what: reason.what, advice, minutes: MINUTES.medium };
  return { path: file, isTest: true, state: 'refused', notes: [note], tests: countTests(text) };
}

function sharedNote(file: string): Note {
  return {
    file,
    kind: 'kept',
    what: 'is for others, too: it takes the globals of whichever runner there is',
    advice: 'The configuration sets `globals: true` for it.',
    minutes: 0,
  };
}

/** Of several projects that differ, the one that is not Node's: what runs in it must not be converted. */
function environmentOf({ settings, major, needsDocument }: JestSuite): string {
  const all = [settings, ...projectsIn(settings)].flatMap((one) => one['testEnvironment'] ?? []);
  const named = all.filter((one) => typeof one === 'string');
  const written = named.find((one) => !/^(?:jest-environment-)?node$/.test(one)) ?? named[0];
  if (written !== undefined) return written;
  if (major === undefined || major >= 27) return 'node';
  return needsDocument ? 'jsdom' : JSDOM_BY_DEFAULT;
}

function countTests(text: string): number {
  return text.match(/(?<![.\w$])[xf]?(?:it|test)\s*(?:\.\s*\w+\s*)*[(`]/g)?.length ?? 0;
}

function setupFilesOf(suites: readonly JestSuite[], rootDir: string): readonly string[] {
  return suites.flatMap(({ settings, rootDir: folder }) =>
    ['setupFiles', 'setupFilesAfterEnv', 'setupTestFrameworkScriptFile', 'snapshotSerializers']
      .flatMap((key) => settings[key])
      .filter((one) => typeof one === 'string')
      .map((written) => written.replace(/^<rootDir>\/?/, './'))
      .map((written) => path.posix.relative(rootDir, path.posix.join(rootDir, folder, written))),
  );
}

function textReader(rootDir: string, files: Files): (file: string) => string | undefined {
  const texts = new Map<string, string | undefined>();
  return (file) => {
    if (!texts.has(file)) {
      const bytes = files.read(`${rootDir}/${file}`);
      texts.set(file, bytes === undefined ? undefined : decodeText(bytes));
    }
    return texts.get(file);
  };
}

interface ProjectResolver {
  /** The module of the project that a specifier leads to. */
  readonly resolve: (specifier: string, from: string) => string | undefined;
  readonly isEsModule: (file: string) => boolean;
}

/** Paths are relative to the root. */
function resolverOf(rootDir: string): ProjectResolver {
  const tsconfig = createTsconfigReader({ note: () => undefined, onError: () => undefined });
  const resolver = createResolver({
    matchPaths: tsconfig.matchPaths,
    customConditions: tsconfig.customConditions,
    note: () => undefined,
    apiModules: API_MODULES,
  });
  return {
    isEsModule: (file) => resolver.isEsModule(`${rootDir}/${file}`),
    resolve: (specifier, from) => {
      const found = resolver.resolve(specifier, `${rootDir}/${from}`, 'import');
      if (found.kind !== 'module') return undefined;
      const file = found.path.split(path.sep).join('/');
      return file.startsWith(`${rootDir}/`) ? file.slice(rootDir.length + 1) : undefined;
    },
  };
}
