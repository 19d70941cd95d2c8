/** How the tests are, for clients that show it: what has changed is told, never all of it twice. */
import { LSPErrorCodes, ResponseError, type CancellationToken } from 'vscode-languageserver/node';
import type { TestId } from '../../test-host/protocol.ts';
import type { HealthReport, TestHealth } from '../history/test-health.ts';
import * as protocol from '../protocol.ts';
import { answering } from './answering.ts';
import { cancellable } from './cancellation.ts';
import type { Root } from './root.ts';
import type { Session } from './session.ts';

export function answerHealth({ connection, roots }: Session): void {
  const answer = answering(connection);
  const followed = new WeakMap<Root, Disposable>();

  const ask = async (
    what: 'diagnose' | 'bisect',
    { root, id, token: name }: protocol.DiagnosisParams,
    token: CancellationToken,
  ): Promise<string> => {
    const diagnosis = roots.get(root)?.services.diagnosis;
    if (diagnosis === undefined)
      throw new ResponseError(
        LSPErrorCodes.RequestFailed,
        'Tests run only in a workspace that you trust.',
      );
    return await cancellable(
      token,
      async (signal) =>
        await diagnosis[what]({
          id,
          signal,
          onStep: (step, runs) =>
            void connection.sendNotification(protocol.diagnosisStep.method, {
              token: name,
              what: step,
              runs,
            }),
        }),
    );
  };

  answer(protocol.followHealth, () => {
    for (const root of roots.all()) {
      const { history } = root.services;
      if (history === undefined) continue;
      followed.get(root)?.[Symbol.dispose]();
      const sender = new HealthSender(root.uri, (change) => {
        void connection.sendNotification(protocol.healthChanged.method, change);
      });
      const warn = (text: string): void => connection.console.warn(text);
      followed.set(
        root,
        history.listen((report) => sender.send(report), warn),
      );
    }
    return null;
  });
  answer(protocol.diagnose, async (params, token) => await ask('diagnose', params, token));
  answer(protocol.bisect, async (params, token) => await ask('bisect', params, token));
  answer(
    protocol.healthReport,
    async ({ root }) => (await roots.get(root)?.services.history?.report()) ?? null,
  );
}

/** Each costs the client an item of its tree, and a larger message would hold up the answers behind it. */
const MOST_TESTS = 100;

class HealthSender {
  readonly #root: string;
  readonly #send: (change: protocol.HealthChange) => void;
  #sent: ReadonlyMap<TestId, string> | undefined;

  constructor(root: string, send: (change: protocol.HealthChange) => void) {
    this.#root = root;
    this.#send = send;
  }

  send({ troubled }: HealthReport): void {
    const before = this.#sent;
    const now = new Map(troubled.map((test) => [test.id, JSON.stringify(test)]));
    this.#sent = now;
    const tests = troubled.filter(({ id }) => before?.get(id) !== now.get(id));
    const healthy = [...(before?.keys() ?? [])].filter((id) => !now.has(id));
    const portions = inPortions(tests);
    for (const [index, portion] of portions.entries())
      this.#send({
        root: this.#root,
        ...(before === undefined && index === 0 && { isFirst: true }),
        tests: portion,
        healthy: index === 0 ? healthy : [],
      });
  }
}

/** One at least: that something was recorded is news for whoever shows durations. */
function inPortions(tests: readonly TestHealth[]): readonly (readonly TestHealth[])[] {
  const portions = [tests.slice(0, MOST_TESTS)];
  for (let at = MOST_TESTS; at < tests.length; at += MOST_TESTS)
    portions.push(tests.slice(at, at + MOST_TESTS));
  return portions;
}
