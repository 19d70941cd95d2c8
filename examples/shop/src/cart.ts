import type { Product } from './catalogue.ts';
import { add, money, multiply, type Money } from './money.ts';
import { ShopError } from './shop-error.ts';

export interface CartLine {
  readonly product: Product;
  readonly quantity: number;
}

/** A value: every change makes a new cart. */
export interface Cart {
  readonly lines: readonly CartLine[];
}

export const emptyCart: Cart = { lines: [] };

const MOST_OF_ONE = 99;

export function addToCart(cart: Cart, product: Product, quantity = 1): Cart {
  return setQuantity(cart, product, quantityOf(cart, product.sku) + checkQuantity(quantity, 1));
}

/** A quantity of 0 removes the line. */
export function setQuantity(cart: Cart, product: Product, quantity: number): Cart {
  checkQuantity(quantity, 0);
  const line = { product, quantity };
  const isKnown = cart.lines.some(({ product: { sku } }) => sku === product.sku);
  const lines = isKnown
    ? cart.lines.map((old) => (old.product.sku === product.sku ? line : old))
    : [...cart.lines, line];
  return { lines: lines.filter(({ quantity: left }) => left > 0) };
}

export function quantityOf(cart: Cart, sku: string): number {
  return cart.lines.find(({ product }) => product.sku === sku)?.quantity ?? 0;
}

export function itemCount(cart: Cart): number {
  return cart.lines.reduce((count, { quantity }) => count + quantity, 0);
}

export function subtotal(cart: Cart): Money {
  return cart.lines.map(lineTotal).reduce(add, money(0));
}

export function lineTotal({ product, quantity }: CartLine): Money {
  return multiply(product.price, quantity);
}

function checkQuantity(quantity: number, least: number): number {
  if (!Number.isInteger(quantity) || quantity < least || quantity > MOST_OF_ONE) {
    throw new ShopError(
      'E_QUANTITY',
      `quantity must be ${least} to ${MOST_OF_ONE}, not ${quantity}`,
    );
  }
  return quantity;
}
