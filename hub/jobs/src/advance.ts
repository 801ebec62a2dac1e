import { type Move, metricTimes, nextMove } from '@musterhub/rules';
import {
  type AlertKind,
  adoptAttempt,
  endFollowUp,
  endPublication,
  inTransaction,
  raiseAlert,
  readCredentials,
  replanPublication,
  settleAttempt,
  setWish,
} from '@musterhub/store';
import type { Context } from './context.ts';
import { findAnswer } from './find-answer.ts';
import { performCall } from './perform-call.ts';
import { type Look, readLook } from './read-facts.ts';
import { refreshCredential } from './refresh-credential.ts';
import { verify } from './verify.ts';

/** What an end tells a person; what was skipped or taken back is nobody's trouble. */
const alertOf: Partial<Record<string, AlertKind>> = {
  failed: 'failed',
  ambiguous: 'ambiguous',
  held: 'held',
  handed_off: 'handed_off',
};
const otherRefreshMs = 2_000;

/**
 * Takes a publication as far as it goes now: reads the rows, asks `nextMove`, carries that out, and so on. Answers with when to look
 * again; undefined: when somebody changes something. It keeps nothing in mind, so that it may be ended and begun anew
 * anywhere, by anybody.
 */
export async function advance(context: Context, id: string): Promise<Date | undefined> {
  for (;;) {
    const look = await readLook(context, id);
    const move = nextMove(look.facts, look.now);
    if (move.kind === 'rest') return undefined;
    if (move.kind === 'wait') {
      if (context.clock.wallMs(move.until) > context.limits.shortWaitMs) return move.until;
      await context.clock.sleepUntil(move.until);
      continue;
    }
    const carried = await carryOut(context, look, move);
    if (carried === 'rest') return undefined;
    if (carried instanceof Date) return carried;
  }
}

type Carried = 'again' | 'rest' | Date;

async function carryOut(
  context: Context,
  look: Look,
  move: Exclude<Move, { kind: 'rest' | 'wait' }>,
): Promise<Carried> {
  const { store, clock } = context;
  const { publication, account } = look;
  const key = (number: number) => ({ publication: publication.id, number });
  switch (move.kind) {
    case 'adopt': {
      const { worker } = look.attempts.find(({ number }) => number === move.attempt)!;
      await adoptAttempt(
        store,
        key(move.attempt),
        `the worker ${worker} was gone before an answer came`,
        clock.now(),
      );
      return 'again';
    }
    case 'find':
      await findAnswer(context, look, move.attempt, move.credential);
      return 'again';
    case 'settle_absent':
      await inTransaction(store, (transaction) =>
        settleAttempt(transaction, key(move.attempt), 'absent', clock.now()),
      );
      return 'again';
    case 'refresh': {
      const all = await readCredentials(store.database, account.id);
      const credential = all.find(({ id }) => id === move.credential)!;
      const refreshed = await refreshCredential(context, account, credential);
      return refreshed === 'somebody_else' ? new Date(clock.now().getTime() + otherRefreshMs) : 'again';
    }
    case 'call':
      return performCall(context, look, move.call, move.credential);
    case 'verify':
      await verify(context, look, move.credential);
      return 'again';
    case 'replan':
      await replanPublication(store, publication.id, move.to);
      return 'again';
    default:
      await conclude(context, look, move);
      return 'again';
  }
}

/** The moves that end a part of a publication, each with what a person is told of it in the same transaction. */
async function conclude(
  { store, clock }: Context,
  look: Look,
  move: Extract<Move, { kind: 'complete' | 'give_up_follow_up' | 'give_up_wish' | 'end' }>,
): Promise<void> {
  const { publication, account } = look;
  const { id } = publication;
  const at = clock.now();
  const timetable = () => metricTimes(account.platform, publication.post.kind, publication.publishedAt!);
  if (move.kind === 'complete') return endFollowUp(store.database, id, 'complete', timetable());
  await inTransaction(store, async (transaction) => {
    const tell = (kind: AlertKind, text: string) => raiseAlert(transaction, { kind, subject: id, text, at });
    switch (move.kind) {
      case 'give_up_follow_up': {
        const unsettled = look.attempts.filter(({ state }) => state === 'unknown');
        for (const { number } of unsettled)
          await settleAttempt(transaction, { publication: id, number }, 'abandoned', at);
        await endFollowUp(transaction, id, 'given_up', timetable());
        return void (await tell(
          'incomplete',
          `${id} is out, and not all that belongs to it: ${move.reason}`,
        ));
      }
      case 'give_up_wish':
        await setWish(transaction, id, { kind: 'none' }, at);
        return void (await tell('wish', `${id} could not be ${wishWord(publication.wish)}: ${move.reason}`));
      case 'end': {
        await endPublication(transaction, { id, state: move.state, reason: move.reason, at });
        const kind = alertOf[move.state];
        if (kind !== undefined) await tell(kind, `${id} on ${account.name}: ${move.reason}`);
      }
    }
  });
}

const wishWord = (wish: 'none' | 'remove' | 'correct') => (wish === 'remove' ? 'taken down' : 'corrected');
