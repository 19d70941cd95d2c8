/** The Nodes that version managers have installed: they may be on no PATH that the editor knows. */
import { readdir } from 'node:fs/promises';
import path from 'node:path';
import { compareVersions } from './node-version.ts';

export interface InstalledNode {
  /** Absolute. */
  readonly executable: string;
  readonly version: string;
}

export interface Machine {
  readonly env: NodeJS.ProcessEnv;
  /** The user's home. */
  readonly home: string;
  readonly platform: NodeJS.Platform;
}

/** A folder with one folder for each version, and where the binary is in that. */
interface Shelf {
  readonly folder: string;
  readonly binary: string;
}

/** The newest first. */
export async function installedNodes(machine: Machine): Promise<readonly InstalledNode[]> {
  const shelves = machine.platform === 'win32' ? windowsShelves(machine) : unixShelves(machine);
  const found = await Promise.all(shelves.map(nodesOn));
  return found.flat().toSorted((one, other) => compareVersions(other.version, one.version));
}

function unixShelves({ env, home, platform }: Machine): readonly Shelf[] {
  const share = env['XDG_DATA_HOME'] ?? path.join(home, '.local/share');
  const fnm = platform === 'darwin' ? path.join(home, 'Library/Application Support') : share;
  const binary = 'bin/node';
  const at = (variable: string, fallback: string, inside: string): Shelf => ({
    folder: path.join(env[variable] ?? fallback, inside),
    binary,
  });
  return [
    at('NVM_DIR', path.join(home, '.nvm'), 'versions/node'),
    ...[path.join(fnm, 'fnm'), path.join(home, '.fnm')].map((folder) => ({
      ...at('FNM_DIR', folder, 'node-versions'),
      binary: `installation/${binary}`,
    })),
    at('VOLTA_HOME', path.join(home, '.volta'), 'tools/image/node'),
    at('ASDF_DATA_DIR', path.join(home, '.asdf'), 'installs/nodejs'),
    at('MISE_DATA_DIR', path.join(share, 'mise'), 'installs/node'),
    at('NODENV_ROOT', path.join(home, '.nodenv'), 'versions'),
    at('N_PREFIX', '/usr/local', 'n/versions/node'),
  ];
}

function windowsShelves({ env, home }: Machine): readonly Shelf[] {
  const roaming = env['APPDATA'] ?? path.join(home, 'AppData/Roaming');
  const local = env['LOCALAPPDATA'] ?? path.join(home, 'AppData/Local');
  const binary = 'node.exe';
  return [
    { folder: env['NVM_HOME'] ?? path.join(roaming, 'nvm'), binary },
    {
      folder: path.join(env['FNM_DIR'] ?? path.join(roaming, 'fnm'), 'node-versions'),
      binary: `installation/${binary}`,
    },
    {
      folder: path.join(env['VOLTA_HOME'] ?? path.join(local, 'Volta'), 'tools/image/node'),
      binary,
    },
    {
      folder: path.join(env['MISE_DATA_DIR'] ?? path.join(local, 'mise'), 'installs/node'),
      binary,
    },
  ];
}

/** Beside full versions there are links such as `22` or `lts`. */
async function nodesOn({ folder, binary }: Shelf): Promise<readonly InstalledNode[]> {
  const names = await readdir(folder).catch((): string[] => []);
  return names.flatMap((name) => {
    const version = /^v?(?<version>\d+\.\d+\.\d+)$/.exec(name)?.groups?.['version'];
    if (version === undefined) return [];
    return { executable: path.join(folder, name, binary), version };
  });
}
