/** Probes for sources that the server did not foresee: what another process has left, else by the instrumenter. */
import { Buffer } from 'node:buffer';
import fs from 'node:fs';
import { loadCompiler } from '../../modules/load-compiler.ts';
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

export type OnUncounted = (file: string, reason: string) => void;

const { statSync } = fs; // user code may replace it

/** @param onUncounted hears of files that cannot be counted, and why; of one perhaps several times */
export function createProbedSources(order: CoverageOrder, onUncounted: OnUncounted): ProbedSources {
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
      if (known !== undefined) {
        if ('count' in known) return known;
        if (known.reason !== undefined) onUncounted(file, known.reason);
        return undefined;
      }
      instrumenter ??= loadInstrumenter(order);
      const result = instrumenter.addProbes({ path: file, source }, probes);
      files.write(file, stats, result);
      if (result.kind === 'failed') onUncounted(file, result.reason);
      if (result.kind !== 'probed') return undefined;
      return { ...result.probed, count: result.probed.codeMap.probeCount };
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
