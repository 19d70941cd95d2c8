/** Amounts in the smallest unit of their currency, so that no cent is lost to binary fractions. */
import { ShopError } from './shop-error.ts';

export type Currency = 'EUR' | 'USD' | 'JPY';

export interface Money {
  /** Whole number of cents (EUR, USD) or yen (JPY). */
  readonly amount: number;
  readonly currency: Currency;
}

const DIGITS: Record<Currency, number> = { EUR: 2, USD: 2, JPY: 0 };

/** @param amount in the smallest unit: `money(1999, 'EUR')` is 19.99 € */
export function money(amount: number, currency: Currency = 'EUR'): Money {
  if (!Number.isSafeInteger(amount)) {
    throw new ShopError('E_AMOUNT', `${amount} is not a whole number of cents`);
  }
  return { amount: amount === 0 ? 0 : amount, currency };
}

/** Reads `19.99 EUR`, `5 USD`, `-0.50 EUR`. */
export function parseMoney(text: string): Money {
  const match = /^(-?)(\d+)(?:\.(\d+))? ([A-Z]{3})$/.exec(text.trim());
  const [, sign, whole = '', fraction = '', currency = ''] = match ?? [];
  if (!isCurrency(currency) || fraction.length > DIGITS[currency]) {
    throw new ShopError('E_AMOUNT', `"${text}" is not an amount of money`);
  }
  const amount = Number(whole + fraction.padEnd(DIGITS[currency], '0'));
  return money(sign === '-' ? -amount : amount, currency);
}

export function formatMoney({ amount, currency }: Money): string {
  const digits = DIGITS[currency];
  return `${(amount / 10 ** digits).toFixed(digits)} ${currency}`;
}

export function add(a: Money, b: Money): Money {
  if (a.currency !== b.currency) {
    throw new ShopError('E_CURRENCY', `cannot add ${b.currency} to ${a.currency}`);
  }
  return money(a.amount + b.amount, a.currency);
}

export function subtract(a: Money, b: Money): Money {
  return add(a, negate(b));
}

export function negate({ amount, currency }: Money): Money {
  return money(-amount, currency);
}

/** Rounds half away from zero, as tills do. */
export function multiply({ amount, currency }: Money, factor: number): Money {
  const exact = Math.abs(amount * factor);
  const rounded = Math.floor(Number(exact.toFixed(6)) + 0.5);
  return money(Math.sign(amount * factor) * rounded, currency);
}

/** Splits an amount by ratios without losing a cent: what remains goes to the first parts. */
export function allocate({ amount, currency }: Money, ratios: readonly number[]): Money[] {
  const total = ratios.reduce((sum, ratio) => sum + ratio, 0);
  if (total <= 0) throw new ShopError('E_AMOUNT', 'ratios must add up to more than 0');
  const shares = ratios.map((ratio) => Math.trunc((amount * ratio) / total));
  const rest = amount - shares.reduce((sum, share) => sum + share, 0);
  return shares.map((share, i) =>
    money(share + (i < Math.abs(rest) ? Math.sign(rest) : 0), currency),
  );
}

function isCurrency(text: string): text is Currency {
  return Object.hasOwn(DIGITS, text);
}
