/** Follows files that change outside of the editor: the client watches them, or, where it cannot, the server does. */
import {
  DidChangeWatchedFilesNotification,
  FileChangeType,
  WatchKind,
} from 'vscode-languageserver/node';
import type { FileEvent } from '../workspace/changes.ts';
import { uriToPath } from './file-uris.ts';
import type { Root } from './root.ts';
import type { Session } from './session.ts';
import { watchFolder } from '../workspace/watch-folder.ts';

const kinds = {
  [FileChangeType.Created]: 'created',
  [FileChangeType.Changed]: 'changed',
  [FileChangeType.Deleted]: 'deleted',
} as const;
/** Nothing below these is a module of the project; our own cache is written all the time. */
const foreign = /\/(?:node_modules|\.git|\.ztest)\//;

export interface Following extends Disposable {
  /** From now on these are all roots. */
  readonly watch: (roots: readonly Root[]) => void;
}

export function followFiles({ connection, roots, client }: Session): Following {
  const watchers = new Map<Root, Disposable>();
  let isRegistered = false;
  const tell = (events: readonly FileEvent[]): void => {
    if (events.length > 0) roots.change(events);
  };
  connection.onDidChangeWatchedFiles(({ changes }) => {
    tell(
      changes.flatMap(({ uri, type }) => {
        const path = uriToPath(uri);
        return path === undefined || foreign.test(path) ? [] : { kind: kinds[type], path };
      }),
    );
  });
  const watch = (all: readonly Root[]): void => {
    if (client().watchesFiles) {
      if (!isRegistered) register();
      isRegistered = true;
      return;
    }
    for (const [root, watcher] of watchers) {
      if (all.includes(root)) continue;
      watcher[Symbol.dispose]();
      watchers.delete(root);
    }
    for (const root of all) {
      if (!watchers.has(root)) watchers.set(root, watchFolder(root.directory, tell));
    }
  };
  const register = (): void => {
    // Folders too: the deletion of one is reported for itself alone.
    const everything = {
      globPattern: '**/*',
      kind: WatchKind.Create | WatchKind.Change | WatchKind.Delete,
    };
    connection.client
      .register(DidChangeWatchedFilesNotification.type, { watchers: [everything] })
      .catch((error: unknown) => connection.console.error(String(error)));
  };
  return {
    watch,
    [Symbol.dispose]: () => {
      for (const watcher of watchers.values()) watcher[Symbol.dispose]();
    },
  };
}
