/** What the probes of a run stand for, read from the store that the run has used. */
import type { CodeMap, ProbeOptions } from '../../modules/code-map.ts';
import { createProbedFiles } from '../../modules/probed-files.ts';
import { createSegmentReader, readIndex, type StoredBlob } from '../../modules/store.ts';

export interface CodeMaps extends Disposable {
  /**
   * @param file absolute path
   * @param hash identity of the text that was counted, as a host tells it
   */
  readonly of: (file: string, hash: string) => CodeMap | undefined;
  /** Of the text that the store holds probes for. */
  readonly hashOf: (file: string) => string | undefined;
}

interface KnownMap {
  readonly hash: string;
  readonly codeMap: CodeMap;
}

/** By store and options, then by file: a server that runs tests after each save reads what has changed, and no more. */
const knownMaps = new Map<string, Map<string, KnownMap>>();

/**
 * @param directory of the store
 * @param probes what is counted: other options make other maps of the same text
 */
export function openCodeMaps(directory: string, probes: ProbeOptions): CodeMaps {
  const index = readIndex(directory, undefined);
  const segments = createSegmentReader(directory, index?.segments ?? []);
  const unforeseen = createProbedFiles(directory);
  const blobOf = (file: string): StoredBlob | undefined =>
    index?.blobs[index.modules[file]?.hash ?? ''];
  const read = (blob: StoredBlob): CodeMap | undefined => {
    const json = segments.codeMap(blob);
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- what we wrote, as its checksum says
    return json === undefined ? undefined : (JSON.parse(json) as CodeMap);
  };
  const key = `${directory} ${JSON.stringify(probes)}`;
  const known = knownMaps.get(key) ?? new Map<string, KnownMap>();
  knownMaps.set(key, known);
  const find = (file: string, hash: string): CodeMap | undefined => {
    const blob = blobOf(file);
    return blob?.probes?.source === hash ? read(blob) : unforeseen.codeMap(file, hash);
  };
  return {
    of: (file, hash) => {
      const before = known.get(file);
      if (before?.hash === hash) return before.codeMap;
      const codeMap = find(file, hash);
      if (codeMap !== undefined) known.set(file, { hash, codeMap });
      return codeMap;
    },
    hashOf: (file) => blobOf(file)?.probes?.source,
    [Symbol.dispose]: () => segments.close(),
  };
}
