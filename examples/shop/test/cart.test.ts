import { expect, suite, test } from 'ztest';
import { addToCart, emptyCart, itemCount, quantityOf, setQuantity, subtotal } from '../src/cart.ts';
import { findProduct } from '../src/catalogue.ts';
import { money } from '../src/money.ts';

const cup = findProduct('cup');
const pot = findProduct('tea-pot');

suite('cart', () => {
  test('starts empty and costs nothing', () => {
    expect.soft(itemCount(emptyCart)).toBe(0);
    expect.soft(subtotal(emptyCart)).toEqual(money(0));
    expect.soft(emptyCart.lines).toHaveLength(0);
  });

  test('counts the same product on one line', () => {
    const cart = addToCart(addToCart(emptyCart, cup), cup, 2);
    expect(cart.lines).toHaveLength(1);
    expect(quantityOf(cart, 'cup')).toBe(3);
  });

  test('keeps products in the order in which they came', () => {
    const cart = [cup, pot, cup].reduce((so, product) => addToCart(so, product), emptyCart);
    expect(cart.lines.map(({ product }) => product.sku)).toEqual(['cup', 'tea-pot']);
  });

  test('is not changed by what is added to it', () => {
    const before = addToCart(emptyCart, cup);
    addToCart(before, pot);
    expect(itemCount(before)).toBe(1);
  });

  test('adds up prices times quantities', () => {
    const cart = addToCart(addToCart(emptyCart, cup, 6), pot);
    expect(subtotal(cart)).toEqual(money(6 * 899 + 3495));
  });

  suite('quantities', () => {
    test('of 0 remove the line', () => {
      expect(setQuantity(addToCart(emptyCart, cup, 2), cup, 0)).toEqual(emptyCart);
    });

    test.each([-1, 0, 1.5, 100, Number.NaN])('of %d cannot be added', (quantity) => {
      expect(() => addToCart(emptyCart, cup, quantity)).toThrowCode('E_QUANTITY');
    });

    test('of one product end at 99', () => {
      const full = addToCart(emptyCart, cup, 99);
      expect(() => addToCart(full, cup)).toThrow(/1 to 99|0 to 99/);
      expect(itemCount(full)).toBe(99);
    });
  });
});

test('an unknown product has no price', () => {
  expect(() => findProduct('coffee')).toThrow(
    expect.objectContaining({ code: 'E_UNKNOWN_PRODUCT', message: 'no product "coffee"' }),
  );
});
