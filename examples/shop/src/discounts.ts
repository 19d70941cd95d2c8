import { lineTotal, subtotal, type Cart } from './cart.ts';
import { add, money, multiply, type Money } from './money.ts';
import { ShopError } from './shop-error.ts';

export type Discount =
  | { readonly kind: 'percentage'; readonly percent: number }
  | { readonly kind: 'fixed'; readonly amount: Money }
  /** Of every `buy + free` items of one product, `free` cost nothing. */
  | {
      readonly kind: 'buy-some-get-some';
      readonly sku: string;
      readonly buy: number;
      readonly free: number;
    };

export interface Voucher {
  readonly code: string;
  readonly discount: Discount;
  /** First moment at which it is no longer valid. */
  readonly expires: Date;
}

/** What a discount takes off a cart: never more than the cart costs. */
export function discountOn(cart: Cart, discount: Discount): Money {
  const total = subtotal(cart);
  const wanted = wantedDiscount(cart, discount);
  return wanted.amount > total.amount ? total : wanted;
}

/** The one discount that takes most off; discounts are not combined. */
export function bestDiscount(cart: Cart, discounts: readonly Discount[]): Money {
  const amounts = discounts.map((discount) => discountOn(cart, discount));
  return amounts.reduce((best, next) => (next.amount > best.amount ? next : best), money(0));
}

/** @throws ShopError `E_VOUCHER` when there is no such voucher or its time is over */
export function redeem(vouchers: readonly Voucher[], code: string): Discount {
  const voucher = vouchers.find((candidate) => candidate.code === code.trim().toUpperCase());
  if (voucher === undefined) throw new ShopError('E_VOUCHER', `no voucher "${code}"`);
  if (Date.now() >= voucher.expires.getTime()) {
    const day = voucher.expires.toISOString().slice(0, 10);
    throw new ShopError('E_VOUCHER', `voucher "${voucher.code}" expired on ${day}`);
  }
  return voucher.discount;
}

function wantedDiscount(cart: Cart, discount: Discount): Money {
  switch (discount.kind) {
    case 'percentage':
      return multiply(subtotal(cart), discount.percent / 100);
    case 'fixed':
      return discount.amount;
    case 'buy-some-get-some':
      return cart.lines
        .filter(({ product }) => product.sku === discount.sku)
        .map(({ product, quantity }) => {
          const free = Math.floor(quantity / (discount.buy + discount.free)) * discount.free;
          return lineTotal({ product, quantity: free });
        })
        .reduce(add, money(0));
  }
}
