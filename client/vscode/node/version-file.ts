/** The version of Node that a project asks for, in a file of its folder or of one above it. */
import { readFile } from 'node:fs/promises';
import path from 'node:path';

export interface WantedVersion {
  /** Absolute path of the file that says so. */
  readonly file: string;
  /** As it stands there. */
  readonly version: string;
}

type Read = (text: string) => string | undefined;

const FILES: Readonly<Record<string, Read>> = {
  '.nvmrc': firstWord,
  '.node-version': firstWord,
  '.tool-versions': (text) => /^nodejs?\s+(?<version>\S+)/m.exec(text)?.groups?.['version'],
  'package.json': voltaVersion,
};

/** The nearest, from the folder upwards. */
export async function readWantedVersion(folder: string): Promise<WantedVersion | undefined> {
  for (const [name, read] of Object.entries(FILES)) {
    const file = path.join(folder, name);
    const version = await readFile(file, 'utf8').then(read, () => undefined);
    if (version !== undefined) return { file, version };
  }
  const above = path.dirname(folder);
  return above === folder ? undefined : await readWantedVersion(above);
}

function firstWord(text: string): string | undefined {
  return /^[^\s#]+/m.exec(text)?.[0];
}

function voltaVersion(text: string): string | undefined {
  return /"volta"\s*:\s*\{[^}]*"node"\s*:\s*"(?<version>[^"]+)"/.exec(text)?.groups?.['version'];
}
