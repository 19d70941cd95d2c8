import defaults from './settings.json' with { type: 'json' };
import { ShopError } from './shop-error.ts';

export interface Settings {
  readonly shopName: string;
  readonly tax: { readonly standard: number; readonly reduced: number };
  readonly shipping: { readonly cents: number; readonly freeFromCents: number };
  readonly reservationMinutes: number;
}

/** The defaults of `settings.json`, with what the environment says instead. */
export function loadSettings(env: NodeJS.ProcessEnv = process.env): Settings {
  return {
    ...defaults,
    shopName: env['SHOP_NAME'] ?? defaults.shopName,
    reservationMinutes: readNumber(env, 'SHOP_RESERVATION_MINUTES') ?? defaults.reservationMinutes,
  };
}

function readNumber(env: NodeJS.ProcessEnv, name: string): number | undefined {
  const text = env[name];
  if (text === undefined) return undefined;
  const value = Number(text);
  if (text.trim() === '' || !(value > 0)) {
    throw new ShopError('E_SETTING', `${name} must be a number above 0, not "${text}"`);
  }
  return value;
}
