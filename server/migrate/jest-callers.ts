/** What calls Jest: scripts of manifests, and steps of workflows. */
import path from 'node:path';
import type { Leftover } from './jest-command.ts';
import type { Migrated } from './jest-flags.ts';
import { convertManifest } from './json-edits.ts';
import { folderOf, isBelow, joined, type JestSuite } from './jest-suites.ts';
import type { Note } from './notes.ts';
import { unquoted } from './shell-commands.ts';
import { applyEdits } from './text-edit.ts';
import { convertWorkflow } from './workflow-edits.ts';

export interface Callers {
  /** What is migrated, all of it. */
  readonly suites: readonly JestSuite[];
  /** Relative to the root. */
  readonly workflows: readonly string[];
  /** Range of versions of ztest to depend on. */
  readonly version: string;
  readonly read: (file: string) => string | undefined;
}

export interface ConvertedCallers {
  readonly manifests: readonly string[];
  /** By file. */
  readonly texts: ReadonlyMap<string, string>;
  /** Calls of Jest that stay. */
  readonly notes: readonly Note[];
  /** One of them runs other tests than those that are migrated. */
  readonly runsOthers: boolean;
  /** It needs what the migrated configuration tells Jest. */
  readonly keepsConfig: boolean;
}

export function convertCallers(callers: Callers): ConvertedCallers {
  const converted = convertWith(callers, true);
  return converted.keepsConfig ? convertWith(callers, false) : converted;
}

function convertWith(
  { suites, workflows, version, read }: Callers,
  dropsConfig: boolean,
): ConvertedCallers {
  const texts = new Map<string, string>();
  const notes: Note[] = [];
  const scripts = new Set<string>();
  let runsOthers = false;
  let keepsConfig = false;
  const look = (folder: string, leftovers: readonly Leftover[]): void => {
    const found = leftovers.map(({ flags }) => needsOf(flags, { folder, suites, read }));
    runsOthers ||= found.some((one) => one !== undefined);
    keepsConfig ||= found.includes('config');
  };
  const folders = suites.map(({ folder }) => folder);
  const manifests = [
    ...new Set(['package.json', ...folders.map((one) => joined(one, 'package.json'))]),
  ];
  for (const file of manifests) {
    const text = read(file);
    if (text === undefined) continue;
    const converted = convertManifest({
      file,
      text,
      version: mentionsJest(text) ? version : undefined,
      dropsJestKey: dropsConfig && suites.some(({ source }) => source === file),
      migrated: migratedFrom([folderOf(file)], suites),
    });
    notes.push(...converted.notes);
    look(folderOf(file), converted.leftovers);
    for (const name of converted.scripts) scripts.add(name);
    texts.set(file, applyEdits(text, converted.edits));
  }
  const migrated = migratedFrom(['', ...folders], suites);
  for (const file of workflows) {
    const text = read(file);
    if (text === undefined) continue;
    const converted = convertWorkflow({ file, text, scripts, migrated });
    notes.push(...converted.notes);
    look('', converted.leftovers);
    texts.set(file, applyEdits(text, converted.edits));
  }
  return { manifests, texts, notes, runsOthers, keepsConfig };
}

/** What a call that stays needs where it runs tests that no migration has seen: those of another configuration, or other files. */
function needsOf(
  flags: readonly string[],
  { folder, suites, read }: Pick<Callers, 'suites' | 'read'> & { readonly folder: string },
): 'config' | 'types' | undefined {
  const configs = flags.flatMap((flag) => /^(?:-c|--config)[= ](.+)$/.exec(flag)?.[1] ?? []);
  if (configs.length > 0) {
    const isBase = configs.some((written) => {
      const text = read(path.posix.join(folder, unquoted(written))) ?? '';
      return suites.some(
        ({ source }) => source !== undefined && text.includes(path.posix.parse(source).name),
      );
    });
    return isBase ? 'config' : 'types';
  }
  const isOther = flags.length === 0 || flags.some((flag) => OTHER_TESTS.test(flag));
  return isOther ? 'config' : undefined;
}

const OTHER_TESTS =
  /^--(?:rootDir|root-dir|roots|testMatch|testRegex|testPathIgnorePatterns|\w*[pP]rojects)\b/;

function mentionsJest(text: string): boolean {
  return /"jest"|\bjest\b/.test(text);
}

/** What a call of Jest may name, seen from one of the folders, so that ztest runs the same tests there. */
function migratedFrom(from: readonly string[], suites: readonly JestSuite[]): Migrated {
  const namesOne = (written: string, of: (suite: JestSuite) => string | undefined): boolean =>
    from.some((folder) =>
      suites.some(
        (suite) =>
          of(suite) === path.posix.join(folder, written).replace(/^\.?\/?$|\/$/, '') &&
          (suites.length === 1 || isBelow(folder, suite.rootDir)),
      ),
    );
  return {
    hasConfig: (file) => namesOne(file, ({ source }) => source),
    hasRoot: (folder) => namesOne(folder, ({ rootDir }) => rootDir),
  };
}
