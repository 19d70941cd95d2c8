import { addToCart, emptyCart, type Cart } from '../cart.ts';
import { findProduct, listProducts } from '../catalogue.ts';
import { checkOut, type CheckoutServices } from '../checkout.ts';
import { formatMoney } from '../money.ts';
import type { Order } from '../order-repository.ts';
import { priceCart } from '../pricing.ts';
import { ShopError } from '../shop-error.ts';

export interface Reply {
  readonly status: number;
  readonly body: unknown;
}

type Handler = (parameter: string, body: unknown) => Reply | Promise<Reply>;

/** Answers `GET /products` and the like; knows nothing of sockets. */
export function createRoutes(
  services: CheckoutServices,
): (request: string, body: unknown) => Promise<Reply> {
  const handlers: readonly (readonly [RegExp, Handler])[] = [
    [/^GET \/products$/, () => ({ status: 200, body: productList(services) })],
    [/^POST \/price$/, (_, body) => ({ status: 200, body: quote(readCart(body), services) })],
    [/^POST \/orders$/, (_, body) => placeOrder(body, services)],
    [
      /^GET \/orders\/(\d+)$/,
      (id) => ({ status: 200, body: show(services.orders.find(Number(id))) }),
    ],
  ];
  return async (request, body) => {
    for (const [pattern, handler] of handlers) {
      const match = pattern.exec(request);
      if (match !== null) return handler(match[1] ?? '', body);
    }
    return { status: 404, body: { error: 'E_ROUTE' } };
  };
}

function productList({ inventory }: CheckoutServices): unknown {
  return listProducts().map(({ sku, name, price }) => ({
    sku,
    name,
    price: formatMoney(price),
    available: inventory.available(sku),
  }));
}

function quote(cart: Cart, { settings }: CheckoutServices): unknown {
  const price = priceCart(cart, { settings });
  return Object.fromEntries(
    Object.entries(price).map(([name, amount]) => [name, formatMoney(amount)]),
  );
}

async function placeOrder(body: unknown, services: CheckoutServices): Promise<Reply> {
  const customer = isRecord(body) ? body['customer'] : undefined;
  if (typeof customer !== 'string' || !customer.includes('@')) {
    return {
      status: 400,
      body: { error: 'E_CUSTOMER', message: 'customer must be a mail address' },
    };
  }
  return { status: 201, body: show(await checkOut({ cart: readCart(body), customer }, services)) };
}

function show({ id, customer, total, lines, placed }: Order): unknown {
  return { id, customer, total: formatMoney(total), lines, placed: placed.toISOString() };
}

/** `{ items: { "cup": 2 } }` */
function readCart(body: unknown): Cart {
  const items = isRecord(body) ? body['items'] : undefined;
  if (!isRecord(items))
    throw new ShopError('E_EMPTY_CART', 'items must be an object of sku and quantity');
  return Object.entries(items).reduce(
    (cart, [sku, quantity]) => addToCart(cart, findProduct(sku), Number(quantity)),
    emptyCart,
  );
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
