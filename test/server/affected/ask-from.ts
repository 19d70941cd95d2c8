import path from 'node:path';
import { createEngine, openAffected } from '../../../server/engine.ts';
import type { Project } from '../../support/run-project.ts';

export interface Asked extends AsyncDisposable {
  /** `file: why` of each, after some files have changed. */
  readonly affected: (changed?: readonly string[]) => Promise<readonly string[]>;
  /** The same, and nothing else is looked at. */
  readonly affectedBy: (changed: readonly string[]) => Promise<readonly string[]>;
  /** Something has happened to files. */
  readonly tell: (changed: readonly string[]) => Promise<void>;
}

/** Asks for affected tests in this process, as somebody does who asks again and again. */
export async function askFrom(project: Project): Promise<Asked> {
  const { directory } = project;
  const engine = createEngine({ cwd: directory, version: '0', distribution: directory, env: {} });
  const loaded = await engine.readConfig({ cwd: directory, env: {}, flags: {}, useCache: false });
  if (!loaded.ok) throw new Error('The project has no configuration.');
  const discovery = engine.discover({ rootDir: directory, useCache: false });
  await discovery.open();
  const tests = openAffected({ config: loaded.config, discovery, useCache: false });
  const tell = async (changed: readonly string[]): Promise<void> => {
    const events = changed.map(
      (file) => ({ kind: 'created', path: path.join(directory, file) }) as const,
    );
    await discovery.change(events);
    tests.change(events);
  };
  const ask = async (question: { readonly changed?: readonly string[] }): Promise<string[]> => {
    const { files } = await tests.affected(question, new AbortController().signal);
    return files.map(({ file, why }) => `${file}: ${why}`).toSorted();
  };
  return {
    tell,
    affected: async (changed = []) => {
      await tell(changed);
      return await ask({});
    },
    affectedBy: async (changed) => {
      await tell(changed);
      return await ask({ changed: changed.map((file) => path.join(directory, file)) });
    },
    [Symbol.asyncDispose]: async () => {
      tests[Symbol.dispose]();
      discovery[Symbol.dispose]();
      await engine.dispose();
    },
  };
}
