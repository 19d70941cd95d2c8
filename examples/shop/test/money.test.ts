import { expect, suite, test } from 'ztest';
import {
  add,
  allocate,
  formatMoney,
  money,
  multiply,
  parseMoney,
  subtract,
  type Currency,
} from '../src/money.ts';

suite('money', () => {
  test.each([
    ['19.99 EUR', 1999, 'EUR'],
    ['5 USD', 500, 'USD'],
    ['-0.50 EUR', -50, 'EUR'],
    ['1200 JPY', 1200, 'JPY'],
  ] as const)('reads "%s" as %i', (text, amount, currency) => {
    expect(parseMoney(text)).toEqual({ amount, currency });
  });

  test.each(['', '1.999 EUR', '12.50', '1,50 EUR', '1 XYZ', '0.5 JPY'])('refuses "%s"', (text) => {
    expect(() => parseMoney(text)).toThrowCode('E_AMOUNT');
  });

  test.for<[number, Currency, string]>([
    [0, 'EUR', '0.00 EUR'],
    [5, 'EUR', '0.05 EUR'],
    [-1999, 'USD', '-19.99 USD'],
    [1200, 'JPY', '1200 JPY'],
  ])('writes %i %s as %s', ([amount, currency, text]) => {
    expect(formatMoney(money(amount, currency))).toBe(text);
  });

  test('adds and subtracts within one currency', () => {
    expect(add(money(150), money(275))).toEqual(money(425));
    expect(subtract(money(150), money(275))).toEqual(money(-125));
  });

  test('does not add apples and oranges', () => {
    expect(() => add(money(1, 'EUR'), money(1, 'USD'))).toThrow('cannot add USD to EUR');
  });

  test.each`
    amount  | factor | product
    ${100}  | ${0.5} | ${50}
    ${125}  | ${0.1} | ${13}
    ${-125} | ${0.1} | ${-13}
    ${1999} | ${3}   | ${5997}
    ${115}  | ${1.1} | ${127}
  `('$amount times $factor is $product', ({ amount, factor, product }) => {
    expect(multiply(money(amount), factor).amount).toBe(product);
  });

  test('never loses a cent when it is split', () => {
    for (let round = 0; round < 500; round++) {
      const amount = Math.floor(Math.random() * 200_001) - 100_000;
      const ratios = Array.from(
        { length: 1 + (round % 7) },
        () => 1 + Math.floor(Math.random() * 9),
      );
      const parts = allocate(money(amount), ratios);
      const sum = parts.reduce((total, part) => total + part.amount, 0);
      expect({ amount, ratios, sum }).toEqual({ amount, ratios, sum: amount });
    }
  });

  test('has no negative zero', () => {
    expect(multiply(money(0), -1).amount).toBe(0);
  });
});
