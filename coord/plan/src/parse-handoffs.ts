import type { Handoff } from './plan.ts';
import { keepExtra, type Reading, range, report } from './reading.ts';
import { firstSession, sessionMentions } from './session-mentions.ts';
import { type TakenIds, uniqueId } from './unique-id.ts';
import { slugOf, titleOf } from './words-of.ts';
import { keyOf, plainOf, textOf, type YamlEntry } from './yaml-entries.ts';

const knownKeys = ['trigger', 'process', 'validation', 'from', 'to'];

/** A handoff before its tasks are found; `triggerAt` is where its trigger stands. */
export type HandoffDraft = { handoff: Handoff; triggerAt: number };

/** Who hands what to whom: `from` is named by the trigger, `to` after the arrow of the process, unless keys say it. */
export function parseHandoff(
  reading: Reading,
  entry: YamlEntry,
  master: number,
  taken: TakenIds,
): HandoffDraft | undefined {
  const fields = new Map<string, string>();
  let triggerAt = entry.start;
  for (const field of entry.value.kind === 'map' ? entry.value.entries : []) {
    const key = keyOf(field.key);
    if (knownKeys.includes(key)) {
      fields.set(key, textOf(field.value));
      if (key === 'trigger') triggerAt = field.start;
      continue;
    }
    keepExtra(reading, `${entry.key}.${field.key}`, plainOf(field.value), field.start);
    report(
      reading,
      'warning',
      'unknown-key',
      field.start,
      `a handoff has no key \`${field.key}\`; it is kept as it stands and does nothing`,
      {
        fix: `use ${knownKeys.map((known) => `\`${known}\``).join(', ')}`,
      },
    );
  }
  const trigger = fields.get('trigger') ?? '';
  const process = fields.get('process') ?? '';
  const validation = fields.get('validation') ?? '';
  const from = sessionIn(fields.get('from')) ?? firstSession(trigger) ?? firstSession(process);
  const to = sessionIn(fields.get('to')) ?? receiverOf(process, from) ?? receiverOf(trigger, from);
  if (from === undefined || to === undefined) {
    keepExtra(reading, entry.key, plainOf(entry.value), entry.start);
    report(
      reading,
      'error',
      'handoff-without-sessions',
      entry.start,
      `expected the trigger to name the session that hands over and the process the one that takes over; ${from === undefined ? 'the first' : 'the second'} is missing`,
      {
        fix: 'write `trigger: "Session 2 completes …"` and `process: "Session 2 … → Session 3 …"`',
      },
    );
    return undefined;
  }
  const handoff: Handoff = {
    id: uniqueId(taken, slugOf(entry.key)),
    title: titleOf(entry.key),
    trigger,
    process,
    validation,
    from,
    to,
    validator: firstSession(validation) ?? master,
    range: range(reading, entry.start, entry.end),
  };
  return { handoff, triggerAt };
}

function sessionIn(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  return firstSession(text) ?? (/^\d{1,4}$/.test(text) ? Number(text) : undefined);
}

function receiverOf(process: string, from: number | undefined): number | undefined {
  const arrow = /→|->|=>|⇒|\bthen\b/.exec(process);
  const others = sessionMentions(process).filter((mention) => mention.session !== from);
  return (others.find((mention) => arrow && mention.index > arrow.index) ?? others[0])?.session;
}
