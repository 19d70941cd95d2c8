import { afterEach, beforeEach, expect, mock, suite, test } from 'ztest';
import { addToCart, emptyCart } from '../src/cart.ts';
import { findProduct } from '../src/catalogue.ts';
import { checkOut } from '../src/checkout.ts';
import { sendMail } from '../src/mailer.ts';
import { money } from '../src/money.ts';
import { makeServices } from './shop-fixtures.ts';

mock.module('../src/mailer.ts', () => ({ sendMail: mock.fn(async () => {}) }));

const customer = 'ada@example.com';
const twoCups = addToCart(emptyCart, findProduct('cup'), 2);

suite('checkout', { tags: ['integration'] }, () => {
  let services: ReturnType<typeof makeServices>;

  beforeEach(() => {
    services = makeServices();
  });

  afterEach(() => {
    services[Symbol.dispose]();
  });

  test('stores the order and takes the goods', async () => {
    const order = await checkOut({ cart: twoCups, customer }, services);
    expect(order).toMatchObject({ id: 1, customer, total: money(2 * 899 + 490) });
    expect(services.orders.find(order.id)).toEqual(order);
    expect(services.inventory.available('cup')).toBe(2);
  });

  test('mails the receipt', async () => {
    await checkOut({ cart: twoCups, customer }, services);
    expect(sendMail).toHaveBeenCalledTimes(1);
    expect(sendMail).toHaveBeenCalledWith({
      to: customer,
      subject: 'Your order 1',
      text: expect.stringContaining('2 x Cup'),
    });
  });

  test('keeps an order whose mail could not be sent', async () => {
    mock.mocked(sendMail).mockRejectedValueOnce(new Error('mail server is down'));
    const log = mock.spyOn(console, 'error').mockImplementation(() => {});
    const order = await checkOut({ cart: twoCups, customer }, services);
    expect(services.orders.listOf(customer)).toEqual([order]);
    expect(log).toHaveBeenCalledWith(expect.stringContaining('order 1'), expect.any(Error));
  });

  test('takes nothing when one of the goods is out of stock', async () => {
    const cart = addToCart(twoCups, findProduct('tea-pot'), 2);
    await expect(checkOut({ cart, customer }, services)).rejects.toThrowCode('E_OUT_OF_STOCK');
    expect(services.inventory.available('cup')).toBe(4);
    expect(sendMail).not.toHaveBeenCalled();
  });

  test('gives the goods back when the order cannot be stored', async () => {
    const request = { cart: twoCups, customer: 'no address' };
    await expect(checkOut(request, services)).rejects.toThrow('CHECK constraint failed');
    expect(services.inventory.available('cup')).toBe(4);
    expect(services.orders.revenue()).toEqual(money(0));
  });

  test('refuses an empty cart', async () => {
    const order = checkOut({ cart: emptyCart, customer }, services);
    await expect(order).rejects.toThrow('nothing in the cart');
  });

  test('sells the last pot to one of two customers', async () => {
    const cart = addToCart(emptyCart, findProduct('tea-pot'));
    const outcomes = await Promise.allSettled([
      checkOut({ cart, customer }, services),
      checkOut({ cart, customer: 'grace@example.com' }, services),
    ]);
    expect(outcomes.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
  });

  test(
    'succeeds when the first attempt fails',
    { retry: { count: 2, when: /busy/ } },
    async (t) => {
      if (t.task.retry === 0) throw new Error('the till is busy');
      t.annotate(`attempt ${t.task.retry + 1}`);
      await expect(checkOut({ cart: twoCups, customer }, services)).resolves.toHaveProperty(
        'id',
        1,
      );
    },
  );
});
