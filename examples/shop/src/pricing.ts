import { lineTotal, subtotal, type Cart } from './cart.ts';
import { bestDiscount, type Discount } from './discounts.ts';
import { add, allocate, money, multiply, subtract, type Money } from './money.ts';
import type { Settings } from './settings.ts';

export interface Price {
  readonly subtotal: Money;
  readonly discount: Money;
  readonly shipping: Money;
  /** Contained in `total`: prices include tax. */
  readonly tax: Money;
  readonly total: Money;
}

export interface PricingRules {
  readonly settings: Settings;
  readonly discounts?: readonly Discount[];
}

/** What the customer pays for a cart, with the best of the discounts. */
export function priceCart(cart: Cart, { settings, discounts = [] }: PricingRules): Price {
  const goods = subtotal(cart);
  const discount = bestDiscount(cart, discounts);
  const discounted = subtract(goods, discount);
  const shipping = shippingFor(cart, discounted, settings);
  return {
    subtotal: goods,
    discount,
    shipping,
    tax: includedTax(cart, discount, settings),
    total: add(discounted, shipping),
  };
}

function shippingFor(cart: Cart, goods: Money, { shipping }: Settings): Money {
  const isFree = cart.lines.length === 0 || goods.amount >= shipping.freeFromCents;
  return money(isFree ? 0 : shipping.cents);
}

/** The discount is spread over the lines by what they cost, since lines are taxed differently. */
function includedTax(cart: Cart, discount: Money, settings: Settings): Money {
  if (subtotal(cart).amount === 0) return money(0);
  const totals = cart.lines.map(lineTotal);
  const shares = allocate(
    discount,
    totals.map(({ amount }) => amount),
  );
  return cart.lines
    .map(({ product }, i) => {
      const rate = settings.tax[product.taxClass];
      return multiply(subtract(totals[i] ?? money(0), shares[i] ?? money(0)), rate / (1 + rate));
    })
    .reduce(add, money(0));
}
