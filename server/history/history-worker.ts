/**
 * A worker thread of an editor's server: it writes and reads the history, so that neither a keystroke nor an event of a run
 * waits for the database. Started by `history-thread.ts`.
 */
import { parentPort } from 'node:worker_threads';
import { loadServerChunk } from '../config/lazy-chunk.ts';
import type * as HistoryChunk from './history-chunk.ts';
import type { HistoryAnswer, HistoryTask } from './history-task.ts';

const history = loadServerChunk<typeof HistoryChunk>('history', './history-chunk.ts');

parentPort?.on('message', (task: HistoryTask) => {
  answerTo(task).then(
    (answer) => parentPort?.postMessage(answer),
    (error: unknown) => parentPort?.postMessage({ error: String(error) } satisfies HistoryAnswer),
  );
});

async function answerTo(task: HistoryTask): Promise<HistoryAnswer> {
  switch (task.kind) {
    case 'record': {
      const git = await history.readGitState(task.rootDir);
      return { problems: task.jobs.flatMap((job) => history.recordJob(job, git).problems) };
    }
    case 'diagnosed':
      return { problems: history.keepDiagnosis(task.rootDir, task.id, task.causes) };
    case 'renamed':
      return { problems: history.renameTest(task.rootDir, task.id, task.title) };
    case 'health': {
      const { value, problems } = history.readHealth(task.rootDir);
      return { problems, ...(value !== undefined && { health: value }) };
    }
    case 'tests': {
      const { value = [], problems } = history.readTestsOf(task.rootDir, task.ids);
      return { problems, tests: value };
    }
    default:
      return task satisfies never;
  }
}
