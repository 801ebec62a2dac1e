import type { Plan } from '@musterhq/plan';
import type { Event } from '@musterhq/store';
import type { Facts } from '../facts.ts';
import { submissionsOf } from './next-landing.ts';
import { assembleQueue, type QueueEntryState, type QueuePolicy } from './queue.ts';
import { queueEventsOf } from './queue-events.ts';

/** The landing queue at one moment, for `muster queue` and the status; what it says is derived from the log. */
export type QueueView = {
  branch: string;
  tip: string;
  window: number;
  ceiling: number;
  entries: QueueViewEntry[];
  landed: number;
  left: { gates: number; conflict: number; withdrawn: number };
};

export type QueueViewEntry = {
  entry: string;
  /** `b1s2`, or `revert of BLOCK`. */
  label: string;
  task: string | null;
  session: number | null;
  commit: string;
  state: QueueEntryState;
  /** Label of the entry that its candidate stands on; null on the tip. */
  onto: string | null;
  paths: string[];
  isPromoted: boolean;
  /** When its newest event was written. */
  since: Date;
  stall?: 'slow' | 'bad_head';
};

export function assembleQueueView({
  plan,
  facts,
  events,
  stalls,
  policy,
  branch,
}: {
  plan: Plan;
  facts: Pick<Facts, 'attempts' | 'reverts' | 'integration'>;
  /** The queue's part of the log. */
  events: Event[];
  stalls: Event[];
  policy: QueuePolicy;
  branch: string;
}): QueueView {
  const submissions = new Map(submissionsOf(facts).map((one) => [one.entry, one]));
  const parsed = queueEventsOf(events);
  const queue =
    parsed.length === 0
      ? { tip: facts.integration, window: policy.window, entries: [] }
      : assembleQueue(parsed, policy);
  const labelOf = (entry: string): string => {
    const of = submissions.get(entry)?.of;
    if (of?.kind === 'attempt') return plan.tasks.find(({ id }) => id === of.task)?.label ?? of.task;
    return of === undefined ? entry : `revert of ${of.block}`;
  };
  const entries = queue.entries.map(({ entry, state, paths, promoted }): QueueViewEntry => {
    const submission = submissions.get(entry);
    const of = submission?.of;
    const parent = 'parent' in state ? state.parent : undefined;
    const commit = 'commit' in state ? state.commit : undefined;
    const stall = stalls.findLast(({ data }) => data.entry === entry && data.commit === commit)?.data.kind;
    return {
      entry,
      label: labelOf(entry),
      task: of?.kind === 'attempt' ? of.task : null,
      session: of?.kind === 'attempt' ? of.session : null,
      commit: submission?.commit ?? '',
      state,
      onto: parent === undefined ? null : labelOf(parent),
      paths,
      isPromoted: promoted,
      since: events.findLast(({ data }) => data.entry === entry)!.at,
      ...(stall === undefined ? {} : { stall: stall as 'slow' | 'bad_head' }),
    };
  });
  const left = parsed.filter((event) => event.kind === 'left');
  const leftBy = (cause: 'gates' | 'conflict' | 'withdrawn') =>
    left.filter((event) => event.cause === cause).length;
  return {
    branch,
    // While nothing waits nobody notes where a review or a person moved the branch.
    tip: queue.entries.length === 0 ? facts.integration : queue.tip,
    window: queue.window,
    ceiling: policy.ceiling,
    entries,
    landed: parsed.filter(({ kind }) => kind === 'landed').length,
    left: { gates: leftBy('gates'), conflict: leftBy('conflict'), withdrawn: leftBy('withdrawn') },
  };
}
