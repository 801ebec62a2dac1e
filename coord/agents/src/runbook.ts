import { z } from 'zod';
import type { Place } from './parse-yaml-file.ts';
import { longestLimitMs } from './turn-order.ts';

const stepSchema = z.strictObject({
  /** How people and outcomes call the step; its command line unless the runbook names it. */
  name: z.string().min(1),
  run: z.string().min(1),
  shell: z.string().min(1),
  timeoutMs: z.int().positive().max(longestLimitMs),
  retries: z.int().nonnegative(),
  env: z.record(z.string(), z.string()),
});

const artifactSchema = z
  .string()
  .min(1)
  .refine((path) => !path.startsWith('/') && !path.split('/').includes('..'), {
    error: 'an artifact is a path inside the worktree, relative to it',
  });

/** What the runbook says about one task, with its defaults filled in: the options of the runbook driver. */
export const runbookEntrySchema = z.strictObject({
  steps: z.array(stepSchema).min(1),
  /** The commit message for what the steps leave in the worktree. */
  commit: z.string().min(1).optional(),
  /** Paths in the worktree that must exist once the steps have passed. */
  artifacts: z.array(artifactSchema),
  /** Run instead of `steps` in a follow-up turn; without it the steps run again. */
  onFeedback: z.array(stepSchema).min(1).optional(),
});

export type RunbookStep = z.infer<typeof stepSchema>;
export type RunbookEntry = z.infer<typeof runbookEntrySchema>;

/** A runbook file; `tasks` is keyed by task id or label, as the file has them. */
export type Runbook = {
  file: string;
  place: Place;
  tasks: ReadonlyMap<string, { entry: RunbookEntry; place: Place }>;
};

/** The entry for whatever is given by hand: its id is not known yet when the runbook is written. */
export const byHandEntry = 'cs';

/** An id of work that is given by hand; `unique` tells it from the others. */
export const byHandId = (unique: string): string => `${byHandEntry}-${unique}`;

/** The entry of a task, by its id first and its label second; of one given by hand `cs`. Undefined when the runbook has none. */
export function runbookEntry(
  runbook: Runbook,
  task: { id: string; label: string },
): RunbookEntry | undefined {
  const named = runbook.tasks.get(task.id) ?? runbook.tasks.get(task.label);
  const isByHand = task.id.startsWith(byHandId(''));
  return (named ?? (isByHand ? runbook.tasks.get(byHandEntry) : undefined))?.entry;
}
