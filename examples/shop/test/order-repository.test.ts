import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, suite, test } from 'ztest';
import { money } from '../src/money.ts';
import {
  openOrderRepository,
  type NewOrder,
  type OrderRepository,
} from '../src/order-repository.ts';

suite('order repository', { tags: ['integration', 'database'] }, () => {
  let folder: string;
  let orders: OrderRepository;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'shop-'));
    orders = openOrderRepository(join(folder, 'shop.db'));
  });

  afterEach(async () => {
    orders[Symbol.dispose]();
    await rm(folder, { recursive: true });
  });

  test('finds what was saved', () => {
    const saved = orders.save(anOrder());
    expect(orders.find(saved.id)).toEqual(saved);
  });

  test('keeps orders when the shop is closed and opened again', () => {
    const { id } = orders.save(anOrder({ customer: 'grace@example.com' }));
    orders[Symbol.dispose]();
    orders = openOrderRepository(join(folder, 'shop.db'));
    expect(orders.find(id).customer).toBe('grace@example.com');
  });

  test('lists the orders of a customer, newest first', () => {
    const days = ['2026-01-02', '2026-01-03', '2026-01-01'];
    for (const day of days) orders.save(anOrder({ placed: new Date(day) }));
    orders.save(anOrder({ customer: 'grace@example.com' }));
    const listed = orders.listOf('ada@example.com');
    expect(listed.map(({ placed }) => placed.getUTCDate())).toEqual([3, 2, 1]);
  });

  test('adds up the revenue', () => {
    expect(orders.revenue()).toEqual(money(0));
    for (let cents = 1; cents <= 100; cents++) orders.save(anOrder({ total: money(cents) }));
    expect(orders.revenue()).toEqual(money(5050));
  });

  test('saves an order with all its lines or not at all', () => {
    const broken = anOrder({
      lines: [
        { sku: 'cup', quantity: 1 },
        { sku: 'cup', quantity: -1 },
      ],
    });
    expect(() => orders.save(broken)).toThrow(/CHECK constraint failed: quantity > 0/);
    expect(orders.listOf(broken.customer)).toEqual([]);
  });

  test('knows nothing of other orders', () => {
    expect(() => orders.find(42)).toThrowErrorMatchingInlineSnapshot(`"no order 42"`);
  });
});

function anOrder(changes: Partial<NewOrder> = {}): NewOrder {
  return {
    customer: 'ada@example.com',
    total: money(2288),
    lines: [{ sku: 'cup', quantity: 2 }],
    placed: new Date('2026-01-01T12:00:00Z'),
    ...changes,
  };
}
