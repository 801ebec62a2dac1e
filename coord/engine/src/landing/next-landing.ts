import type { Facts } from '../facts.ts';
import { assembleQueue, nextSteps, type QueuePolicy, type QueueStep } from './queue.ts';

/** A commit that waits to land: of an attempt at a task, or one that takes a block back. */
export type Submission = {
  /** Its name in the queue: the same work handed in anew has another commit, and so another name. */
  entry: string;
  commit: string;
  of:
    | { kind: 'attempt'; task: string; session: number; attempt: number }
    | { kind: 'revert'; block: string; number: number };
};

/** So many enter with one look, so that other work of the loop does not wait until all that came at once is in line. */
const mostEntering = 8;

export type LandingDecision =
  | { kind: 'note_target'; tip: string; number: number }
  | { kind: 'enter'; submission: Submission; number: number }
  /** It is handed in no longer; `cause` tells an ejection that was cut short between its two halves. */
  | {
      kind: 'withdraw';
      entry: string;
      of: Submission['of'] | undefined;
      cause: 'gates' | 'conflict' | 'withdrawn';
      number: number;
    }
  | { kind: 'promote'; submission: Submission; number: number }
  | { kind: 'merge'; submission: Submission; onto: string; number: number }
  | { kind: 'gate'; submission: Submission; commit: string }
  | {
      kind: 'eject';
      submission: Submission;
      cause: 'gates' | 'conflict';
      onto: string;
      commit?: string;
      number: number;
    }
  | { kind: 'land'; submission: Submission; onto: string; commit: string };

/** Everything that is handed in and has not landed, in the order in which it came; the name settles a tie. */
export function submissionsOf(facts: Pick<Facts, 'attempts' | 'reverts'>): Submission[] {
  const attempts = facts.attempts
    .filter((attempt) => attempt.state === 'submitted')
    .map((attempt) => ({
      at: attempt.submittedAt!,
      entry: entryOf(attempt),
      commit: attempt.head!,
      of: {
        kind: 'attempt' as const,
        task: attempt.task,
        session: attempt.session,
        attempt: attempt.number,
      },
    }));
  const reverts = facts.reverts
    .filter((revert) => revert.state === 'submitted')
    .map(({ block, number, commit, at }) => ({
      at,
      entry: `revert:${block}#${number}:${commit}`,
      commit: commit!,
      of: { kind: 'revert' as const, block, number },
    }));
  return [...attempts, ...reverts]
    .toSorted((a, b) => a.at.getTime() - b.at.getTime() || a.entry.localeCompare(b.entry))
    .map(({ at, ...submission }) => submission);
}

/**
 * What the queue asks for now. First it is brought up to date with the facts, by events: where the target stands, who came
 * and who is gone; its steps count from then on.
 */
export function nextLandings(
  facts: Pick<Facts, 'attempts' | 'reverts' | 'queueEvents' | 'integration'>,
  policy: QueuePolicy,
): LandingDecision[] {
  const { queueEvents, integration } = facts;
  const number = queueEvents.length;
  const submissions = submissionsOf(facts);
  if (number === 0)
    return submissions.length === 0 ? [] : [{ kind: 'note_target', tip: integration, number }];
  const queue = assembleQueue(queueEvents, policy);
  const steps = nextSteps(queue);
  // Moved by the landing itself, and not written down yet: to be done again rather than noted.
  const isLanded = steps.some((step) => step.kind === 'land' && step.commit === integration);
  if (integration !== queue.tip && !isLanded)
    return submissions.length === 0 ? [] : [{ kind: 'note_target', tip: integration, number }];
  const byEntry = new Map(submissions.map((submission) => [submission.entry, submission]));
  const inLine = new Set(queue.entries.map(({ entry }) => entry));
  const gone = queue.entries.filter(({ entry }) => !byEntry.has(entry));
  if (gone.length > 0) {
    return gone.map(({ entry }) => {
      const asked = steps.find((step) => step.kind === 'eject' && step.entry === entry);
      const cause = asked?.kind === 'eject' ? asked.cause : 'withdrawn';
      return { kind: 'withdraw', entry, of: ownerOf(facts, entry), cause, number };
    });
  }
  // What the window has no room for would only delay the merges that gates wait for.
  const isMerging = steps.some((step) => step.kind === 'merge');
  const room = isMerging ? Math.max(0, queue.window - queue.entries.length) : mostEntering;
  return [
    ...steps.map((step) => decisionOf(step, byEntry.get(step.entry)!, number)),
    ...submissions
      .filter(({ entry }) => !inLine.has(entry))
      .slice(0, Math.min(room, mostEntering))
      .map((submission): LandingDecision => ({ kind: 'enter', submission, number })),
  ];
}

function ownerOf({ attempts }: Pick<Facts, 'attempts'>, entry: string): Submission['of'] | undefined {
  const attempt = attempts.find((candidate) => entryOf(candidate) === entry);
  if (attempt === undefined) return undefined;
  return { kind: 'attempt', task: attempt.task, session: attempt.session, attempt: attempt.number };
}

const entryOf = ({ task, number, head }: Facts['attempts'][number]): string => `${task}#${number}:${head}`;

function decisionOf(step: QueueStep, submission: Submission, number: number): LandingDecision {
  switch (step.kind) {
    case 'merge':
      return { kind: 'merge', submission, onto: step.onto, number };
    case 'gate':
      return { kind: 'gate', submission, commit: step.commit };
    case 'promote':
      return { kind: 'promote', submission, number };
    case 'land':
      return { kind: 'land', submission, onto: step.onto, commit: step.commit };
    case 'eject': {
      const commit = step.commit === undefined ? {} : { commit: step.commit };
      return { kind: 'eject', submission, cause: step.cause, onto: step.onto, ...commit, number };
    }
  }
}
