/**
 * Which Node the server, and with it every test, runs on: the setting; what the project's version file asks for; what `node`
 * means in the folder; the newest that a version manager has; VS Code's own. The first that is new enough.
 */
import { execFile } from 'node:child_process';
import path from 'node:path';
import { promisify } from 'node:util';
import { installedNodes, type InstalledNode, type Machine } from './installed-nodes.ts';
import { isMeant, isNewEnough } from './node-version.ts';
import { nodeByFiles } from './version-beside.ts';
import { readWantedVersion, type WantedVersion } from './version-file.ts';

export type NodeSource = 'setting' | 'version-file' | 'path' | 'version-manager' | 'editor';

export interface NodeRuntime {
  readonly source: NodeSource;
  /** Absent: VS Code's own. */
  readonly executable?: string;
  readonly version: string;
}

/** What was looked at and not taken. */
export interface RejectedNode {
  readonly source: NodeSource;
  readonly command: string;
  readonly why:
    | { readonly reason: 'too-old'; readonly version: string }
    | { readonly reason: 'no-answer'; readonly detail: string }
    /** A version file names what no version manager has. */
    | { readonly reason: 'not-installed'; readonly version: string };
}

export interface NodeSearch {
  /** Absent: nothing is new enough. */
  readonly chosen?: NodeRuntime;
  readonly rejected: readonly RejectedNode[];
}

export interface RuntimeOptions extends Machine {
  /** What the user has set; empty: not set. */
  readonly setting: string;
  /** Absolute: version managers decide by folder. Absent: nothing of the workspace may decide. */
  readonly folder: string | undefined;
  /** Of VS Code's own Node. */
  readonly ownVersion: string;
}

const PATIENCE_MS = 5000;

export async function findNode(options: RuntimeOptions): Promise<NodeSearch> {
  const rejected: RejectedNode[] = [];
  for await (const { source, command, why } of candidates(options)) {
    const folder = options.folder ?? options.home;
    const found =
      why ?? nodeByFiles(command, { ...options, folder }) ?? (await askNode(command, options));
    if ('reason' in found) rejected.push({ source, command, why: found });
    else if (isNewEnough(found.version)) return { chosen: { ...found, source }, rejected };
    else rejected.push({ source, command, why: { reason: 'too-old', version: found.version } });
  }
  const { ownVersion } = options;
  if (isNewEnough(ownVersion))
    return { chosen: { source: 'editor', version: ownVersion }, rejected };
  const why = { reason: 'too-old', version: ownVersion } as const;
  return { rejected: [...rejected, { source: 'editor', command: 'node', why }] };
}

interface Candidate {
  readonly source: NodeSource;
  readonly command: string;
  /** It is known already that it cannot be taken. */
  readonly why?: RejectedNode['why'];
}

/** Looks further only when it is asked for the next. */
async function* candidates(options: RuntimeOptions): AsyncGenerator<Candidate> {
  const { setting, folder } = options;
  if (setting !== '') yield { source: 'setting', command: asCommand(setting, options) };
  const wanted = folder === undefined ? undefined : readWantedVersion(folder);
  if (wanted !== undefined) {
    const command = installedFor(wanted, await installedNodes(options));
    if (command !== undefined) yield { source: 'version-file', command };
  }
  yield { source: 'path', command: 'node' };
  const installed = await installedNodes(options);
  if (wanted !== undefined && installedFor(wanted, installed) === undefined)
    yield {
      source: 'version-file',
      command: wanted.file,
      why: { reason: 'not-installed', version: wanted.version },
    };
  for (const { executable, version } of installed)
    if (isNewEnough(version)) yield { source: 'version-manager', command: executable };
}

function installedFor(
  { version: wanted }: WantedVersion,
  installed: readonly InstalledNode[],
): string | undefined {
  return installed.find(({ version }) => isMeant(version, wanted))?.executable;
}

/** As people write paths in settings. */
function asCommand(setting: string, { home, folder = home }: RuntimeOptions): string {
  const written = setting
    .replace(/^~(?=[/\\])/, home)
    .replaceAll('${workspaceFolder}', folder)
    .replaceAll('${userHome}', home);
  return /[/\\]/.test(written) ? path.resolve(folder, written) : written;
}

/** A shim of a version manager answers with the binary behind it. */
async function askNode(
  command: string,
  { folder, home, env }: RuntimeOptions,
): Promise<
  | { readonly executable: string; readonly version: string }
  | Extract<RejectedNode['why'], { reason: 'no-answer' }>
> {
  const noAnswer = (detail: string) => ({ reason: 'no-answer', detail }) as const;
  try {
    const { stdout } = await promisify(execFile)(
      command,
      ['-p', 'JSON.stringify([process.execPath, process.versions.node])'],
      // Where the workspace must not decide, it must not be where commands are looked for either.
      { timeout: PATIENCE_MS, windowsHide: true, cwd: folder ?? home, env: withoutOptions(env) },
    );
    const answer: unknown = JSON.parse(stdout);
    if (!Array.isArray(answer)) return noAnswer(stdout);
    const [executable, version] = answer.map(String);
    return executable === undefined || version === undefined
      ? noAnswer(stdout)
      : { executable, version };
  } catch (error) {
    return noAnswer(
      error instanceof Error ? (error.message.split('\n')[0] ?? error.name) : String(error),
    );
  }
}

/** The user's are for tests, and VS Code's would make a Node of itself. */
function withoutOptions(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const { ELECTRON_RUN_AS_NODE: _, NODE_OPTIONS: _options, ...rest } = env;
  return rest;
}
