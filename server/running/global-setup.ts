/**
 * `globalSetup` modules: run once, before the first test and (their teardown) after the last, in a host of their own that
 * lives as long as the run. What they put into `process.env` is handed to every test host.
 */
import path from 'node:path';
import type { ModuleIndex, Problem, SerializedError } from '../../test-host/protocol.ts';
import type { ResolvedConfig } from '../config/resolved-config.ts';
import type { RunContext } from './run-request.ts';

export class GlobalSetup {
  /** Each once, however many configurations name it. */
  readonly #files: ReadonlyMap<string, ResolvedConfig>;
  readonly #teardowns: ReadonlyMap<string, ResolvedConfig>;
  readonly #context: RunContext;
  #env: Readonly<Record<string, string>> = {};
  #started: string[] = [];

  constructor(configs: readonly ResolvedConfig[], context: RunContext) {
    this.#files = filesOf(configs, 'globalSetup');
    this.#teardowns = filesOf(configs, 'globalTeardown');
    this.#context = context;
  }

  get env(): Readonly<Record<string, string>> {
    return this.#env;
  }

  /** @returns what went wrong; then no test runs */
  async start(modulesOf: (own: ResolvedConfig) => ModuleIndex): Promise<Problem | undefined> {
    for (const [file, own] of this.#files) {
      this.#started.push(file);
      const answer = await this.#context.hosts.callSetup(file, 'setup', modulesOf(own));
      if (answer.error !== undefined) return failed(file, 'setup', answer.error);
      this.#env = { ...this.#env, ...answer.env };
    }
    return undefined;
  }

  async stop(modulesOf: (own: ResolvedConfig) => ModuleIndex): Promise<Problem | undefined> {
    let problem: Problem | undefined;
    const files = [...this.#started.reverse(), ...this.#teardowns.keys()];
    for (const file of files) {
      const own = this.#teardowns.get(file);
      const modules = own && modulesOf(own);
      const answer = await this.#context.hosts.callSetup(file, 'teardown', modules);
      if (answer.error !== undefined) problem ??= failed(file, 'teardown', answer.error);
    }
    if (files.length > 0) await this.#context.hosts.closeSetup();
    return problem;
  }
}

function filesOf(
  configs: readonly ResolvedConfig[],
  key: 'globalSetup' | 'globalTeardown',
): ReadonlyMap<string, ResolvedConfig> {
  return new Map(configs.flatMap((own) => own[key].map((file) => [file, own])));
}

function failed(file: string, step: 'setup' | 'teardown', error: SerializedError): Problem {
  const own = path.basename(file);
  const frame = error.stack.find(
    ({ file: at }) => !at.startsWith('node:') && !at.includes('node_modules/'),
  );
  // The host tells paths relative to the folder that both were started in.
  const location = frame === undefined ? { file } : { ...frame, file: path.resolve(frame.file) };
  return {
    code: step === 'setup' ? 'ZT1340' : 'ZT1341',
    severity: 'error',
    message: `The global ${step} in ${own} failed: ${error.message}`,
    hint:
      step === 'setup'
        ? 'No test was run. Fix the set-up, or take the file out of globalSetup.'
        : 'The tests ran; what the set-up started may still be there.',
    location,
  };
}
