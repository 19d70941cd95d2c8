import { DatabaseSync } from 'node:sqlite';
import { money, type Money } from './money.ts';
import { ShopError } from './shop-error.ts';

export interface OrderLine {
  readonly sku: string;
  readonly quantity: number;
}

export interface NewOrder {
  readonly customer: string;
  readonly total: Money;
  readonly lines: readonly OrderLine[];
  readonly placed: Date;
}

export interface Order extends NewOrder {
  readonly id: number;
}

export interface OrderRepository extends Disposable {
  readonly save: (order: NewOrder) => Order;
  readonly find: (id: number) => Order;
  /** Newest first. */
  readonly listOf: (customer: string) => Order[];
  readonly revenue: () => Money;
}

const SCHEMA = `
  CREATE TABLE IF NOT EXISTS orders (
    id INTEGER PRIMARY KEY,
    customer TEXT NOT NULL CHECK (customer LIKE '%@%'),
    cents INTEGER NOT NULL,
    placed TEXT NOT NULL
  ) STRICT;
  CREATE TABLE IF NOT EXISTS order_lines (
    order_id INTEGER NOT NULL REFERENCES orders (id) ON DELETE CASCADE,
    sku TEXT NOT NULL,
    quantity INTEGER NOT NULL CHECK (quantity > 0)
  ) STRICT;
`;

/** @param file path of the database, made when missing; `:memory:` for one that lives as long as the repository */
export function openOrderRepository(file: string): OrderRepository {
  const db = new DatabaseSync(file);
  db.exec(SCHEMA);
  const insertOrder = db.prepare('INSERT INTO orders (customer, cents, placed) VALUES (?, ?, ?)');
  const insertLine = db.prepare('INSERT INTO order_lines VALUES (?, ?, ?)');
  const selectOrder = db.prepare('SELECT * FROM orders WHERE id = ?');
  const selectLines = db.prepare('SELECT sku, quantity FROM order_lines WHERE order_id = ?');
  const selectIds = db.prepare(
    'SELECT id FROM orders WHERE customer = ? ORDER BY placed DESC, id DESC',
  );
  const sumCents = db.prepare('SELECT coalesce(sum(cents), 0) AS cents FROM orders');

  const save = (order: NewOrder): Order =>
    inTransaction(db, () => {
      const { customer, total, placed } = order;
      const result = insertOrder.run(customer, total.amount, placed.toISOString());
      const id = Number(result.lastInsertRowid);
      for (const { sku, quantity } of order.lines) insertLine.run(id, sku, quantity);
      return { ...order, id };
    });

  const find = (id: number): Order => {
    const row = selectOrder.get(id);
    if (row === undefined) throw new ShopError('E_UNKNOWN_ORDER', `no order ${id}`);
    return {
      id,
      customer: String(row['customer']),
      total: money(Number(row['cents'])),
      placed: new Date(String(row['placed'])),
      lines: selectLines.all(id).map((line) => ({
        sku: String(line['sku']),
        quantity: Number(line['quantity']),
      })),
    };
  };

  return {
    save,
    find,
    listOf: (customer) => selectIds.all(customer).map((row) => find(Number(row['id']))),
    revenue: () => money(Number(sumCents.get()?.['cents'])),
    [Symbol.dispose]: () => db.close(),
  };
}

function inTransaction<T>(db: DatabaseSync, work: () => T): T {
  db.exec('BEGIN');
  try {
    const result = work();
    db.exec('COMMIT');
    return result;
  } catch (error) {
    db.exec('ROLLBACK');
    throw error;
  }
}
