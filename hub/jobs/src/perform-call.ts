import { createHash } from 'node:crypto';
import { performance } from 'node:perf_hooks';
import type { Answer, Channel, Handles, Account as RemoteAccount } from '@musterhub/channels';
import {
  type Breaker,
  isBelieved,
  type LedgerCall,
  nextBreaker,
  scheduleCall,
  scheduledFor,
  unscheduleCall,
} from '@musterhub/rules';
import { beginAttempt, endAttempt, type Outcome, type Publication } from '@musterhub/store';
import type { Context } from './context.ts';
import { JobsError } from './jobs-error.ts';
import type { Look } from './read-facts.ts';
import { tellBreaker } from './tell.ts';

/** `again`: look anew at the rows. `rest`: until somebody changes something. */
export type Performed = 'again' | 'rest';

/**
 * One call with its intent before it and its outcome after it, each a transaction of its own. What goes on between them is the
 * platform's alone: a process that dies there leaves an open attempt, and whoever finds it asks before anything else is sent.
 */
export async function performCall(
  context: Context,
  look: Look,
  call: LedgerCall,
  credential: string,
): Promise<Performed> {
  const { store, clock, fence, worker, limits } = context;
  const { publication, account, handles } = look;
  const { accessToken, tokenVersion } = look.tokensOf(credential);
  const begun = await beginAttempt(store, fence, {
    publication: publication.id,
    call,
    credential,
    tokenVersion,
    fingerprint: fingerprintOf(publication, call, handles),
    worker,
    at: clock.now(),
  });
  if (begun.kind === 'refused') {
    if (begun.because === 'stale_fence')
      throw new JobsError(
        'fence_lost',
        'Another instance of the hub holds the fence. This one stops publishing.',
      );
    return begun.because === 'unsettled' || begun.because === 'not_live' ? 'again' : 'rest';
  }
  const begunAt = performance.now();
  const key = { publication: publication.id, number: begun.number };
  const remote = { id: account.remoteId, accessToken };
  const answer = await send(
    context,
    look,
    call,
    remote,
    () => performance.now() - begunAt > limits.longestPauseMs,
  );
  const at = clock.now();
  const breaker = answer === 'unsent' ? undefined : breakerAfter(account.breaker, answer, at, account.id);
  await endAttempt(store, key, {
    outcome: outcomeOf(call, answer, handles, at),
    account: account.id,
    allowances: answer === 'unsent' ? [] : statedBy(answer),
    breaker,
    at,
  });
  if (breaker !== undefined) await tellBreaker(context, account, breaker);
  return 'again';
}

async function send(
  context: Context,
  { publication, handles }: Look,
  call: LedgerCall,
  remote: RemoteAccount,
  isTooLate: () => boolean,
): Promise<Answer | 'unsent'> {
  // After a pause this long somebody else may hold this worker for dead, and ask the platform already.
  if (isTooLate()) return 'unsent';
  const channel: Channel = context.channels[publication.post.platform];
  if (call.name === scheduleCall.name)
    return channel.scheduler!.hand(publication.post, handles, scheduledFor(context.clock.now()), remote);
  if (call.name === unscheduleCall.name) return channel.scheduler!.takeBack(handles, remote);
  if (call.name === 'remove') return channel.remove(publication.remoteId!, remote);
  if (call.name === 'correct') return channel.correct(publication.remoteId!, publication.wishText!, remote);
  return channel.perform(call, publication.post, handles, remote);
}

function outcomeOf(call: LedgerCall, answer: Answer | 'unsent', held: Handles, at: Date): Outcome {
  if (answer === 'unsent')
    return {
      state: 'unsent',
      cause: 'the process stood still between the intent and the sending',
      handles: {},
    };
  switch (answer.kind) {
    case 'done': {
      const handles = { ...answer.handles };
      return { state: 'done', handles, remoteId: { ...held, ...handles }.post };
    }
    case 'pending':
      return {
        state: 'pending',
        handles: { ...answer.handles },
        retryAt: new Date(at.getTime() + answer.retryAfterMs),
      };
    case 'refused': {
      const { error, retryAt } = answer;
      if (isBelieved(call, error)) return { state: 'refused', error, retryAt, handles: {} };
      return { state: 'unknown', cause: `refused (${error.class}): ${error.message}`, handles: {} };
    }
    case 'unknown':
      return { state: 'unknown', cause: answer.cause, handles: {} };
  }
}

function breakerAfter(breaker: Breaker, answer: Answer, at: Date, seed: string): Breaker | undefined {
  const event =
    answer.kind === 'refused'
      ? { kind: 'refused' as const, class: answer.error.class, remedy: answer.error.remedy }
      : { kind: answer.kind === 'unknown' ? ('unknown' as const) : ('worked' as const) };
  const after = nextBreaker(breaker, event, at, seed);
  const isSame =
    after.state === 'closed' && breaker.state === 'closed' && after.failures === breaker.failures;
  return isSame ? undefined : after;
}

function statedBy(answer: Answer) {
  return answer.allowances.map(({ name, limit, remaining, resetsAt }) => ({
    name,
    limit: Math.round(limit),
    remaining: Math.floor(remaining),
    resetsAt: resetsAt ?? null,
  }));
}

function fingerprintOf(publication: Publication, call: LedgerCall, handles: Handles): string {
  const held = Object.entries(handles).toSorted(([one], [other]) => (one < other ? -1 : 1));
  return createHash('sha256')
    .update(JSON.stringify([publication.contentHash, publication.account, call.name, held]))
    .digest('hex');
}
