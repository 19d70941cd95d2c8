import { ShopError } from './shop-error.ts';

export interface Reservation extends Disposable {
  readonly sku: string;
  readonly quantity: number;
  /** The goods are sold: they do not come back. */
  readonly confirm: () => void;
  /** The goods go back on the shelf; does nothing once confirmed or released. */
  readonly release: () => void;
}

export interface InventoryOptions {
  /** Milliseconds after which a reservation that nobody confirmed is released. */
  readonly holdFor: number;
}

/** Stock on the shelf. What is reserved is not available to others until it is released or its time is over. */
export class Inventory {
  readonly #available: Map<string, number>;
  readonly #holdFor: number;

  constructor(stock: Readonly<Record<string, number>>, { holdFor }: InventoryOptions) {
    this.#available = new Map(Object.entries(stock));
    this.#holdFor = holdFor;
  }

  available(sku: string): number {
    return this.#available.get(sku) ?? 0;
  }

  reserve(sku: string, quantity: number): Reservation {
    const available = this.available(sku);
    if (quantity > available) {
      throw new ShopError('E_OUT_OF_STOCK', `${quantity} of "${sku}" wanted, ${available} left`);
    }
    this.#available.set(sku, available - quantity);
    let isOpen = true;
    const release = (): void => {
      if (isOpen) this.#available.set(sku, this.available(sku) + quantity);
      close();
    };
    const timer = setTimeout(release, this.#holdFor);
    const close = (): void => {
      isOpen = false;
      clearTimeout(timer);
    };
    return { sku, quantity, confirm: close, release, [Symbol.dispose]: release };
  }
}
