import { Inventory } from '../src/inventory.ts';
import { openOrderRepository } from '../src/order-repository.ts';
import type { CheckoutServices } from '../src/checkout.ts';
import { loadSettings } from '../src/settings.ts';

/** A shop with a little stock and an empty database in memory. */
export function makeServices(): CheckoutServices & Disposable {
  const orders = openOrderRepository(':memory:');
  return {
    orders,
    settings: loadSettings({}),
    inventory: new Inventory({ cup: 4, 'tea-pot': 1, 'book-tea': 2 }, { holdFor: 60_000 }),
    [Symbol.dispose]: () => orders[Symbol.dispose](),
  };
}
