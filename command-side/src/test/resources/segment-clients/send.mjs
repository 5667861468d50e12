// Sends one order each with the real clients: node send.mjs URL WRITE_KEY
import { Analytics } from '@segment/analytics-node';
import Rudder from '@rudderstack/rudder-sdk-node';

const [url, writeKey] = process.argv.slice(2);
const order = (id) => ({
  order_id: id,
  subtotal: 22.5,
  currency: 'GBP',
  products: [{ product_id: 'p1', sku: 's1', price: 22.5, quantity: 1 }],
});

const segment = new Analytics({ writeKey, host: url, path: '/v1/batch' });
segment.on('error', (error) => { console.error(error); process.exitCode = 1; });
segment.identify({ userId: 'segment-node', traits: { email: 's@example.invalid', plan: 'gold' } });
segment.track({ userId: 'segment-node', event: 'Order Completed', properties: order('n1') });
await segment.closeAndFlush({ timeout: 15000 });

const Client = Rudder.default ?? Rudder;
const rudder = new Client(writeKey, { dataPlaneUrl: url });
rudder.track({ userId: 'rudder-node', event: 'Order Completed', properties: order('r1') });
await rudder.flush();
