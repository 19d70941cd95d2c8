/**
 * Sources with probes that the server did not foresee, kept for the next process that meets them: a file each, in a folder of
 * the store. What is in it is found by the path of the source and its time: who only runs the source need not read it.
 */
import fs from 'node:fs';
import path from 'node:path';
import type { CodeMap, ProbeOptions } from './code-map.ts';
import { revision } from './revision.ts';
import { writeFileAtomically } from './store.ts';
import type { ProbedSource, ProbeResult } from './transform.ts';

/** What who runs the source has to know. */
export interface ProbedFile extends Omit<ProbedSource, 'codeMap'> {
  readonly count: number;
}

/** A source that has no probes. */
export interface UnprobedFile {
  /** Why it cannot be counted; absent: there is nothing to count in it. */
  readonly reason?: string;
}

export interface ProbedFiles {
  /** @returns `undefined` when nobody knows */
  readonly read: (file: string, stats: fs.Stats) => ProbedFile | UnprobedFile | undefined;
  readonly write: (file: string, stats: fs.Stats, result: ProbeResult) => void;
  /** @param source identity of the text that it has to be of */
  readonly codeMap: (file: string, source: string) => CodeMap | undefined;
}

interface Head {
  readonly revision: string;
  readonly file: string;
  readonly mtime: number;
  readonly size: number;
  readonly options: string;
  readonly probed: ProbedFile | null;
  readonly reason?: string;
}

/**
 * @param directory of the store
 * @param probes what is counted; absent: nothing is to be read or written but maps
 */
export function createProbedFiles(directory: string, probes?: ProbeOptions): ProbedFiles {
  const options = JSON.stringify(probes ?? {});
  const folder = path.join(directory, 'unforeseen');
  const placeOf = (file: string): string => path.join(folder, `${nameOf(file)}.json`);
  return {
    read: (file, { mtimeMs, size }) => {
      const head = readHead(textOf(placeOf(file)), file);
      const isSame = head?.mtime === mtimeMs && head.size === size && head.options === options;
      return isSame ? (head.probed ?? head) : undefined;
    },
    write: (file, { mtimeMs, size }, result) => {
      const { codeMap, ...rest } = result.kind === 'probed' ? result.probed : {};
      const reason = result.kind === 'failed' ? { reason: result.reason } : {};
      const known = { revision, file, mtime: mtimeMs, size, options, ...reason };
      const head = { ...known, probed: codeMap ? { ...rest, count: codeMap.probeCount } : null };
      try {
        fs.mkdirSync(folder, { recursive: true });
        writeFileAtomically(
          placeOf(file),
          `${JSON.stringify(head)}\n${JSON.stringify(codeMap ?? null)}`,
        );
      } catch {
        // no room: whoever comes next does it again
      }
    },
    codeMap: (file, source) => {
      const text = textOf(placeOf(file));
      if (readHead(text, file)?.probed?.source !== source) return undefined;
      // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- what `write` has written
      return JSON.parse(text.slice(text.indexOf('\n') + 1)) as CodeMap;
    },
  };
}

function textOf(place: string): string {
  try {
    return fs.readFileSync(place, 'utf8');
  } catch {
    return '';
  }
}

function readHead(text: string, file: string): Head | undefined {
  if (text === '') return undefined;
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- what `write` has written
  const head = JSON.parse(text.slice(0, text.indexOf('\n'))) as Head;
  return head.revision === revision && head.file === file ? head : undefined;
}

/** 64 bits of FNV-1a: the path itself is in the file. */
function nameOf(file: string): string {
  let a = 0x811c9dc5;
  let b = 0x01000193;
  for (let i = 0; i < file.length; i++) {
    const code = file.charCodeAt(i);
    a = Math.imul(a ^ code, 0x01000193);
    b = Math.imul(b ^ code, 0x85ebca6b);
  }
  return [a, b].map((sum) => (sum >>> 0).toString(16).padStart(8, '0')).join('');
}
