/**
 * A worker thread that puts probes into sources: started by `probe-thread.ts` when there are many, so that the compiler works
 * beside esbuild and the resolver. It ends when it is told that nothing more will be asked.
 */
import { enableCompileCache } from 'node:module';
import { parentPort } from 'node:worker_threads';
import { loadServerChunk } from '../../config/lazy-chunk.ts';
import { keepCode } from '../../../modules/kept-code.ts';
import { loadCompiler } from '../../../modules/load-compiler.ts';
import type * as Instrumenter from './instrumenter-chunk.ts';
import type { ProbeMessage, ProbeTask, TaskAnswer } from './probe-messages.ts';

enableCompileCache();
loadCompiler();
const { Prober } = loadServerChunk<typeof Instrumenter>(
  'instrumenter',
  '../coverage/instrumenter/instrumenter-chunk.ts',
);

let prober: Instrumenter.Prober | undefined;

parentPort?.on('message', (message: ProbeMessage) => {
  if (message === undefined) {
    keepCode();
    parentPort?.close();
    return;
  }
  if ('options' in message) prober = new Prober(message.options);
  else parentPort?.postMessage(answersTo(message));
});

function answersTo(tasks: readonly ProbeTask[]): readonly TaskAnswer[] {
  const ours = prober;
  if (ours === undefined) throw new Error('Nobody has said what is counted');
  return tasks.map((task) =>
    'map' in task ? ours.originalMap(task.id, task.map) : ours.probe(task.id, task),
  );
}
