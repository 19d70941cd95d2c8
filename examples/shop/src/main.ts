import { Inventory } from './inventory.ts';
import { openOrderRepository } from './order-repository.ts';
import { loadSettings } from './settings.ts';
import { startShop } from './http/server.ts';

const settings = loadSettings();
const inventory = new Inventory(
  { 'tea-green': 40, 'tea-pot': 5, cup: 24, 'book-tea': 3 },
  { holdFor: settings.reservationMinutes * 60_000 },
);
const shop = await startShop({ settings, inventory, orders: openOrderRepository('shop.db') }, 8080);
console.log(`${settings.shopName} is open: ${shop.url}/products`);
