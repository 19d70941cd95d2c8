/** The version of Node that a project asks for, in a file of its folder or of one above it. */
import fs from 'node:fs';
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

/** The nearest, from the folder upwards. At once: while a window opens, each turn of the extension host may take long. */
export function readWantedVersion(folder: string): WantedVersion | undefined {
  for (const [name, read] of Object.entries(FILES)) {
    const file = path.join(folder, name);
    const version = read(textOf(file));
    if (version !== undefined) return { file, version };
  }
  const above = path.dirname(folder);
  return above === folder ? undefined : readWantedVersion(above);
}

/** Empty: there is none that could be read. */
function textOf(file: string): string {
  if (!fs.existsSync(file)) return '';
  try {
    return fs.readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}

function firstWord(text: string): string | undefined {
  return /^[^\s#]+/m.exec(text)?.[0];
}

function voltaVersion(text: string): string | undefined {
  return /"volta"\s*:\s*\{[^}]*"node"\s*:\s*"(?<version>[^"]+)"/.exec(text)?.groups?.['version'];
}
