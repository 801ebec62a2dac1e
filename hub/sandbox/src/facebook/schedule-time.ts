import { textField } from '../graph/graph-fields.ts';
import type { GraphCall } from '../graph/graph-host.ts';
import { refuseGraph } from '../graph/graph-refusal.ts';

const minuteMs = 60_000;
const dayMs = 24 * 60 * minuteMs;

/** `scheduled_publish_time` as Unix seconds or ISO 8601, within 10 minutes and so many days from now. */
export function scheduleTime(call: GraphCall, mostDays = 30): number | undefined {
  const text = textField(call, 'scheduled_publish_time');
  if (text === undefined) return undefined;
  const at = /^\d+$/.test(text) ? Number(text) * 1000 : Date.parse(text);
  if (Number.isNaN(at) || at < call.now + 10 * minuteMs || at > call.now + mostDays * dayMs)
    refuseGraph(call.world, {
      code: 100,
      message: '(#100) The specified scheduled publish time is invalid.',
      userMessage: `Expected a time from 10 minutes to ${mostDays} days from now, received ${text}.`,
    });
  return at;
}
