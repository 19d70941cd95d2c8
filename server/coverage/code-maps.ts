/** What the probes of a run stand for, read from the store that the run has used. */
import type { CodeMap } from '../../modules/code-map.ts';
import { createProbedFiles } from '../../modules/probed-files.ts';
import { createSegmentReader, readIndex, type StoredBlob } from '../../modules/store.ts';

export interface CodeMaps {
  /**
   * @param file absolute path
   * @param hash identity of the text that was counted, as a host tells it
   */
  readonly of: (file: string, hash: string) => CodeMap | undefined;
  /** @param file absolute path of a file that the store knows */
  readonly ofFile: (
    file: string,
  ) => { readonly hash: string; readonly codeMap: CodeMap } | undefined;
}

/** @param directory of the store */
export function openCodeMaps(directory: string): CodeMaps {
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
  const known = new Map<string, CodeMap | undefined>();
  const find = (file: string, hash: string): CodeMap | undefined => {
    const blob = blobOf(file);
    return blob?.probes?.source === hash ? read(blob) : unforeseen.codeMap(file, hash);
  };
  return {
    of: (file, hash) => {
      const key = `${hash} ${file}`;
      const codeMap = known.get(key) ?? find(file, hash);
      known.set(key, codeMap);
      return codeMap;
    },
    ofFile: (file) => {
      const blob = blobOf(file);
      const codeMap = blob && read(blob);
      return codeMap && blob.probes && { hash: blob.probes.source, codeMap };
    },
  };
}
