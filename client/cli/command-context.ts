/** What every command works with, and how it says that it cannot. */
import type { Engine, ProjectFiles, ResolvedConfig } from '../../server/engine.ts';
import type { Problem } from '../../test-host/protocol.ts';
import { exitCodes } from './exit-codes.ts';
import { renderProblem } from './messages.ts';
import type { RunRequest } from './options-request.ts';

export interface CommandContext {
  readonly engine: Engine;
  readonly config: ResolvedConfig;
  readonly request: RunRequest;
  readonly cwd: string;
  /** Looks for the test files, also of folders with a configuration of their own. */
  readonly findFiles: () => Promise<ProjectFiles>;
  /** What Jest's configuration says, beside one of ztest; or what is wrong with it. */
  readonly findOfJest: () => Promise<FoundOfJest | readonly Problem[]>;
  /** The same with the configuration as it is by now. */
  readonly reload: () => Promise<CommandContext | { readonly problems: readonly Problem[] }>;
}

export interface FoundOfJest {
  readonly config: ResolvedConfig;
  readonly found: ProjectFiles;
}

/** With what `--color` and `--no-color` say in the words of the environment. */
export function colorEnvironment({ request: { color } }: CommandContext): NodeJS.ProcessEnv {
  if (color === undefined) return process.env;
  return color
    ? { ...process.env, FORCE_COLOR: '1', NO_COLOR: undefined }
    : { ...process.env, NO_COLOR: '1', FORCE_COLOR: undefined };
}

/** @returns the exit code */
export function fail(problems: readonly Problem[]): number {
  for (const problem of problems) process.stderr.write(`${renderProblem(problem)}\n`);
  return exitCodes.usage;
}
