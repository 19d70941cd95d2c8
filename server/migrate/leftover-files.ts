/** Files that no conversion knows and that name Jest all the same. */
import type { Files } from '../workspace/files.ts';
import { recordOf } from './jest-suites.ts';
import { MINUTES, type Note } from './notes.ts';

export interface Leftovers {
  /** One a file. */
  readonly notes: readonly Note[];
  /** One of them runs Jest: its packages are needed. */
  readonly callsJest: boolean;
}

const CALLERS: readonly string[] = [
  '.circleci/config.yml',
  '.gitlab-ci.yml',
  '.lintstagedrc',
  '.travis.yml',
  'Dockerfile',
  'Jenkinsfile',
  'Makefile',
  'azure-pipelines.yml',
  'bitbucket-pipelines.yml',
];
const HOOKS = '.husky';
/** Names of what is in the root. */
const CALLING = /^(?:\.lintstagedrc\.\w+|lint-staged\.config\.\w+|\.huskyrc(?:\.\w+)?)$/;
const LINTING = /^(?:\.eslintrc(?:\.\w+)?|eslint\.config\.\w+)$/;

interface Surroundings {
  /** Absolute, with forward slashes. */
  readonly rootDir: string;
  readonly files: Files;
  /** By path relative to the root. */
  readonly read: (file: string) => string | undefined;
}

export function leftoverFiles({ rootDir, files, read }: Surroundings): Leftovers {
  const list = (folder: string): readonly string[] =>
    files.stat(folder)?.kind === 'folder'
      ? files.list(folder).flatMap((one) => (one.isFile() ? [one.name] : []))
      : [];
  const inRoot = list(rootDir);
  const names = (file: string): boolean => /\bjest\b/.test(read(file) ?? '');
  const calling = [
    ...CALLERS,
    ...inRoot.filter((name) => CALLING.test(name)),
    ...list(`${rootDir}/${HOOKS}`).map((name) => `${HOOKS}/${name}`),
  ].filter(names);
  const linting = inRoot.filter((name) => LINTING.test(name)).filter(names);
  const manifest = keysOfManifest(read('package.json') ?? '');
  return {
    notes: [
      ...[...calling, ...linting].map((file) => noteFor(file, 'names Jest')),
      ...manifest.map((key) => noteFor('package.json', `${key} names Jest`)),
    ],
    callsJest: calling.length > 0 || manifest.some((key) => key !== 'eslintConfig'),
  };
}

function keysOfManifest(text: string): readonly string[] {
  try {
    const manifest = recordOf(JSON.parse(text));
    return ['lint-staged', 'husky', 'simple-git-hooks', 'eslintConfig'].filter((key) =>
      /\bjest\b/.test(JSON.stringify(manifest[key]) ?? ''),
    );
  } catch {
    return []; // the migration of the manifest has nothing to say either
  }
}

function noteFor(file: string, what: string): Note {
  const advice = 'Look at it: it is left as it was.';
  return { file, kind: 'hand', what, advice, minutes: MINUTES.small };
}
