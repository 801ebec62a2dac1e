import { seed, sourceLine } from './audience.js';
import { makeRandom } from './random.js';
import { readLines } from './read-lines.js';
import { writeJson } from './write-text.js';

// Orders of the recorded week: simulated studios among those who booked, with the posts that they came by.

const random = makeRandom(seed + 2);
const events = await readLines('analytics_dashboard/events.ndjson');
const bookings = [
  ...new Map(events.filter(({ kind }) => kind === 'booked').map((event) => [event.id, event])).values(),
];
const prices = [1900, 2900, 4900];

const orders = bookings
  .filter(() => random() < 0.8)
  .map((booking, index) => ({
    id: `order-${String(index + 1).padStart(3, '0')}`,
    customer: `studio-${1 + Math.floor(random() * 12)}`,
    minute: booking.minute,
    amountCents: prices[Math.floor(random() * prices.length)],
    touches: touchesOf(booking),
  }));
const spendCents = { facebook: 9000, instagram: 12000, x: 3000 };
await writeJson('analytics_dashboard/orders.json', { source: sourceLine(seed), spendCents, orders });
console.log(
  `analytics_dashboard/orders.json: ${orders.length} orders of ${new Set(orders.map(({ customer }) => customer)).size} studios (simulated)`,
);

/** Mostly the post itself, sometimes another one before it, sometimes nothing that is known. */
function touchesOf(booking) {
  const draw = random();
  if (draw < 0.1) return [];
  const earlier = bookings.filter(({ minute, entry }) => minute < booking.minute && entry !== booking.entry);
  if (draw < 0.6 || earlier.length === 0) return [booking.entry];
  return [earlier[Math.floor(random() * earlier.length)].entry, booking.entry];
}
