import type { Plan } from '@musterhq/plan';
import type { Event } from '@musterhq/store';
import { z } from 'zod';
import type { Facts } from '../facts.ts';
import { submissionsOf } from './next-landing.ts';
import { assembleQueue, type QueuePolicy } from './queue.ts';
import { queueEventsOf } from './queue-events.ts';

const standing = { parent: z.string().optional(), onto: z.string() };
const cause = z.enum(['gates', 'conflict']);

/** What each means is told in `queue.ts`. */
const stateSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('waiting') }),
  z.object({ kind: z.literal('held'), by: z.string() }),
  z.object({ kind: z.literal('merging'), ...standing }),
  z.object({ kind: z.literal('gating'), ...standing, commit: z.string() }),
  z.object({ kind: z.literal('green'), ...standing, commit: z.string() }),
  z.object({ kind: z.literal('doubtful'), ...standing, commit: z.string() }),
  z.object({ kind: z.literal('failing'), cause, ...standing, commit: z.string().optional() }),
  z.object({ kind: z.literal('refused'), cause, onto: z.string(), commit: z.string().optional() }),
]);

const queueEntrySchema = z.object({
  entry: z.string(),
  /** `b1s2`, or `revert of BLOCK`. */
  label: z.string(),
  task: z.string().nullable(),
  session: z.int().nullable(),
  commit: z.string(),
  state: stateSchema,
  /** Label of the entry that its candidate stands on; null on the tip. */
  onto: z.string().nullable(),
  paths: z.array(z.string()),
  isPromoted: z.boolean(),
  /** When its newest event was written. */
  since: z.iso.datetime(),
  stall: z.enum(['slow', 'bad_head']).optional(),
});
export type QueueViewEntry = z.infer<typeof queueEntrySchema>;

/** The landing queue at one moment, for `muster queue` and the dashboard; what it says is derived from the log. */
export const queueViewSchema = z.object({
  branch: z.string(),
  tip: z.string(),
  window: z.int(),
  ceiling: z.int(),
  entries: z.array(queueEntrySchema),
  landed: z.int(),
  left: z.object({ gates: z.int(), conflict: z.int(), withdrawn: z.int() }),
});
export type QueueView = z.infer<typeof queueViewSchema>;

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
      since: events.findLast(({ data }) => data.entry === entry)!.at.toISOString(),
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
