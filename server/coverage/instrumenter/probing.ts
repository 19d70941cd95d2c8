/** Probes for the sources of a run: those of a few in this thread, those of many beside it. */
import { availableParallelism } from 'node:os';
import type { ProbeOptions } from '../../../modules/code-map.ts';
import { keepCode } from '../../../modules/kept-code.ts';
import { loadCompiler } from '../../../modules/load-compiler.ts';
import type { AskForProbes } from '../../../modules/transform.ts';
import { loadServerChunk } from '../../config/lazy-chunk.ts';
import type * as Instrumenter from './instrumenter-chunk.ts';
import { isProbeThreadAhead, startProbeThread, type ProbeThread } from './probe-thread.ts';

export interface Probing extends Disposable {
  readonly ask: AskForProbes;
}

/** @param sources many are worth the start of a thread */
export function startProbing(
  options: ProbeOptions,
  sources: 'few' | 'many',
  startThread = startProbeThread,
): Probing {
  const isWorthIt = isProbeThreadAhead() || (sources === 'many' && availableParallelism() > 1);
  if (!isWorthIt) return here(options);
  return beside(options, startThread(options));
}

/** @param thread may end at any time: then the rest is done here */
function beside(options: ProbeOptions, thread: ProbeThread): Probing {
  let ids = 0;
  let instead: Probing | undefined;
  return {
    ask: async (input) => {
      const id = ids++;
      const { path, source } = input;
      const answer = await thread.ask({ id, path, source });
      if (answer === undefined) return await (instead ??= here(options)).ask(input);
      if (typeof answer === 'string') throw new Error('A map is no answer to a source');
      if (answer.kind !== 'probed') return answer;
      return {
        ...answer,
        originalMap: async (map) => {
          const original = await thread.ask({ id, map });
          if (typeof original === 'string') return original;
          const again = await (instead ??= here(options)).ask(input);
          if (again.kind !== 'probed') throw new Error('The same source got no probes');
          return await again.originalMap(map);
        },
      };
    },
    [Symbol.dispose]: () => {
      thread.close();
      instead?.[Symbol.dispose]();
    },
  };
}

function here(options: ProbeOptions): Probing {
  let prober: Instrumenter.Prober | undefined;
  let ids = 0;
  return {
    ask: async (input) => {
      const ours = (prober ??= loadProber(options));
      const id = ids++;
      const answer = ours.probe(id, input);
      if (answer.kind !== 'probed') return answer;
      return { ...answer, originalMap: async (map) => ours.originalMap(id, map) };
    },
    // When there is something to wait for anyway.
    [Symbol.dispose]: () => void setImmediate(keepCode),
  };
}

function loadProber(options: ProbeOptions): Instrumenter.Prober {
  loadCompiler();
  const { Prober } = loadServerChunk<typeof Instrumenter>(
    'instrumenter',
    '../coverage/instrumenter/instrumenter-chunk.ts',
  );
  return new Prober(options);
}
