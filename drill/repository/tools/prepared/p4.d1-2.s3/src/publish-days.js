import { resolve } from 'node:path';
import { calendarFile } from '../tools/calendar.js';
import { connect } from '../tools/connect.js';
import { readJson } from '../tools/read-json.js';
import { openHub } from './open-hub.js';

const brand = ['--brand', resolve('content_templates/brand.yaml')];
const month = resolve(calendarFile);

/**
 * Brings the calendar into a hub in `folder`, has it approved by the desk's key, and lets the hub publish the first days into its
 * sandbox, moment by moment. `loaded`: how many days come in, all of them unless told. `faults`: what befalls the platforms.
 * `look` is called with the hub while everything is there.
 */
export async function publishDays({ folder, days, loaded, faults = [], look = async () => undefined }) {
  const { start } = await readJson(calendarFile);
  // Midnight of London is night in the brand's zone: no post stands on the edge.
  const dayAfter = (number) => new Date(Date.parse(start) + number * 86_400_000).toISOString();
  const hub = await openHub({ folder, startsAt: dayAfter(0) });
  try {
    await hub.run('accounts', 'connect', '--sandbox', ...brand);
    const part = loaded === undefined ? [] : ['--days', String(loaded)];
    const { new: added, usdThousandths, fits } = await hub.run('calendar', 'load', month, ...brand, ...part);
    console.log(`${added} pieces are in the hub, pictures drawn`);
    const scheduled = await approveAll(hub, { from: dayAfter(0), to: dayAfter(40) });
    console.log(`${scheduled.length} of them are approved and scheduled`);
    if (faults.length > 0) await script(hub, faults);
    const { posts } = await hub.run('sandbox', 'play', '--until', dayAfter(days));
    for (const { dueAt, platform, state, item, verification } of posts)
      console.log(`${dueAt}  ${platform}  ${item}: ${state}, read back: ${verification} (SANDBOX)`);
    return { usdThousandths, fits, scheduled, posts, looked: await look(hub) };
  } finally {
    await hub.close();
  }
}

async function script({ inspection }, faults) {
  const { status, body } = await inspection('POST', '/faults', faults);
  if (status !== 200) throw new Error(`the sandbox does not know this trouble: ${JSON.stringify(body)}`);
}

/** The desk's yes, by a key that may read and approve and nothing else, to exactly what stands in the hub now. */
async function approveAll(hub, { from, to }) {
  const { secret } = await hub.run('keys', 'add', 'launch-desk', '--may', 'read,approve');
  const call = connect({ url: hub.url, token: secret });
  const { body } = await call('GET', `/api/items?from=${from}&to=${to}`);
  const items = body.items.map(({ id, publishes, variants }) => ({
    id,
    contentHash: variants.find(({ variant }) => variant === publishes).contentHash,
  }));
  const { status, body: answer } = await call('POST', '/api/approvals', { items });
  if (status !== 200 || answer.refused.length > 0)
    throw new Error(`expected every piece to be approved: ${JSON.stringify(answer)}`);
  return answer.approved;
}
