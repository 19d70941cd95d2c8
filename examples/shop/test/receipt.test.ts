import { expect, test } from 'ztest';
import { addToCart, emptyCart } from '../src/cart.ts';
import { findProduct } from '../src/catalogue.ts';
import { priceCart } from '../src/pricing.ts';
import { renderReceipt } from '../src/receipt.ts';
import { loadSettings } from '../src/settings.ts';

const settings = loadSettings({});
const cart = addToCart(addToCart(emptyCart, findProduct('cup'), 2), findProduct('book-tea'));

test('a receipt lists goods, shipping and tax', () => {
  const receipt = renderReceipt(settings.shopName, cart, priceCart(cart, { settings }));
  expect(receipt).toMatchSnapshot();
});

test('a receipt with a discount says so', () => {
  const discounts = [{ kind: 'percentage', percent: 10 } as const];
  const receipt = renderReceipt(settings.shopName, cart, priceCart(cart, { settings, discounts }));
  expect(receipt).toMatchSnapshot('ten percent off');
});

test('a long name is cut, and no line is wider than the paper', () => {
  const product = {
    ...findProduct('cup'),
    name: 'A cup with a very long name that nobody can read',
  };
  const long = addToCart(emptyCart, product);
  const lines = renderReceipt('shop', long, priceCart(long, { settings })).split('\n');
  expect(lines).toContainEqual(
    expect.stringMatching(/^1 x A cup with a very long n.*… 8\.99 EUR$/),
  );
  expect(Math.max(...lines.map((line) => line.length))).toBe(40);
});
