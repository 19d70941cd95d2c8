import { beforeEach, expect, suite, test } from 'ztest';
import { addToCart, emptyCart, type Cart } from '../src/cart.ts';
import { findProduct } from '../src/catalogue.ts';
import { money } from '../src/money.ts';
import { priceCart } from '../src/pricing.ts';
import { loadSettings } from '../src/settings.ts';

const settings = loadSettings({});
let cart: Cart;

beforeEach(() => {
  cart = addToCart(emptyCart, findProduct('tea-pot'));
});

suite('pricing', () => {
  test('adds shipping to a small order', () => {
    expect(priceCart(cart, { settings })).toMatchInlineSnapshot(`
      {
        "discount": {
          "amount": 0,
          "currency": "EUR",
        },
        "shipping": {
          "amount": 490,
          "currency": "EUR",
        },
        "subtotal": {
          "amount": 3495,
          "currency": "EUR",
        },
        "tax": {
          "amount": 558,
          "currency": "EUR",
        },
        "total": {
          "amount": 3985,
          "currency": "EUR",
        },
      }
    `);
  });

  test('ships large orders for nothing', () => {
    cart = addToCart(cart, findProduct('tea-pot'));
    expect(priceCart(cart, { settings }).shipping).toEqual(money(0));
  });

  test('looks at what is left after the discount', () => {
    cart = addToCart(cart, findProduct('tea-pot'));
    const discounts = [{ kind: 'fixed', amount: money(2000) } as const];
    expect(priceCart(cart, { settings, discounts }).shipping).toEqual(money(490));
  });

  test('taxes books and tea less', () => {
    const taxOf = (sku: string): number =>
      priceCart(addToCart(emptyCart, findProduct(sku)), { settings }).tax.amount;
    expect(taxOf('book-tea') / 1200).toBeCloseTo(0.07 / 1.07, 2);
    expect(taxOf('cup') / 899).toBeCloseTo(0.19 / 1.19, 2);
  });

  test('charges nothing for an empty cart', () => {
    const price = priceCart(emptyCart, { settings });
    expect(Object.values(price)).toEqual(Array.from({ length: 5 }, () => money(0)));
  });

  test('never costs less than nothing, whatever the discount', () => {
    for (let percent = 0; percent <= 150; percent += 5) {
      const { total } = priceCart(cart, { settings, discounts: [{ kind: 'percentage', percent }] });
      expect(total.amount).toBeGreaterThanOrEqual(0);
    }
  });
});
