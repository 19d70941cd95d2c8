/** Probes for sources that the server did not foresee: what another process has left, else by the instrumenter. */
import { Buffer } from 'node:buffer';
import fs from 'node:fs';
import { loadCompiler } from '../../modules/compiler-code.ts';
import { compileCounted } from '../../modules/counted-patterns.ts';
import { createProbedFiles, type ProbedFile } from '../../modules/probed-files.ts';
import type { AddProbes } from '../../modules/transform.ts';
import { lazyChunk } from '../lazy-chunk.ts';
import type { CoverageOrder } from '../protocol.ts';

export interface ProbedSources {
  readonly isCounted: (file: string) => boolean;
  /**
   * @param source text of the file, as it is written
   * @returns `undefined` when nothing of it is counted
   */
  readonly of: (file: string, source: string) => ProbedFile | undefined;
}

const { statSync } = fs; // user code may replace it

export function createProbedSources(order: CoverageOrder): ProbedSources {
  const { store, counted, probes } = order;
  let instrumenter: Instrumenter | undefined;
  const files = createProbedFiles(store, probes);
  return {
    isCounted: compileCounted(counted),
    of: (file, source) => {
      const stats = statSync(file, { throwIfNoEntry: false });
      // A text that somebody has made of the file has other lines.
      if (stats?.size !== Buffer.byteLength(source)) return undefined;
      const known = files.read(file, stats);
      if (known !== undefined) return known ?? undefined;
      instrumenter ??= loadInstrumenter(order);
      const result = instrumenter.addProbes({ path: file, source }, probes);
      const probed = result.kind === 'probed' ? result.probed : undefined;
      files.write(file, stats, probed);
      return probed && { ...probed, count: probed.codeMap.probeCount };
    },
  };
}

interface Instrumenter {
  readonly addProbes: AddProbes;
}

function loadInstrumenter({ compilerCode }: CoverageOrder): Instrumenter {
  loadCompiler(compilerCode);
  const entry = '../server/coverage/instrumenter/instrumenter-chunk.ts';
  return lazyChunk<Instrumenter>('instrumenter', entry);
}
