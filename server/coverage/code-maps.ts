/** What the probes of a run stand for, read from the store that the run has used. */
import type { CodeMap } from '../../modules/code-map.ts';
import { createSegmentReader, readIndex } from '../../modules/store.ts';

export interface CodeMaps {
  /** @param hash identity of a source, as a host tells it */
  readonly ofSource: (hash: string) => CodeMap | undefined;
  /** @param file absolute path of a file that the store knows */
  readonly ofFile: (
    file: string,
  ) => { readonly hash: string; readonly codeMap: CodeMap } | undefined;
}

/** @param directory of the store */
export function openCodeMaps(directory: string): CodeMaps {
  const index = readIndex(directory, undefined);
  const segments = createSegmentReader(directory, index?.segments ?? []);
  const ofSource = (hash: string): CodeMap | undefined => {
    const blob = index?.blobs[hash];
    const json = blob && segments.codeMap(blob);
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- what we wrote, as its checksum says
    return json === undefined ? undefined : (JSON.parse(json) as CodeMap);
  };
  return {
    ofSource,
    ofFile: (file) => {
      const hash = index?.modules[file]?.hash ?? '';
      const codeMap = ofSource(hash);
      return codeMap && { hash, codeMap };
    },
  };
}
