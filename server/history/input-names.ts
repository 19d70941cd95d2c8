/** Inputs of tests that are no files have names as well: behind two slashes, with which no path below a root begins. */
import fs from 'node:fs';
import path from 'node:path';

/** Times of files may lie behind the clock by so much: what a run writes at once may be older than the run. */
export const CLOCK_GRAIN_MS = 10;

const VARIABLE = '//$';
const LOOK = '//?';

/** Variables that differ between two terminals on one machine, and that tests get to see when they hand all of them on. */
export const OF_THE_TERMINAL =
  /^(?:_|PWD|OLDPWD|SHLVL|COLUMNS|LINES|TERM(?:_.*)?|COLORTERM|(?:FORCE|NO)_COLOR|WINDOWID|XDG_.*|SSH_.*|DBUS_.*|VSCODE_.*|ELECTRON_.*|npm_.*|INIT_CWD|NODE|PATH|GIT_.*|ZTEST_.*)$/;

/** @param name of an environment variable; `*`: which there are, but for those of the terminal; `**`: all of them */
export function variableInput(name: string): string {
  return VARIABLE + name;
}

/** @param file as files are named here */
export function lookInput(file: string): string {
  return LOOK + file;
}

/** @returns the name of the variable; `undefined`: it is none */
export function variableOf(input: string): string | undefined {
  return input.startsWith(VARIABLE) ? input.slice(VARIABLE.length) : undefined;
}

export function lookedAt(input: string): string | undefined {
  return input.startsWith(LOOK) ? input.slice(LOOK.length) : undefined;
}

export function isFileInput(input: string): boolean {
  return !input.startsWith('//');
}

export function variableValue(name: string, env: NodeJS.ProcessEnv): string | undefined {
  if (!name.startsWith('*')) return env[name];
  const names = Object.keys(env).filter((one) => name === '**' || !OF_THE_TERMINAL.test(one));
  return names.toSorted().join('\n');
}

/** Of a file or folder what is not in it: kind, rights, the way through links. @returns `undefined`: it is not there */
export function lookAt(file: string, { rootDir, hasTimes }: LookOptions): string | undefined {
  try {
    const link = fs.lstatSync(file).isSymbolicLink() ? fs.readlinkSync(file) : '';
    const stats = fs.statSync(file, { throwIfNoEntry: false });
    if (stats === undefined) return link;
    const real = path.relative(rootDir, fs.realpathSync.native(file));
    const times = hasTimes && stats.isFile() ? stats.mtimeMs : '';
    return [link, real, stats.mode, times].join(' ');
  } catch {
    return undefined;
  }
}

export interface LookOptions {
  readonly rootDir: string;
  /** Each checkout gives files another time. */
  readonly hasTimes: boolean;
}

/** Names and kinds of what is in a folder; what we put there ourselves is none of it. */
export function listFolder(folder: string): string {
  return fs
    .readdirSync(folder, { withFileTypes: true })
    .filter(({ name }) => name !== '.ztest')
    .map((entry) => entry.name + (entry.isDirectory() ? '/' : entry.isSymbolicLink() ? '@' : ''))
    .toSorted()
    .join('\n');
}
