import { serveRoutes } from '../tools/serve-routes.js';
import { makeLedger } from './ledger.js';
import { paymentRoutes } from './payment-routes.js';

/** Takes payments for what `posts` brought: each with the version that went out and its minute. */
export async function openPayments({ token, posts }) {
  const minuteOf = new Map(posts.map(({ entry, minute }) => [entry, minute]));
  const isOut = (entry, minute) => minuteOf.has(entry) && minuteOf.get(entry) <= minute;
  return serveRoutes({ routes: paymentRoutes({ ledger: makeLedger({ isOut }) }), token });
}
