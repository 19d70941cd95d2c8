/**
 * A worker thread that puts probes into sources: started by `probe-thread.ts` when there are many, so that the compiler works
 * beside esbuild and the resolver. It ends when it is told that nothing more will be asked.
 */
import { enableCompileCache } from 'node:module';
import { parentPort, workerData } from 'node:worker_threads';
import { loadServerChunk } from '../../config/lazy-chunk.ts';
import { loadCompiler, saveCompilerCode } from '../../../modules/compiler-code.ts';
import type * as Instrumenter from './instrumenter-chunk.ts';
import type { ProbeBatch, ProbeThreadData, TaskAnswer } from './probe-messages.ts';

enableCompileCache();
loadCompiler();
const { Prober } = loadServerChunk<typeof Instrumenter>(
  'instrumenter',
  '../coverage/instrumenter/instrumenter-chunk.ts',
);

// oxlint-disable-next-line typescript/no-unsafe-type-assertion -- what `probe-thread.ts` gives it
const prober = new Prober(workerData as ProbeThreadData);

parentPort?.on('message', (batch: ProbeBatch) => {
  if (batch === undefined) {
    saveCompilerCode();
    parentPort?.close();
    return;
  }
  const answers = batch.map((task): TaskAnswer =>
    'map' in task ? prober.originalMap(task.id, task.map) : prober.probe(task.id, task),
  );
  parentPort?.postMessage(answers);
});
