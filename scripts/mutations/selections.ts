/** Which tests are selected, asked in the ways that users have: the command, and an editor after a save. */
import fs from 'node:fs';
import path from 'node:path';
import { createEngine, openAffected } from '../../server/engine.ts';
import { fileOfTest } from '../../test-host/protocol.ts';
import type { Mutant } from './mutant.ts';
import type { ProjectCopy } from './project-copy.ts';

interface SelectedFile {
  readonly file: string;
  /** Absent: the whole file. */
  readonly ids?: readonly string[] | undefined;
}

/** @param tests of which some are selected */
export function askCommand(copy: ProjectCopy, tests: readonly string[]): ReadonlySet<string> {
  const answer = copy.ask(['affected', '--json']);
  if (answer === '') throw new Error('`ztest affected` has no answer.');
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- our own output
  const { files } = JSON.parse(answer) as {
    files: readonly { file: string; tests?: readonly { id: string }[] }[];
  };
  return selectedOf(
    files.map(({ file, tests: own }) => ({ file, ids: own?.map(({ id }) => id) })),
    tests,
  );
}

export interface Editor extends AsyncDisposable {
  /** After a save. */
  readonly ask: (mutant: Mutant, tests: readonly string[]) => Promise<ReadonlySet<string>>;
  /** Files are as they were again. */
  readonly undo: (mutant: Mutant) => Promise<void>;
}

/** Asks in this process, again and again, and is told which files have changed, as by an editor. */
export async function openEditor({ directory }: ProjectCopy): Promise<Editor> {
  const engine = createEngine({ cwd: directory, version: '0', distribution: directory, env: {} });
  const loaded = await engine.readConfig({ cwd: directory, env: {}, flags: {}, useCache: false });
  if (!loaded.ok) throw new Error('The project has no configuration.');
  const { rootDir } = loaded.config;
  const discovery = engine.discover({ rootDir, useCache: false });
  await discovery.open();
  const affected = openAffected({ config: loaded.config, discovery, useCache: false });
  const tell = async ({ changes }: Mutant): Promise<readonly string[]> => {
    const events = changes.map(({ file }) => {
      const place = path.posix.join(rootDir, file);
      return { kind: fs.existsSync(place) ? 'created' : 'deleted', path: place } as const;
    });
    await discovery.change(events);
    affected.change(events);
    return events.map((event) => event.path);
  };
  return {
    ask: async (mutant, tests) => {
      const changed = await tell(mutant);
      const { files } = await affected.affected({ changed }, new AbortController().signal);
      return selectedOf(files, tests);
    },
    undo: async (mutant) => {
      await tell(mutant);
    },
    [Symbol.asyncDispose]: async () => {
      affected[Symbol.dispose]();
      discovery[Symbol.dispose]();
      await engine.dispose();
    },
  };
}

function selectedOf(
  selection: readonly SelectedFile[],
  tests: readonly string[],
): ReadonlySet<string> {
  const byFile = new Map(selection.map((one) => [one.file, one]));
  return new Set(
    tests.filter((id) => {
      const found = byFile.get(fileOfTest(id));
      return found !== undefined && (found.ids === undefined || found.ids.includes(id));
    }),
  );
}
