import type { Plan } from '@musterhq/plan';
import type { Attempt, DeliveryKey, HandoffRow } from '@musterhq/store';
import type { Work } from './work.ts';

export type RevertChoice =
  | { kind: 'revert'; block: string; attempts: Attempt[] }
  | { kind: 'refused'; block: string; reason: string };

/**
 * Which landed attempts a block consists of. A block whose work others stand on is not taken back under them: they are
 * named, and to be taken back (or ended) first. Nothing that was not asked for is ever reverted along.
 */
export function chooseRevert(plan: Plan, work: Work[], attempts: Attempt[], named: string): RevertChoice {
  const block = plan.blocks.find(({ id, label }) => id === named || label === named);
  if (block === undefined) {
    const landed = new Set(
      work
        .filter((item) => attempts.some((attempt) => attempt.task === item.id && hasLanded(attempt)))
        .map((item) => item.block),
    );
    const names = plan.blocks.filter(({ id }) => landed.has(id)).map(({ id, label }) => `${id} (${label})`);
    const list =
      names.length === 0 ? 'No block has landed work yet.' : `Landed work is in: ${names.join(', ')}.`;
    return { kind: 'refused', block: named, reason: `There is no block ${named} in the document. ${list}` };
  }
  const refuse = (reason: string): RevertChoice => ({ kind: 'refused', block: block.id, reason });
  const own = new Set(work.filter((item) => item.block === block.id).map((item) => item.id));
  const atWork = attempts.filter((attempt) => own.has(attempt.task) && isOpen(attempt));
  if (atWork.length > 0) {
    return refuse(
      `${labels(work, atWork)} of ${block.id} is still being worked on. Ask again when it has landed or is blocked.`,
    );
  }
  const landed = attempts.filter((attempt) => own.has(attempt.task) && hasLanded(attempt));
  if (landed.length === 0) return refuse(`Nothing of ${block.id} has landed, or it was taken back already.`);
  const later = attempts.filter(
    (attempt) => standsOn(work, own).has(attempt.task) && (hasLanded(attempt) || isOpen(attempt)),
  );
  if (later.length > 0) {
    const blocks = [...new Set(later.map((attempt) => blockOf(work, attempt)))].filter((id) => id !== '');
    return refuse(
      `Later work depends on ${block.id}: ${labels(work, later)}. Take that back first${blocks.length === 0 ? '' : ` (${blocks.map((id) => `muster revert ${id}`).join(', ')})`}, or let it end where it is being worked on.`,
    );
  }
  return { kind: 'revert', block: block.id, attempts: landed };
}

/** Its commit is on the integration branch and was not taken back; of a refused handoff, too, the work lies there. */
function hasLanded(attempt: Attempt): boolean {
  return attempt.state === 'integrated' || attempt.state === 'reopened';
}

function isOpen(attempt: Attempt): boolean {
  return attempt.state === 'working' || attempt.state === 'submitted';
}

/** All tasks outside that depend on one inside, also by way of others. */
function standsOn(work: Work[], inside: ReadonlySet<string>): Set<string> {
  const found = new Set<string>();
  for (let size = -1; size !== found.size; ) {
    size = found.size;
    for (const item of work) {
      const isOn = item.dependsOn.some(({ task }) => inside.has(task) || found.has(task));
      if (isOn && !inside.has(item.id)) found.add(item.id);
    }
  }
  return found;
}

function labels(work: Work[], attempts: Attempt[]): string {
  const label = (task: string) => work.find((item) => item.id === task)?.label ?? task;
  return [...new Set(attempts.map(({ task }) => `${label(task)} (${task})`))].join(', ');
}

function blockOf(work: Work[], attempt: Attempt): string {
  return work.find((item) => item.id === attempt.task)?.block ?? '';
}

/**
 * What becomes of the deliveries of a block that was taken back: those of its producers are withdrawn, so that they are
 * offered anew; those that its consumers had accepted from elsewhere stay with them for the next try.
 */
export function chooseHandoffs(
  plan: Plan,
  rows: HandoffRow[],
  reverted: ReadonlySet<string>,
): { withdraw: DeliveryKey[]; handAgain: HandoffRow[] } {
  const withdraw: DeliveryKey[] = [];
  const handAgain: HandoffRow[] = [];
  for (const handoff of plan.handoffs) {
    const newest = rows
      .filter((row) => row.handoff === handoff.id)
      .toSorted((a, b) => b.delivery - a.delivery)[0];
    if (newest === undefined || newest.state === 'refused') continue;
    if (handoff.producer !== undefined && reverted.has(handoff.producer)) {
      withdraw.push({ handoff: newest.handoff, delivery: newest.delivery });
    } else if (
      handoff.consumer !== undefined &&
      reverted.has(handoff.consumer) &&
      newest.state === 'accepted'
    ) {
      handAgain.push(newest);
    }
  }
  return { withdraw, handAgain };
}
