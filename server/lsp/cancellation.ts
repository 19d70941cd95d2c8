/** The protocol's tokens as Node's signals. */
import { LSPErrorCodes, ResponseError, type CancellationToken } from 'vscode-languageserver/node';

/** @throws what the protocol answers to a request that its client has cancelled */
export async function cancellable<Result>(
  token: CancellationToken,
  work: (signal: AbortSignal) => Promise<Result>,
): Promise<Result> {
  const controller = new AbortController();
  const cancelled = Promise.withResolvers<never>();
  const stop = (): void => {
    controller.abort();
    cancelled.reject(
      new ResponseError(LSPErrorCodes.RequestCancelled, 'The request was cancelled.'),
    );
  };
  if (token.isCancellationRequested) stop();
  const listener = token.onCancellationRequested(stop);
  try {
    return await Promise.race([work(controller.signal), cancelled.promise]);
  } finally {
    listener.dispose();
  }
}

/** Aborted when the client cancels. */
export function abortedBy(token: CancellationToken): AbortSignal {
  const controller = new AbortController();
  if (token.isCancellationRequested) controller.abort();
  token.onCancellationRequested(() => controller.abort());
  return controller.signal;
}
