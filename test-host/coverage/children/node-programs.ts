/** Which programs are, or may start, Node: all others are started as if nothing was counted. */
import fs from 'node:fs';
import path from 'node:path';

const { openSync, readSync, closeSync } = fs;
const NODE = /^node(?:js)?(?:\.exe)?$/i;
const SHELL = /^(?:ba|da|z|k|a)?sh$|^(?:cmd|powershell|pwsh)(?:\.exe)?$/i;
/** Words of a command line that can lead to Node. */
const NODE_WORD = /node|np[mx]|yarn|tsx|\.[cm]?[jt]sx?\b|(?:^|[\s;&|(])[\w.-]*\//;
const SCRIPT = /^#!.*\b(?:node|env|(?:ba|da|z|k|a)?sh)\b/;

export interface Start {
  readonly file: string;
  readonly args: readonly string[];
  readonly cwd?: string | undefined;
}

export function mayRunNode({ file, args, cwd }: Start): boolean {
  const name = path.basename(file);
  if (file === process.execPath || NODE.test(name)) return true;
  if (SHELL.test(name)) {
    const at = args.findIndex((word) => /^-\w*c$|^\/c$/i.test(word));
    return at < 0 || NODE_WORD.test(args.slice(at + 1).join(' '));
  }
  if (name === 'env') return NODE_WORD.test(args.slice(1).join(' '));
  const folders = /[\\/]/.test(file)
    ? [cwd ?? '.']
    : (process.env['PATH'] ?? '').split(path.delimiter);
  return SCRIPT.test(headOf(folders.map((folder) => path.resolve(folder, file))));
}

/** Of the first of these files that there is. */
function headOf(files: readonly string[]): string {
  for (const file of files) {
    try {
      const descriptor = openSync(file, 'r');
      const bytes = Buffer.alloc(80);
      const length = readSync(descriptor, bytes, 0, bytes.length, 0);
      closeSync(descriptor);
      return bytes.toString('latin1', 0, length).split('\n', 1)[0] ?? '';
    } catch {
      // not there
    }
  }
  return '';
}
