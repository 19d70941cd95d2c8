/** Which folder is the root of the project, and which file configures it. */
import fs from 'node:fs';
import path from 'node:path';
import type { Problem } from '../../test-host/protocol.ts';
import { nearest } from './did-you-mean.ts';
import { configFileNotFound, configFileType, severalConfigFiles } from './messages.ts';
import { findProjectFolders } from './workspace-root.ts';

export interface FoundConfig {
  readonly rootDir: string;
  readonly configFile: string | undefined;
  readonly problem?: Problem;
}

const extensions = ['.ts', '.mts', '.js', '.mjs', '.cts', '.cjs', '.toml'];
const fileNames = [
  ...extensions.filter((extension) => extension !== '.toml').map((e) => 'ztest.config' + e),
  'ztest.toml',
];

export const configFileNames: ReadonlySet<string> = new Set(fileNames);

/** The nearest configuration from `cwd` upwards, or the one that the user names. */
export function findConfigFile(cwd: string, named: string | undefined): FoundConfig {
  const project = findProjectFolders(cwd);
  const rootDir = project.packageRoot ?? cwd;
  if (named !== undefined) return namedConfig(path.resolve(cwd, named), { named, rootDir, cwd });
  for (const folder of project.folders) {
    const found = fileNames.filter((name) => fs.existsSync(path.join(folder, name)));
    const [first] = found;
    if (first === undefined) continue;
    const result = { rootDir: folder, configFile: path.join(folder, first) };
    return found.length === 1
      ? result
      : { ...result, problem: severalConfigFiles(found, showFile(cwd, folder)) };
  }
  return { rootDir, configFile: undefined };
}

interface Naming {
  readonly named: string;
  readonly rootDir: string;
  readonly cwd: string;
}

/** A named file may lie anywhere: the project is still the one around `cwd`, unless it lies elsewhere. */
function namedConfig(configFile: string, { named, rootDir, cwd }: Naming): FoundConfig {
  const isInside = !path.relative(rootDir, configFile).startsWith('..');
  const folder = path.dirname(configFile);
  const root = isInside ? rootDir : (findProjectFolders(folder).packageRoot ?? folder);
  const found = { rootDir: root, configFile };
  if (fs.statSync(configFile, { throwIfNoEntry: false })?.isFile() !== true) {
    return { ...found, problem: configFileNotFound(named, similarFile(configFile, cwd)) };
  }
  if (!extensions.includes(path.extname(configFile))) {
    return { ...found, problem: configFileType(named) };
  }
  return found;
}

function similarFile(file: string, cwd: string): string | undefined {
  const folder = path.dirname(file);
  if (!fs.existsSync(folder)) return undefined;
  const wanted = path.basename(file);
  const names = fs
    .readdirSync(folder)
    .filter((name) => name !== wanted && extensions.includes(path.extname(name)));
  const name = nearest(wanted, names);
  return name === undefined ? undefined : showFile(cwd, path.join(folder, name));
}

/** A path as people read it: relative to where they are when it is below that. */
export function showFile(cwd: string, file: string): string {
  const relative = path.relative(cwd, file);
  if (relative === '') return '.';
  const isNear = !path.isAbsolute(relative) && !relative.startsWith(path.join('..', '..', '..'));
  return (isNear ? relative : file).split(path.sep).join('/');
}
