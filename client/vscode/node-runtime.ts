/** Which Node the server, and with it every test, runs on. */
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

export interface NodeRuntime {
  /** Absent: VS Code's own. */
  readonly executable?: string;
  readonly version: string;
  /** What was looked at and why it was not taken, in sentences. */
  readonly trail: readonly string[];
}

export interface RuntimeOptions {
  /** What the user has set; empty: not set. */
  readonly setting: string;
  /** Absolute: version managers decide by folder. */
  readonly folder: string | undefined;
  /** Of VS Code's own Node. */
  readonly ownVersion: string;
}

const OLDEST = [22, 15] as const;
const PATIENCE_MS = 5000;

/** The setting, or else what `node` means in the folder, or else VS Code's own: the first that is new enough. */
export async function findNode({
  setting,
  folder,
  ownVersion,
}: RuntimeOptions): Promise<NodeRuntime> {
  const trail: string[] = [];
  for (const candidate of new Set([setting, 'node'])) {
    if (candidate === '') continue;
    const found = await askNode(candidate, folder);
    if (typeof found === 'string') trail.push(`${candidate}: ${found}.`);
    else if (isNewEnough(found.version)) return { ...found, trail };
    else
      trail.push(
        `${candidate} is Node ${found.version}; ztest needs ${OLDEST.join('.')} or newer.`,
      );
  }
  return { version: ownVersion, trail };
}

export function isNewEnough(version: string): boolean {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  return major > OLDEST[0] || (major === OLDEST[0] && minor >= OLDEST[1]);
}

/** A shim of a version manager answers with the binary behind it. @returns a reason when it does not answer */
async function askNode(
  command: string,
  folder: string | undefined,
): Promise<{ readonly executable: string; readonly version: string } | string> {
  try {
    const { stdout } = await promisify(execFile)(
      command,
      ['-p', 'JSON.stringify([process.execPath, process.versions.node])'],
      {
        timeout: PATIENCE_MS,
        windowsHide: true,
        ...(folder !== undefined && { cwd: folder }),
        env: withoutEditor(process.env),
      },
    );
    const answer: unknown = JSON.parse(stdout);
    if (!Array.isArray(answer)) return 'it does not answer as Node does';
    const [executable, version] = answer.map(String);
    return executable === undefined || version === undefined
      ? 'it does not answer as Node does'
      : { executable, version };
  } catch (error) {
    return error instanceof Error ? (error.message.split('\n')[0] ?? error.name) : String(error);
  }
}

function withoutEditor(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const { ELECTRON_RUN_AS_NODE: _, NODE_OPTIONS: _options, ...rest } = env;
  return rest;
}
