import { setTimeout as pause } from 'node:timers/promises';

/** Statuses that another try may change; any other one is the platform's last word. */
const passing = new Set([408, 429, 500, 502, 503, 504]);

/**
 * Sends an entry and does not give up at once: up to `attempts` tries at each gateway, pausing twice as long after
 * each. The entry's id is the key at every gateway, so an answer that was lost costs a call and no second post.
 */
export async function deliver(gateways, entry, { attempts = 3, pauseMs = 5 } = {}) {
  let last;
  for (const gateway of gateways) {
    for (let attempt = 0; attempt < attempts; attempt += 1) {
      if (attempt > 0) await pause(pauseMs * 2 ** (attempt - 1));
      try {
        const { post } = await gateway.publish({ key: entry.id, text: entry.text });
        return { state: 'posted', post };
      } catch (error) {
        if (error.name !== 'PlatformRefusal') throw error;
        last = error;
        if (!passing.has(error.status)) return parked(error);
      }
    }
  }
  return parked(last);
}

function parked(error) {
  return { state: 'parked', reason: error.message };
}
