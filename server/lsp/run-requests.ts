/** `ztest/run`: runs that a client asks for, and their events. */
import path from 'node:path';
import { LSPErrorCodes, ResponseError, type CancellationToken } from 'vscode-languageserver/node';
import * as protocol from '../protocol.ts';
import type { RunParams } from '../protocol.ts';
import type { RunEvent } from '../../test-host/protocol.ts';
import { abortedBy } from './cancellation.ts';
import { uriToPath } from './file-uris.ts';
import type { Session } from './session.ts';

/** Events wait so long for others: each message costs the client more than what is in it. */
const PORTION_MS = 10;

export function answerRuns({ connection, roots, documents }: Session): void {
  // Whoever looks at tests may run them: a host is ready then.
  documents.onDidOpen(async ({ document }) => {
    const found = await roots.treeOf(document.uri);
    found?.root.services.runs?.warm();
  });
  connection.onRequest(protocol.run.method, async (params: RunParams, token: CancellationToken) => {
    const root = roots.get(params.root);
    if (root === undefined) throw refused(`${params.root} is not open.`);
    const { runs } = root.services;
    if (runs === undefined) throw refused('Tests run only in a workspace that you trust.');
    const { runId } = params;
    const portions = new Portions((events) => {
      void connection.sendNotification(protocol.runEvents.method, {
        runId,
        root: root.uri,
        events,
      });
    });
    try {
      const answer = await runs.run(
        {
          ...params,
          unsaved: textsOf(params.unsaved ?? [], documents),
          onEvents: (events) => portions.add(events),
          onDebugger: (port) =>
            void connection.sendNotification(protocol.debuggerWanted.method, { runId, port }),
        },
        abortedBy(token),
      );
      if (answer.outcome !== 'interrupted') root.noteRun(answer.problems);
      return answer;
    } finally {
      portions.send();
    }
  });
}

/** @returns `undefined`: there are none */
function textsOf(
  uris: readonly string[],
  documents: Session['documents'],
): Readonly<Record<string, string>> | undefined {
  const texts = uris.flatMap((uri) => {
    const file = uriToPath(uri);
    const text = documents.get(uri)?.getText();
    return file === undefined || text === undefined ? [] : [[path.normalize(file), text] as const];
  });
  return texts.length === 0 ? undefined : Object.fromEntries(texts);
}

class Portions {
  readonly #send: (events: readonly RunEvent[]) => void;
  #waiting: RunEvent[] = [];
  #timer: NodeJS.Timeout | undefined;

  constructor(send: (events: readonly RunEvent[]) => void) {
    this.#send = send;
  }

  add(events: readonly RunEvent[]): void {
    this.#waiting.push(...events);
    this.#timer ??= setTimeout(() => this.send(), PORTION_MS);
  }

  send(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    if (this.#waiting.length > 0) this.#send(withoutPassedStarts(this.#waiting));
    this.#waiting = [];
  }
}

/** Who hears in one message that a test has begun and passed needs not be told of both: of 10,000 tests that is a third of all. */
function withoutPassedStarts(events: readonly RunEvent[]): readonly RunEvent[] {
  const passed = new Set(
    events.flatMap((event) =>
      event.type === 'test-finished' && event.outcome === 'passed' ? event.id : [],
    ),
  );
  return events.filter((event) => event.type !== 'test-started' || !passed.has(event.id));
}

function refused(message: string): ResponseError<void> {
  return new ResponseError(LSPErrorCodes.RequestFailed, message);
}
