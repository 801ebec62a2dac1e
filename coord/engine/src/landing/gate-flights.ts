import { hashContents } from '@musterhq/git';
import { isConnectionLost } from '@musterhq/postgres';
import { readUsualDurations, recordEvent, StoreError } from '@musterhq/store';
import type { Context } from '../context.ts';
import { readsOf } from '../gates/reads-of.ts';
import { reasonOf } from '../reason-of.ts';
import { gatesFor } from './gates-for.ts';
import { giveUpEntry } from './give-up-entry.ts';
import { judgeCandidate } from './judge-candidate.ts';
import type { Submission } from './next-landing.ts';
import { shortestStallMs, stallOf } from './stall-of.ts';

type Candidate = { submission: Submission; commit: string };
type Flight = Candidate & { since: number; abort: AbortController; isOver?: true };

/** How many of the newest runs are remembered to compare a slow one with. */
const remembered = 32;

export type GateFlights = {
  /** Starts what is wanted, unless it or the same entry's run on other ground is under way. */
  start(wanted: readonly Candidate[]): void;
  /**
   * Starts what is wanted and not running, and ends what is running and no longer wanted. A run goes on when its entry stands
   * elsewhere now and its gates would read the same there: the new candidate then finds its result in the store.
   */
  keep(wanted: readonly Candidate[]): Promise<void>;
  /** Tells once of each candidate at the front that takes far longer than usual. */
  watchHead(wanted: readonly Candidate[]): Promise<void>;
  /** Forgets the runs that are through; right before facts are read, as with every flight. */
  settle(): void;
  isEmpty(): boolean;
};

/** Hash of what the gates of a candidate would read; the plan's document is no part of it. */
function contentsRead(context: Context, { submission, commit }: Candidate): Promise<string> {
  const reads = readsOf(context.bindings, gatesFor(context, submission));
  const only = reads === 'everything' ? {} : { only: reads };
  return hashContents(context.repo, commit, { without: context.documentPath, ...only });
}

/**
 * The gate runs of the queue. They are no workflows: a run has one effect, its verdict, and after a crash the queue asks
 * for it again.
 */
export function makeGateFlights(
  context: Context,
  { ring, giveUp }: { ring: () => void; giveUp: (error: unknown) => void },
): GateFlights {
  const open = new Map<string, Flight>();
  const ended: { submission: Submission; at: number; tookMs: number }[] = [];

  async function fly({ submission, commit, since, abort }: Flight): Promise<void> {
    try {
      const signal = AbortSignal.any([abort.signal, context.stopping.signal]);
      await judgeCandidate(context, { submission, commit }, signal);
      const at = performance.now();
      if (!signal.aborted) ended.push({ submission, at, tookMs: at - since });
      if (ended.length > remembered) ended.shift();
    } catch (error) {
      if (error instanceof StoreError || isConnectionLost(error)) throw error;
      await giveUpEntry(context, submission, reasonOf(error));
    }
  }

  const isUnderWay = ({ entry }: Submission) =>
    [...open.values()].some(({ submission, abort }) => submission.entry === entry && !abort.signal.aborted);

  /** Milliseconds that the gates of an entry take together, as far as they are known. */
  async function usualMsOf(submission: Submission): Promise<number | undefined> {
    const gates = gatesFor(context, submission);
    const usual = await readUsualDurations(context.store.database, gates);
    return gates.every((gate) => usual.has(gate))
      ? gates.reduce((sum, gate) => sum + usual.get(gate)!, 0)
      : undefined;
  }

  function start(wanted: readonly Candidate[]): void {
    if (context.stopping.signal.aborted) return;
    for (const { submission, commit } of wanted) {
      if (open.has(commit) || isUnderWay(submission)) continue;
      const flight: Flight = {
        submission,
        commit,
        since: performance.now(),
        abort: new AbortController(),
      };
      open.set(commit, flight);
      fly(flight)
        .catch(giveUp)
        .finally(() => {
          flight.isOver = true;
          ring();
        });
    }
  }

  return {
    start,
    async keep(wanted) {
      const byEntry = new Map(wanted.map((candidate) => [candidate.submission.entry, candidate]));
      for (const flight of open.values()) {
        const now = byEntry.get(flight.submission.entry);
        if (now?.commit === flight.commit) continue;
        if (now === undefined || (await contentsRead(context, flight)) !== (await contentsRead(context, now)))
          flight.abort.abort();
      }
      start(wanted);
    },
    async watchHead([first]) {
      const flight = [...open.values()].find(
        ({ submission }) => submission.entry === first?.submission.entry,
      );
      if (flight === undefined) return;
      const { submission, commit, since } = flight;
      const forMs = performance.now() - since;
      if (forMs < shortestStallMs) return;
      const others = ended.filter(({ at }) => at > since);
      const stall = stallOf({
        head: { entry: submission.entry, commit, forMs, usualMs: await usualMsOf(submission) },
        ended: await Promise.all(
          others.map(async ({ submission: other, tookMs }) => ({
            tookMs,
            usualMs: await usualMsOf(other),
          })),
        ),
      });
      if (stall === undefined) return;
      const { of } = submission;
      await recordEvent(context.store, context.fence, {
        key: `queue:${submission.entry}:stalled:${commit}:${stall.kind}`,
        kind: 'queue_stalled',
        ...(of.kind === 'attempt' ? { session: of.session, task: of.task } : {}),
        data: { ...stall },
      });
    },
    settle() {
      for (const [commit, flight] of open) if (flight.isOver === true) open.delete(commit);
    },
    isEmpty: () => open.size === 0,
  };
}
