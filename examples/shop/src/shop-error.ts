export type ShopErrorCode =
  | 'E_AMOUNT'
  | 'E_CURRENCY'
  | 'E_QUANTITY'
  | 'E_UNKNOWN_PRODUCT'
  | 'E_UNKNOWN_ORDER'
  | 'E_OUT_OF_STOCK'
  | 'E_EMPTY_CART'
  | 'E_VOUCHER'
  | 'E_SETTING';

/** An error that a customer or operator can cause; `code` is stable, the message is for people. */
export class ShopError extends Error {
  readonly code: ShopErrorCode;

  constructor(code: ShopErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'ShopError';
    this.code = code;
  }
}
