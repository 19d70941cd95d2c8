import { beforeEach, expect, mock, suite, test, type Clock } from 'ztest';
import { addToCart, emptyCart } from '../src/cart.ts';
import { findProduct } from '../src/catalogue.ts';
import { bestDiscount, discountOn, redeem, type Discount, type Voucher } from '../src/discounts.ts';
import { money } from '../src/money.ts';

const cups = addToCart(emptyCart, findProduct('cup'), 5); // 44.95

suite('discounts', () => {
  test.each<{ name: string; discount: Discount; cents: number }>([
    { name: 'ten percent', discount: { kind: 'percentage', percent: 10 }, cents: 450 },
    { name: 'five euros', discount: { kind: 'fixed', amount: money(500) }, cents: 500 },
    {
      name: 'three for two',
      discount: { kind: 'buy-some-get-some', sku: 'cup', buy: 2, free: 1 },
      cents: 899,
    },
    {
      name: 'two for one, of something else',
      discount: { kind: 'buy-some-get-some', sku: 'tea-pot', buy: 1, free: 1 },
      cents: 0,
    },
    { name: 'more than it costs', discount: { kind: 'fixed', amount: money(9900) }, cents: 4495 },
  ])('$name takes off $cents cents', ({ discount, cents }) => {
    expect(discountOn(cups, discount).amount).toBe(cents);
  });

  test('only the best one counts', () => {
    const discounts: Discount[] = [
      { kind: 'percentage', percent: 10 },
      { kind: 'buy-some-get-some', sku: 'cup', buy: 2, free: 1 },
      { kind: 'fixed', amount: money(500) },
    ];
    expect(bestDiscount(cups, discounts)).toEqual(money(899));
    expect(bestDiscount(cups, [])).toEqual(money(0));
  });
});

suite('vouchers', () => {
  const vouchers: Voucher[] = [
    {
      code: 'SPRING',
      discount: { kind: 'percentage', percent: 20 },
      expires: new Date('2026-06-01T00:00:00Z'),
    },
  ];
  let clock: Clock;

  beforeEach(() => {
    clock = mock.time('2026-05-31T23:59:59Z');
  });

  test('are found whatever their case', () => {
    expect(redeem(vouchers, ' spring ')).toMatchObject({ percent: 20 });
  });

  test('end at their last second', () => {
    expect(redeem(vouchers, 'SPRING')).toBeDefined();
    clock.tick('1s');
    expect(() => redeem(vouchers, 'SPRING')).toThrow('expired on 2026-06-01');
  });

  test('that do not exist are refused', () => {
    expect(() => redeem(vouchers, 'WINTER')).toThrowCode('E_VOUCHER');
  });
});
