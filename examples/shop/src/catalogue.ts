import { money, type Money } from './money.ts';
import { ShopError } from './shop-error.ts';

export interface Product {
  readonly sku: string;
  readonly name: string;
  readonly price: Money;
  /** Books are taxed less. */
  readonly taxClass: 'standard' | 'reduced';
}

const products: readonly Product[] = [
  { sku: 'tea-green', name: 'Green tea, 100 g', price: money(650), taxClass: 'reduced' },
  { sku: 'tea-pot', name: 'Teapot', price: money(3495), taxClass: 'standard' },
  { sku: 'cup', name: 'Cup', price: money(899), taxClass: 'standard' },
  { sku: 'book-tea', name: 'The Book of Tea', price: money(1200), taxClass: 'reduced' },
];

export function listProducts(): readonly Product[] {
  return products;
}

export function findProduct(sku: string): Product {
  const product = products.find((candidate) => candidate.sku === sku);
  if (product === undefined) throw new ShopError('E_UNKNOWN_PRODUCT', `no product "${sku}"`);
  return product;
}
