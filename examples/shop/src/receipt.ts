import { lineTotal, type Cart } from './cart.ts';
import { formatMoney, type Money } from './money.ts';
import type { Price } from './pricing.ts';

const WIDTH = 40;

/** The text that goes into the mail and onto the printer. */
export function renderReceipt(shopName: string, cart: Cart, price: Price): string {
  const lines = cart.lines.map((line) =>
    row(`${line.quantity} x ${line.product.name}`, lineTotal(line)),
  );
  return [
    shopName.toUpperCase(),
    '='.repeat(WIDTH),
    ...lines,
    '-'.repeat(WIDTH),
    row('Subtotal', price.subtotal),
    ...(price.discount.amount > 0
      ? [row('Discount', { ...price.discount, amount: -price.discount.amount })]
      : []),
    row('Shipping', price.shipping),
    row('Total', price.total),
    row('of which tax', price.tax),
  ].join('\n');
}

function row(label: string, amount: Money): string {
  const text = formatMoney(amount);
  const room = WIDTH - text.length - 1;
  const short = label.length > room ? `${label.slice(0, room - 1)}…` : label;
  return `${short.padEnd(room)} ${text}`;
}
