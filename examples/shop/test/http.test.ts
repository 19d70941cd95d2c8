import { afterAll, beforeAll, expect, mock, suite, test } from 'ztest';
import { startShop, type RunningShop } from '../src/http/server.ts';
import { makeServices } from './shop-fixtures.ts';

mock.module('../src/mailer.ts', () => ({ sendMail: async () => {} }));

suite('HTTP API', { tags: ['integration', 'http'] }, () => {
  const services = makeServices();
  let shop: RunningShop;

  beforeAll(async () => {
    shop = await startShop(services);
  });

  afterAll(async () => {
    await shop.close();
    services[Symbol.dispose]();
  });

  test('lists products with what is left of them', async (t) => {
    const response = await fetch(`${shop.url}/products`, { signal: t.signal });
    expect(response.status).toBe(200);
    expect(await response.json()).toContainEqual({
      sku: 'tea-pot',
      name: 'Teapot',
      price: '34.95 EUR',
      available: 1,
    });
  });

  test('prices a cart', async () => {
    const { status, body } = await post('/price', { items: { cup: 1, 'book-tea': 1 } });
    expect({ status, body }).toEqual({
      status: 200,
      body: {
        subtotal: '20.99 EUR',
        discount: '0.00 EUR',
        shipping: '4.90 EUR',
        tax: '2.23 EUR',
        total: '25.89 EUR',
      },
    });
  });

  test('takes an order and shows it again', async (t) => {
    const ordered = await post('/orders', { customer: 'ada@example.com', items: { cup: 2 } });
    t.attach('response', JSON.stringify(ordered.body), 'application/json');
    expect(ordered.status).toBe(201);
    expect(ordered.body).toMatchSnapshot({ id: expect.any(Number), placed: expect.any(String) });
    const { id } = ordered.body as { id: number };
    const shown = await fetch(`${shop.url}/orders/${id}`);
    expect(await shown.json()).toEqual(ordered.body);
  });

  test.each([
    ['an unknown product', { items: { coffee: 1 } }, 404, 'E_UNKNOWN_PRODUCT'],
    ['more than there is', { items: { 'tea-pot': 2 } }, 409, 'E_OUT_OF_STOCK'],
    ['half a cup', { items: { cup: 0.5 } }, 400, 'E_QUANTITY'],
    ['an empty cart', { items: {} }, 400, 'E_EMPTY_CART'],
    ['no cart', {}, 400, 'E_EMPTY_CART'],
    ['no address', { customer: 'ada', items: { cup: 1 } }, 400, 'E_CUSTOMER'],
  ])('refuses an order of %s', async (_what, order, status, error) => {
    const answer = await post('/orders', { customer: 'ada@example.com', ...order });
    expect(answer).toMatchObject({ status, body: { error } });
  });

  test('answers 400 to what is not JSON and 404 to what is not a route', async () => {
    const broken = await fetch(`${shop.url}/orders`, { method: 'POST', body: '{' });
    const lost = await fetch(`${shop.url}/nowhere`);
    expect.soft(broken.status).toBe(400);
    expect.soft(lost.status).toBe(404);
  });

  test.concurrent.each([1, 2, 3])('answers request %i while others are open', async () => {
    const response = await fetch(`${shop.url}/products`);
    expect(response.ok).toBe(true);
  });

  async function post(path: string, body: unknown): Promise<{ status: number; body: unknown }> {
    const response = await fetch(shop.url + path, { method: 'POST', body: JSON.stringify(body) });
    return { status: response.status, body: await response.json() };
  }
});
