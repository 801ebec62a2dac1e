import { type Context, runGates } from '@musterhq/engine';
import { commitTree, mergeTrees, moveRef } from '@musterhq/git';

export type Entry = { name: string; commit: string };

export type BatchEvents = {
  landed(entries: Entry[]): void;
  left(entry: Entry, cause: 'gates' | 'conflict'): void;
  judged(): void;
};

/** Entries one on another on a tip; `commit` holds those of `entries`, and the others collide with one of them. */
type Batch = { entries: Entry[]; colliding: Entry[]; commit: string };

const author = { name: 'Batch', email: 'batch@muster.invalid' };

/**
 * The well-known other way to land: all that waits becomes one batch and is gated once; a red one is halved until those at
 * fault are alone. Not held back where it can be quicker: halves of all red batches are gated beside each other, each on
 * the tip, the largest green one lands at once, and the other green ones come together on top of it.
 */
export async function landInBatches(
  context: Context,
  { tip: start, entries, tell }: { tip: string; entries: Entry[]; tell: BatchEvents },
): Promise<string> {
  const { repo } = context;
  let tip = start;
  let waiting = entries;
  let red: Entry[][] = [];
  while (waiting.length > 0 || red.length > 0) {
    const groups = [...red.flatMap(halves), waiting].filter((group) => group.length > 0);
    waiting = [];
    red = [];
    const batches: Batch[] = [];
    for (const group of groups) {
      const batch = await merge(context, tip, group, tell);
      waiting.push(...batch.colliding);
      if (batch.entries.length > 0) batches.push(batch);
    }
    const verdicts = await Promise.all(
      batches.map(async (batch) => ({ batch, isGreen: await isGreen(context, batch, tell) })),
    );
    for (const { batch, isGreen: isPassed } of verdicts) {
      if (isPassed) continue;
      if (batch.entries.length === 1) tell.left(batch.entries[0]!, 'gates');
      else red.push(batch.entries);
    }
    const [largest, ...others] = verdicts
      .filter((verdict) => verdict.isGreen)
      .map(({ batch }) => batch)
      .toSorted((a, b) => b.entries.length - a.entries.length);
    if (largest === undefined) continue;
    const ref = `refs/heads/${context.integration}`;
    const moved = await moveRef(repo, ref, largest.commit, tip, 'batch', { isFastForward: true });
    if (moved !== 'moved') throw new Error(`expected ${ref} to move from ${tip}, but it is ${moved}`);
    tip = largest.commit;
    tell.landed(largest.entries);
    waiting.unshift(...others.flatMap((batch) => batch.entries));
  }
  return tip;
}

const halves = (entries: Entry[]): Entry[][] => [
  entries.slice(0, Math.ceil(entries.length / 2)),
  entries.slice(Math.ceil(entries.length / 2)),
];

async function merge({ repo }: Context, tip: string, group: Entry[], tell: BatchEvents): Promise<Batch> {
  const batch: Batch = { entries: [], colliding: [], commit: tip };
  for (const entry of group) {
    const merged = await mergeTrees(repo, batch.commit, entry.commit);
    if (merged.kind === 'conflict') {
      if (batch.commit === tip) tell.left(entry, 'conflict');
      else batch.colliding.push(entry);
      continue;
    }
    batch.commit = await commitTree(repo, {
      tree: merged.tree,
      parents: [batch.commit, entry.commit],
      author,
      message: `Integrate ${entry.name}`,
    });
    batch.entries.push(entry);
  }
  return batch;
}

async function isGreen(context: Context, { commit }: Batch, tell: BatchEvents): Promise<boolean> {
  const ran = await runGates(context, {
    commit,
    gates: context.bindings.every,
    subject: { subject: `batch:${commit}` },
    onFirstRed: 'stop',
  });
  if (ran.kind === 'canceled') throw new Error('the gates of a batch were canceled');
  tell.judged();
  return ran.verdicts.every(({ standing }) => standing.kind === 'passed');
}
