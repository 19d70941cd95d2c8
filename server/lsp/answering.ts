/** Requests with the types that the protocol gives them. */
import type { CancellationToken, Connection } from 'vscode-languageserver/node';
import type { RequestMethod } from '../protocol.ts';

type Answer = <Params, Result>(
  request: RequestMethod<Params, Result>,
  handler: (params: Params, token: CancellationToken) => Result | Promise<Result>,
) => void;

export function answering(connection: Connection): Answer {
  return <Params, Result>(
    { method }: RequestMethod<Params, Result>,
    handler: (params: Params, token: CancellationToken) => Result | Promise<Result>,
  ): void => {
    const answerOne = async (params: Params, token: CancellationToken): Promise<unknown> =>
      await handler(params, token);
    connection.onRequest(method, answerOne);
  };
}
