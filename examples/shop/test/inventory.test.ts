import { beforeEach, expect, mock, suite, test, type Clock } from 'ztest';
import { Inventory } from '../src/inventory.ts';

suite('inventory', () => {
  let clock: Clock;
  let inventory: Inventory;

  beforeEach(() => {
    clock = mock.time('2026-01-01T12:00:00Z');
    inventory = new Inventory({ cup: 3 }, { holdFor: 60_000 });
  });

  test('reserved goods are not available to others', () => {
    inventory.reserve('cup', 2);
    expect(inventory.available('cup')).toBe(1);
    expect(() => inventory.reserve('cup', 2)).toThrow('2 of "cup" wanted, 1 left');
  });

  test('come back when they are released, once', () => {
    const reservation = inventory.reserve('cup', 2);
    reservation.release();
    reservation.release();
    expect(inventory.available('cup')).toBe(3);
  });

  test('come back when nobody confirms in time', () => {
    inventory.reserve('cup', 3);
    clock.tick(59_999);
    expect(inventory.available('cup')).toBe(0);
    clock.tick(1);
    expect(inventory.available('cup')).toBe(3);
  });

  test('do not come back once confirmed', () => {
    const reservation = inventory.reserve('cup', 1);
    reservation.confirm();
    reservation.release();
    clock.tick('1h');
    expect(inventory.available('cup')).toBe(2);
  });

  test('come back at the end of the scope that holds them', () => {
    {
      using reservation = inventory.reserve('cup', 1);
      expect(reservation.quantity).toBe(1);
    }
    expect(inventory.available('cup')).toBe(3);
  });

  test('nothing is known of other goods', () => {
    expect(inventory.available('coffee')).toBe(0);
    expect(() => inventory.reserve('coffee', 1)).toThrowCode('E_OUT_OF_STOCK');
  });
});

suite('customers at the same time', { mode: 'concurrent' }, () => {
  const shelf = new Inventory({ cup: 2 }, { holdFor: 60_000 });

  test.each(['Ada', 'Grace'])('%s gets a cup', async () => {
    await Promise.resolve();
    const reservation = shelf.reserve('cup', 1);
    await Promise.resolve();
    reservation.confirm();
    expect(shelf.available('cup')).toBeLessThan(2);
  });
});
