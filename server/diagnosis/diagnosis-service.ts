/** Answers an editor why a test is flaky, and who makes it fail. Its runs are trials: they keep no other run waiting. */
import { readTestId, type FilePath, type TestId } from '../../test-host/protocol.ts';
import type { Engine } from '../engine.ts';
import { diagnosisChunk } from '../engine.ts';
import type { HistoryKeeper } from '../history/history-keeper.ts';
import { loadProject } from '../running/load-project.ts';
import type { RequestedFile } from '../running/run-request.ts';
import type { DiagnosisRequest } from './diagnose.ts';
import { cannotBeDiagnosed, testDidNotRun } from './messages.ts';

export interface DiagnosisServiceOptions {
  /** Absolute. */
  readonly rootDir: string;
  readonly env: NodeJS.ProcessEnv;
  readonly openEngine: () => Engine;
  readonly testFiles: () => readonly FilePath[];
  readonly history: Pick<HistoryKeeper, 'about' | 'diagnosed'>;
}

export interface DiagnosisQuestion {
  readonly id: TestId;
  readonly signal: AbortSignal;
  /** Told what is tried now, and how many runs there were. */
  readonly onStep: (what: string, runs: number) => void;
}

export class DiagnosisService implements Disposable {
  readonly #options: DiagnosisServiceOptions;
  readonly #closing = new AbortController();

  constructor(options: DiagnosisServiceOptions) {
    this.#options = options;
  }

  /** @returns Markdown. @throws the signal's reason when it is aborted */
  async diagnose(question: DiagnosisQuestion): Promise<string> {
    return await this.#try(question, async (request) => {
      const { diagnose, reportDiagnosis } = diagnosisChunk();
      const found = await diagnose(request);
      const names = found.causes.map(({ name }) => name);
      await this.#options.history.diagnosed(question.id, names);
      return reportDiagnosis(question.id, found, request.trials.count);
    });
  }

  /** @returns Markdown. @throws the signal's reason when it is aborted */
  async bisect(question: DiagnosisQuestion): Promise<string> {
    return await this.#try(question, async (request) => {
      const { findPolluters, reportPollution } = diagnosisChunk();
      const found = await findPolluters(request);
      if (found.found) await this.#options.history.diagnosed(question.id, ['order']);
      return reportPollution(question.id, found, request.trials.count);
    });
  }

  [Symbol.dispose](): void {
    this.#closing.abort();
  }

  async #try(
    { id, signal: cancelled, onStep }: DiagnosisQuestion,
    answer: (request: DiagnosisRequest) => Promise<string>,
  ): Promise<string> {
    const { rootDir, openEngine, testFiles, history } = this.#options;
    const signal = AbortSignal.any([cancelled, this.#closing.signal]);
    const engine = openEngine();
    const kill = (): void => engine.killAll();
    this.#closing.signal.addEventListener('abort', kill, { once: true });
    try {
      const project = await loadProject(engine, this.#options, signal);
      signal.throwIfAborted();
      if (!project.ok) return cannotBeDiagnosed(project.problems);
      const { config, configOf, errorsOf } = project;
      const victimErrors = errorsOf(readTestId(id).file);
      if (victimErrors.length > 0) return cannotBeDiagnosed(victimErrors);
      const request = (file: FilePath): RequestedFile => {
        const own = configOf(file);
        return own === undefined ? { file } : { file, config: own };
      };
      const { Trials, seedsFor } = diagnosisChunk();
      let what = '';
      const step = (): void => onStep(what, trials.count);
      const trials = new Trials({
        run: async (trial) => {
          step();
          return await engine.run(trial);
        },
        config,
        signal,
      });
      const file = request(readTestId(id).file);
      const first = await trials.run({ files: [{ ...file, selection: { ids: [id] } }] });
      if (!first.has(id)) return testDidNotRun(id);
      const [past] = await history.about([id]);
      return await answer({
        rootDir,
        victim: id,
        file,
        others: testFiles()
          .filter((other) => other !== file.file && errorsOf(other).length === 0)
          .map(request),
        seeds: seedsFor(past, config),
        trials,
        onStep: (now) => {
          what = now;
          step();
        },
      });
    } finally {
      this.#closing.signal.removeEventListener('abort', kill);
      await engine.dispose();
    }
  }
}
