/** Starts a worker thread with the compiler. */
import path from 'node:path';
import { Worker } from 'node:worker_threads';
import type { ParseAnswer } from '../parsing/parse-batch.ts';
import type { ParserThread } from './parse-queue.ts';

/** Megabytes: the garbage of parsing is collected early, it is all young. */
const youngGeneration = 24;

export function startParserThread(
  onAnswers: (answers: readonly ParseAnswer[]) => void,
): ParserThread {
  const isSource = import.meta.filename.endsWith('.ts');
  const file = path.join(
    import.meta.dirname,
    isSource ? '../parsing/parser-worker.ts' : 'parser-worker.cjs',
  );
  const worker = new Worker(file, {
    resourceLimits: { maxYoungGenerationSizeMb: youngGeneration },
  });
  let isOver = false;
  let unanswered = 0;
  const end = (): void => {
    if (isOver) return;
    isOver = true;
    for (; unanswered > 0; unanswered--) onAnswers([]);
  };
  worker.on('message', (answers: readonly ParseAnswer[]) => {
    unanswered -= 1;
    if (unanswered === 0) worker.unref(); // it must not keep a process that has nothing else to do
    onAnswers(answers);
  });
  worker.on('error', end);
  worker.on('exit', end);
  worker.unref();
  return {
    post: (batch) => {
      unanswered += 1;
      if (isOver) setImmediate(() => onAnswers([]));
      else {
        worker.ref();
        worker.postMessage(batch);
      }
    },
    close: () => {
      isOver = true;
      void worker.terminate();
    },
  };
}
