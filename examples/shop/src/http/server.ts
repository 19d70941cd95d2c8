import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { CheckoutServices } from '../checkout.ts';
import { ShopError, type ShopErrorCode } from '../shop-error.ts';
import { createRoutes, type Reply } from './routes.ts';

export interface RunningShop {
  /** e.g. `http://127.0.0.1:49152` */
  readonly url: string;
  readonly close: () => Promise<void>;
}

const STATUS: Partial<Record<ShopErrorCode, number>> = {
  E_UNKNOWN_PRODUCT: 404,
  E_UNKNOWN_ORDER: 404,
  E_OUT_OF_STOCK: 409,
};

/** @param port 0 for any that is free */
export async function startShop(services: CheckoutServices, port = 0): Promise<RunningShop> {
  const routes = createRoutes(services);
  const server = createServer((request, response) => {
    void answer(request, response, routes);
  });
  await new Promise<void>((listening, failed) => {
    server.once('error', failed).listen(port, '127.0.0.1', listening);
  });
  return { url: `http://127.0.0.1:${portOf(server)}`, close: () => close(server) };
}

async function answer(
  request: IncomingMessage,
  response: ServerResponse,
  routes: ReturnType<typeof createRoutes>,
): Promise<void> {
  const { status, body } = await reply(request, routes);
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
}

async function reply(
  request: IncomingMessage,
  routes: ReturnType<typeof createRoutes>,
): Promise<Reply> {
  try {
    return await routes(`${request.method} ${request.url}`, await readJson(request));
  } catch (error) {
    if (error instanceof SyntaxError) return { status: 400, body: { error: 'E_JSON' } };
    if (!(error instanceof ShopError)) return { status: 500, body: { error: 'E_INTERNAL' } };
    return {
      status: STATUS[error.code] ?? 400,
      body: { error: error.code, message: error.message },
    };
  }
}

async function readJson(request: IncomingMessage): Promise<unknown> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(Buffer.from(chunk));
  const text = Buffer.concat(chunks).toString();
  return text === '' ? undefined : JSON.parse(text);
}

function portOf(server: Server): number {
  const address = server.address() as AddressInfo; // a server on a port has no other kind of address
  return address.port;
}

function close(server: Server): Promise<void> {
  return new Promise((fulfil, reject) => {
    server.close((error) => (error === undefined ? fulfil() : reject(error)));
    server.closeAllConnections();
  });
}
