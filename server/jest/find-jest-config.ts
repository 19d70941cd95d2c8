/**
 * Whether a project is set up for Jest, and where it says so. On the way of every command that has no configuration of
 * ztest: it looks at one folder and one `package.json`, no more.
 */
import fs from 'node:fs';
import path from 'node:path';
import { findProjectFolders } from '../config/workspace-root.ts';
import { commandLineOf, type CommandLine } from './command-line.ts';
import { findWrapper, type FoundWrapper } from './wrappers.ts';

export interface FoundJest {
  /** The folder that the configuration speaks of. */
  readonly folder: string;
  /** Absolute path of the configuration; absent: the defaults hold. */
  readonly file?: string;
  /** It is the key `jest` of this `package.json`. */
  readonly isManifest?: boolean;
  /** Other configurations beside it. */
  readonly others: readonly string[];
  /** What a script of the project gives to Jest on its command line. */
  readonly commandLine?: CommandLine;
  /** A command that runs Jest for the project and configures it; there is no file then. */
  readonly wrapper?: FoundWrapper;
}

const extensions = ['.js', '.ts', '.mts', '.cts', '.mjs', '.cjs', '.json'];

/** The nearest one from `cwd` up to the package's root, as Jest looks for it. */
export function findJestConfig(
  cwd: string,
  options: { readonly isForced: boolean },
): FoundJest | undefined {
  const { packageRoot } = findProjectFolders(cwd);
  for (let folder = cwd; ; folder = path.dirname(folder)) {
    const found = configIn(folder);
    if (found !== undefined) return found;
    if (folder === packageRoot || folder === path.dirname(folder)) break;
  }
  const folder = packageRoot ?? cwd;
  const fromScript = scriptIn(folder);
  return fromScript ?? (options.isForced ? { folder, others: [] } : undefined);
}

/** A file that the user names. */
export function namedJestConfig(file: string): FoundJest {
  const isManifest = path.basename(file) === 'package.json';
  return { folder: path.dirname(file), file, isManifest, others: [] };
}

/** Whether a name that somebody gives to a configuration is one of Jest's. */
export function isJestConfigName(file: string): boolean {
  return /^jest\b.*\.(?:[cm]?[jt]s|json)$/.test(path.basename(file));
}

export function configIn(folder: string): FoundJest | undefined {
  const names = namesIn(folder);
  const [first, ...others] = extensions
    .map((extension) => `jest.config${extension}`)
    .filter((name) => names.includes(name));
  const manifest = names.includes('package.json') ? manifestIn(folder) : undefined;
  const hasKey = manifest?.['jest'] !== undefined;
  const scripts = manifest?.['scripts'];
  const commandLine = commandLineOf(scripts);
  const shared = { folder, ...(commandLine !== undefined && { commandLine }) };
  const wrapper = manifest && findWrapper(scripts);
  const isOwn = first !== undefined || hasKey;
  if (wrapper !== undefined && !(isOwn && wrapper.known?.isFallback !== false))
    return { ...shared, others: [], wrapper };
  if (first !== undefined) {
    const more = hasKey ? [...others, 'package.json'] : others;
    return { ...shared, file: path.join(folder, first), others: more };
  }
  return hasKey
    ? { ...shared, file: path.join(folder, 'package.json'), isManifest: true, others: [] }
    : undefined;
}

function namesIn(folder: string): readonly string[] {
  try {
    return fs.readdirSync(folder);
  } catch {
    return [];
  }
}

/** A package that depends on Jest and has a script which runs it: with its defaults, or with what the script says. */
function scriptIn(folder: string): FoundJest | undefined {
  const manifest = manifestIn(folder);
  if (manifest === undefined) return undefined;
  const isInstalled = ['dependencies', 'devDependencies'].some((key) => {
    const list = manifest[key];
    return typeof list === 'object' && list !== null && 'jest' in list;
  });
  const commandLine = commandLineOf(manifest['scripts']);
  if (commandLine === undefined || (!isInstalled && commandLine.settings['config'] === undefined))
    return undefined;
  const { config } = commandLine.settings;
  const file = config === undefined ? undefined : path.resolve(folder, config);
  if (file === undefined || !fs.existsSync(file)) return { folder, others: [], commandLine };
  return { ...namedJestConfig(file), commandLine };
}

/** Parsed only when it speaks of Jest. */
function manifestIn(folder: string): Readonly<Record<string, unknown>> | undefined {
  const file = path.join(folder, 'package.json');
  try {
    const text = fs.readFileSync(file, 'utf8');
    if (!/jest|react-scripts|craco|kcd-scripts|tsdx/.test(text)) return undefined;
    const manifest: unknown = JSON.parse(text);
    return typeof manifest === 'object' && manifest !== null ? { ...manifest } : undefined;
  } catch {
    return undefined; // no such file; or npm itself says what is wrong with it
  }
}
