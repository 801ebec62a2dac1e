import { type CalendarFinding, calendarSchema, checkMove, itemSchema } from '@musterhub/rules';
import { getWholeItem, readWholeItems, type WholeItem } from '@musterhub/store';
import { ApiError } from './api-error.ts';
import type { Hub } from './hub.ts';
import type { ClockChoice } from './moments.ts';
import { applyRows, planEdit, refuseErrors } from './rows.ts';

type Move = ClockChoice & { wall: string; despite: readonly string[] };

/**
 * Moves an item to another wall time of its zone, and says which instant that means where clocks are changed. Refused where that has passed, where the item went out, and where the plan's rules have something
 * against it that they had not before, unless whoever moves it says by the rule's name that it is meant.
 */
export async function moveTo(hub: Hub, id: string, { wall, gap, overlap, despite }: Move): Promise<void> {
  const whole = await getWholeItem(hub.store.database, id);
  refuseGone(whole);
  const policy = { ...(gap === undefined ? {} : { gap }), ...(overlap === undefined ? {} : { overlap }) };
  const plan = await planEdit(hub, id, { date: wall.slice(0, 10), time: wall.slice(11), ...policy });
  refuseErrors(id, plan.errors);
  const [change] = plan.changes;
  if (change === undefined || change.kind === 'same') return;
  const { item } = change;
  const now = hub.now().toISOString();
  if (Date.parse(item.at) <= Date.parse(now))
    throw new ApiError('refused', `${wall} in ${item.zone} has passed: it is ${now} now.`, { now });
  const { id: _, ...facts } = plan.calendar;
  const others = await readWholeItems(hub.store.database, { brand: whole.brand });
  const items = others.map((one) => itemSchema.parse(one.plan));
  const found = checkMove(calendarSchema.parse({ ...facts, items }), plan.brand, item);
  const against = found.filter(({ rule }) => !despite.includes(rule));
  if (against.length > 0) throw refusedBy(id, against);
  await applyRows(hub, plan);
}

function refuseGone({ item, publication }: WholeItem): void {
  if (publication?.state !== 'published' && publication?.state !== 'removed') return;
  const at = publication.publishedAt?.toISOString() ?? 'a time that is not known';
  throw new ApiError('refused', `${item.id} went out at ${at}: what is out is not moved.`, {
    publication: publication.id,
  });
}

function refusedBy(id: string, against: readonly CalendarFinding[]): ApiError {
  const told = against.map(({ message }) => message.replace(`${id}: `, '')).join('; ');
  const rules = [...new Set(against.map(({ rule }) => rule))];
  return new ApiError('refused', `${told} [${rules.join(', ')}]`, { findings: against, despite: rules });
}
