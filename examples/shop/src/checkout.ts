import type { Cart } from './cart.ts';
import type { Discount } from './discounts.ts';
import type { Inventory, Reservation } from './inventory.ts';
import { sendMail } from './mailer.ts';
import type { Order, OrderRepository } from './order-repository.ts';
import { priceCart } from './pricing.ts';
import { renderReceipt } from './receipt.ts';
import type { Settings } from './settings.ts';
import { ShopError } from './shop-error.ts';

export interface CheckoutServices {
  readonly inventory: Inventory;
  readonly orders: OrderRepository;
  readonly settings: Settings;
}

export interface CheckoutRequest {
  readonly cart: Cart;
  readonly customer: string;
  readonly discounts?: readonly Discount[];
}

/**
 * Takes the goods, stores the order and mails the receipt. All goods or none: when one is out of stock or the
 * order cannot be stored, what was reserved goes back. A mail that fails does not undo a stored order.
 */
export async function checkOut(
  request: CheckoutRequest,
  services: CheckoutServices,
): Promise<Order> {
  const { cart, customer, discounts = [] } = request;
  const { orders, settings } = services;
  if (cart.lines.length === 0) throw new ShopError('E_EMPTY_CART', 'there is nothing in the cart');
  const price = priceCart(cart, { settings, discounts });
  const reserved = reserveAll(cart, services.inventory);
  const order = storeOrder(reserved, () => {
    const lines = reserved.map(({ sku, quantity }) => ({ sku, quantity }));
    return orders.save({ customer, total: price.total, lines, placed: new Date() });
  });
  await mailReceipt(order, renderReceipt(settings.shopName, cart, price));
  return order;
}

function reserveAll(cart: Cart, inventory: Inventory): Reservation[] {
  const reserved: Reservation[] = [];
  try {
    for (const { product, quantity } of cart.lines) {
      reserved.push(inventory.reserve(product.sku, quantity));
    }
    return reserved;
  } catch (error) {
    for (const reservation of reserved) reservation.release();
    throw error;
  }
}

function storeOrder(reserved: readonly Reservation[], store: () => Order): Order {
  try {
    const order = store();
    for (const reservation of reserved) reservation.confirm();
    return order;
  } finally {
    for (const reservation of reserved) reservation.release();
  }
}

async function mailReceipt(order: Order, text: string): Promise<void> {
  try {
    await sendMail({ to: order.customer, subject: `Your order ${order.id}`, text });
  } catch (error) {
    console.error(`The receipt of order ${order.id} was not sent:`, error);
  }
}
