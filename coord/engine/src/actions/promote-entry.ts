import { insertRequest, type Run } from '@musterhq/store';
import { refusalOfAsk } from '../asks/refusal-of-ask.ts';
import { readQueue } from '../landing/read-queue.ts';
import type { Surroundings } from '../open-run.ts';
import { requireRun } from '../require-run.ts';

/**
 * Asks that what waits to land, by its label, task or name in the queue, goes to the front. What it passes is merged and gated anew on
 * it. Refused with `ask_refused` where it does not wait.
 */
export async function promoteEntry(
  around: Surroundings,
  { name, by, why }: { name: string; by: string; why: string },
): Promise<{ run: Run; request: number; label: string }> {
  const run = await requireRun(around);
  const { entries } = await readQueue(around, run.id);
  const found = entries.find(({ entry, label, task }) => [entry, label, task].includes(name));
  if (found === undefined) {
    const labels = entries.map(({ label }) => label);
    throw refusalOfAsk(
      `'${name}' does not wait to land. ${labels.length === 0 ? 'Nothing does.' : `What waits: ${labels.join(', ')}.`}`,
    );
  }
  const data = { entry: found.entry, by, why };
  const request = await insertRequest(around.store, { run: run.id, kind: 'promote', data });
  return { run, request, label: found.label };
}
