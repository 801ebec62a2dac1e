import { describe, expect, test } from 'vitest';
import { type Move, nextMove, preparationMs, scheduleCall, settlingMs, unscheduleCall } from './next-move.ts';
import type {
  LedgerAttempt,
  LedgerCall,
  LedgerFinding,
  PublicationFacts,
  PublicationState,
} from './publication.ts';

const due = new Date('2026-12-01T09:00:00Z');
const at = (ms: number) => new Date(due.getTime() + ms);
const create: LedgerCall = { name: 'create_post:0', visible: true, lostAnswer: 'read_account' };
const upload: LedgerCall = { name: 'upload_media:0', visible: false, lostAnswer: 'repeat' };

type Change = Partial<Omit<PublicationFacts, 'publication'>> & {
  publication?: Partial<PublicationFacts['publication']>;
};

function factsOf({ publication, ...rest }: Change = {}): PublicationFacts {
  return {
    publication: {
      id: 'p1',
      platform: 'x',
      state: 'open',
      dueAt: due,
      late: { afterMs: 3_600_000, action: 'replan' },
      isApproved: true,
      violations: [],
      reopenedAt: undefined,
      followUp: 'open',
      verification: { result: 'none', tries: 0, lastAt: undefined },
      wish: 'none',
      canHandOff: false,
      ...publication,
    },
    next: create,
    canSchedule: false,
    attempts: [],
    credentials: [
      {
        id: 'c1',
        tokenVersion: 1,
        state: 'live',
        expiresAt: undefined,
        canRefresh: true,
        refreshAfter: undefined,
      },
    ],
    breaker: { state: 'closed', failures: 0 },
    allowances: [],
    freeAt: at(0),
    isStopped: false,
    ...rest,
  };
}

const begun = { number: 1, credential: 'c1', tokenVersion: 1, begunAt: at(0) };
const unknown = (findings: LedgerFinding[] = [], call = create): LedgerAttempt => ({
  ...begun,
  ...call,
  state: 'unknown',
  endedAt: at(0),
  findings,
});
const refused = (refusal: 'content' | 'auth' | 'permission' | 'transient' | 'throttle', number = 1) =>
  ({
    ...begun,
    ...create,
    number,
    state: 'refused',
    endedAt: at(0),
    class: refusal,
    remedy: 'repeat',
    retryAt: undefined,
  }) as const;
const kindOf = (move: Move) => (move.kind === 'end' ? move.state : move.kind);

describe('[J4] what was sent is known before anything else is sent', () => {
  test('the open attempt of a living worker is waited for, that of one that is gone becomes an unknown', () => {
    const open = (owner: 'alive' | 'gone'): LedgerAttempt => ({ ...begun, ...create, state: 'open', owner });
    expect(nextMove(factsOf({ attempts: [open('alive')] }), at(0))).toMatchObject({
      kind: 'wait',
      because: 'another_worker',
    });
    expect(nextMove(factsOf({ attempts: [open('gone')] }), at(0))).toEqual({ kind: 'adopt', attempt: 1 });
  });

  test('an unknown visible call is looked for, and nothing else is done', () => {
    expect(nextMove(factsOf({ attempts: [unknown()] }), at(1))).toEqual({
      kind: 'find',
      attempt: 1,
      credential: 'c1',
    });
  });

  test('an unknown call that nobody sees is repeated after a while', () => {
    const facts = factsOf({ next: upload, attempts: [unknown([], upload)] });
    expect(nextMove(facts, at(1))).toMatchObject({ kind: 'wait', because: 'backoff' });
    expect(nextMove(facts, at(3_000))).toMatchObject({ kind: 'call', call: upload });
  });
});

describe('[J5] [J6] absent is believed after the settling time and a second reading', () => {
  const absent = (ms: number): LedgerFinding => ({ kind: 'absent', at: at(ms) });
  test('one absence waits for the settling time', () => {
    expect(nextMove(factsOf({ attempts: [unknown([absent(1)])] }), at(2))).toEqual({
      kind: 'wait',
      until: at(settlingMs),
      because: 'settling',
    });
  });
  test('two absences before the settling time are not enough', () => {
    const facts = factsOf({ attempts: [unknown([absent(1), absent(2)])] });
    expect(nextMove(facts, at(3)).kind).toBe('wait');
    expect(nextMove(facts, at(settlingMs)).kind).toBe('find');
  });
  test('the second one after it settles the call as absent', () => {
    const facts = factsOf({ attempts: [unknown([absent(1), absent(settlingMs)])] });
    expect(nextMove(facts, at(settlingMs))).toEqual({ kind: 'settle_absent', attempt: 1 });
  });
  test('three calls that took no effect are enough', () => {
    const attempts = [1, 2, 3].map(
      (number): LedgerAttempt => ({ ...begun, ...create, number, state: 'absent', endedAt: at(0) }),
    );
    expect(kindOf(nextMove(factsOf({ attempts }), at(1)))).toBe('failed');
  });
});

describe('[J7] what cannot be read is parked, and never repeated', () => {
  const unreadable = (count: number, refusal: 'transient' | 'auth' = 'transient'): LedgerFinding[] =>
    Array.from({ length: count }, (_, index) => ({ kind: 'unreadable', class: refusal, at: at(index) }));
  test('readings that fail are repeated at growing distance', () => {
    expect(nextMove(factsOf({ attempts: [unknown(unreadable(3))] }), at(3))).toMatchObject({
      kind: 'wait',
      because: 'backoff',
    });
  });
  test('after eight of them a person has to look', () => {
    expect(kindOf(nextMove(factsOf({ attempts: [unknown(unreadable(8))] }), at(9)))).toBe('ambiguous');
  });
  test('what belongs to a post that is out is let go instead', () => {
    const facts = factsOf({ attempts: [unknown(unreadable(8))], publication: { state: 'published' } });
    expect(nextMove(facts, at(9)).kind).toBe('give_up_follow_up');
  });
  test('a reading refused for its token has the token refreshed first', () => {
    const facts = factsOf({ attempts: [unknown(unreadable(1, 'auth'))] });
    expect(nextMove(facts, at(60_000))).toEqual({ kind: 'refresh', credential: 'c1' });
  });
  test('a person has it read again', () => {
    const attempts = [unknown(unreadable(8))];
    expect(nextMove(factsOf({ attempts, publication: { reopenedAt: at(100) } }), at(100)).kind).toBe('find');
  });
});

describe('[J9] a late post that a person has taken up again', () => {
  test('is late from then on, but for its spacing', () => {
    const taken = (action: 'ask' | 'skip' | 'replan') =>
      kindOf(
        nextMove(
          factsOf({
            publication: { late: { afterMs: 60_000, action }, reopenedAt: at(7_200_000) },
            freeAt: at(7_200_001),
          }),
          at(7_200_001),
        ),
      );
    expect(['ask', 'skip', 'replan'].map((one) => taken(one as 'ask'))).toEqual(['call', 'call', 'replan']);
  });
});

describe('[J22] what another copy of the hub published', () => {
  test('has nothing put behind it', () => {
    const found = { ...begun, name: 'sent_elsewhere', visible: true, lostAnswer: 'read_account' } as const;
    const attempts: LedgerAttempt[] = [{ ...found, state: 'found', endedAt: at(0) }];
    const facts = (next: 'complete' | LedgerCall) =>
      factsOf({ next, attempts, publication: { state: 'published' } });
    expect(nextMove(facts({ ...create, name: 'first_comment' }), at(1)).kind).toBe('give_up_follow_up');
    expect(nextMove(facts('complete'), at(1)).kind).toBe('complete');
  });
});

describe('[J14] [J23] the approval', () => {
  test('an edit after it takes the publication back; rules that were changed hold what breaks them, before its hour', () => {
    const ended = (publication: Change['publication']) => {
      const move = nextMove(factsOf({ publication: publication! }), at(-3_600_000));
      return move.kind === 'end' ? [move.state, move.reason] : [move.kind];
    };
    expect(ended({})).toEqual(['wait']);
    expect(ended({ isApproved: false })).toEqual(['canceled', 'it was edited after its approval']);
    const violations = ["'cheap' is banned [L1/banned-word]"];
    expect(ended({ violations })).toEqual([
      'held',
      "the brand's rules were changed after its approval: 'cheap' is banned [L1/banned-word]",
    ]);
  });
});

describe('[J8] the hour', () => {
  test('a visible call waits for it, what nobody sees is prepared before', () => {
    expect(nextMove(factsOf(), at(-1))).toEqual({ kind: 'wait', until: due, because: 'due' });
    expect(nextMove(factsOf(), at(0)).kind).toBe('call');
    expect(nextMove(factsOf({ next: upload }), at(-preparationMs)).kind).toBe('call');
    expect(nextMove(factsOf({ next: upload }), at(-preparationMs - 1)).kind).toBe('wait');
  });
});

describe('[J9] a late post', () => {
  const late = (action: 'publish' | 'skip' | 'ask' | 'replan', ms: number) =>
    nextMove(factsOf({ publication: { late: { afterMs: 1_000, action } }, freeAt: at(9_000) }), at(ms));
  test('within its tolerance goes out', () => expect(late('skip', 1_000).kind).toBe('call'));
  test('goes out all the same', () => expect(late('publish', 1_001).kind).toBe('call'));
  test('is skipped', () => expect(kindOf(late('skip', 1_001))).toBe('skipped'));
  test('is asked about', () => expect(kindOf(late('ask', 1_001))).toBe('held'));
  test('goes where the account has room', () =>
    expect(late('replan', 1_001)).toEqual({ kind: 'replan', to: at(9_000) }));
});

describe('[J10] stop everything', () => {
  test('no call begins', () => expect(nextMove(factsOf({ isStopped: true }), at(0)).kind).toBe('rest'));
  test('what was sent is looked for all the same', () =>
    expect(nextMove(factsOf({ isStopped: true, attempts: [unknown()] }), at(1)).kind).toBe('find'));
  test('a post is taken down all the same', () => {
    const publication = { state: 'published', wish: 'remove' } as const;
    expect(nextMove(factsOf({ isStopped: true, publication }), at(1))).toMatchObject({
      kind: 'call',
      call: { name: 'remove' },
    });
  });
});

describe('[J11] what a platform refuses', () => {
  test('content is not sent again', () =>
    expect(kindOf(nextMove(factsOf({ attempts: [refused('content')] }), at(1)))).toBe('failed'));
  test('an expired token is refreshed, and the call repeated with the new one', () => {
    const facts = factsOf({ attempts: [refused('auth')] });
    expect(nextMove(facts, at(1))).toEqual({ kind: 'refresh', credential: 'c1' });
    const refreshed = [{ ...facts.credentials[0]!, tokenVersion: 2 }];
    expect(nextMove({ ...facts, credentials: refreshed }, at(1)).kind).toBe('call');
  });
  test('refused with the fresh token too, the next credential is tried, and then nobody', () => {
    const attempts = [refused('auth'), { ...refused('auth', 2), tokenVersion: 2 }];
    const first = { ...factsOf().credentials[0]!, tokenVersion: 2 };
    const second = { ...first, id: 'c2' };
    expect(nextMove(factsOf({ attempts, credentials: [first, second] }), at(1))).toMatchObject({
      kind: 'call',
      credential: 'c2',
    });
    expect(kindOf(nextMove(factsOf({ attempts, credentials: [first] }), at(1)))).toBe('failed');
  });
  test('[J15] with a packet for a person where the account wants one', () => {
    const facts = factsOf({ attempts: [refused('permission')], publication: { canHandOff: true } });
    expect(kindOf(nextMove(facts, at(1)))).toBe('handed_off');
  });
  test('a throttled call waits until the platform says', () => {
    const attempts = [{ ...refused('throttle'), retryAt: at(600_000) }];
    const move = nextMove(factsOf({ attempts }), at(1));
    expect(move).toMatchObject({ kind: 'wait', because: 'throttle' });
    expect(move.kind === 'wait' && move.until >= at(600_000)).toBe(true);
  });
  test('a used-up quota moves the post, once for each refusal', () => {
    const quota = { ...refused('throttle'), class: 'quota', retryAt: at(9_000_000) } as const;
    expect(nextMove(factsOf({ attempts: [quota] }), at(1))).toEqual({ kind: 'replan', to: at(9_000_000) });
    const publication = { dueAt: at(9_000_000) };
    expect(nextMove(factsOf({ attempts: [quota], publication }), at(1)).kind).toBe('wait');
    expect(nextMove(factsOf({ attempts: [quota], publication }), at(9_000_000)).kind).toBe('call');
  });
  test('six failures of the platform are enough', () => {
    const attempts = [1, 2, 3, 4, 5, 6].map((number) => ({ ...refused('transient', number), ...upload }));
    expect(kindOf(nextMove(factsOf({ next: upload, attempts }), at(1)))).toBe('failed');
  });
});

describe('[J12] what holds a whole account', () => {
  test('an open breaker', () => {
    const breaker = { state: 'open', failures: 5, until: at(500), because: 'transient' } as const;
    expect(nextMove(factsOf({ breaker }), at(0))).toEqual({
      kind: 'wait',
      until: at(500),
      because: 'breaker',
    });
    expect(nextMove(factsOf({ breaker }), at(500)).kind).toBe('call');
  });
  test('an allowance that is used up holds what is read back too at Meta, and not on X', () => {
    const used = (platform: 'facebook' | 'x') => [
      { name: `${platform}.calls`, remaining: 0, resetsAt: at(900_000), seenAt: at(0) },
    ];
    const reads = (platform: 'facebook' | 'x') => [
      nextMove(
        factsOf({ attempts: [unknown()], allowances: used(platform), publication: { platform } }),
        at(1),
      ).kind,
      nextMove(
        factsOf({
          next: 'complete',
          allowances: used(platform),
          publication: { platform, state: 'published', followUp: 'complete' },
        }),
        at(1),
      ).kind,
    ];
    expect(reads('facebook')).toEqual(['wait', 'wait']);
    expect(reads('x')).toEqual(['find', 'verify']);
  });
  test('an allowance that is used up', () => {
    const allowances = [{ name: 'x.create_post.user', remaining: 0, resetsAt: at(900_000), seenAt: at(0) }];
    const move = nextMove(factsOf({ allowances }), at(0));
    expect(move.kind === 'wait' && move.until >= at(900_000)).toBe(true);
    expect(nextMove(factsOf({ allowances }), at(905_000)).kind).toBe('call');
  });
});

describe('[J13] after it is out', () => {
  const out: LedgerAttempt = { ...begun, ...create, state: 'done', endedAt: at(0) };
  const published = (next: PublicationFacts['next'], attempts: LedgerAttempt[] = []) =>
    factsOf({ next, attempts: [out, ...attempts], publication: { state: 'published' } });
  test('what a person put out by hand is complete, whatever its channel would call next', () => {
    const attempts = [refused('permission')];
    const facts = factsOf({ next: create, attempts, publication: { state: 'published' } });
    expect(nextMove(facts, at(1)).kind).toBe('complete');
  });
  test('what belongs to it follows, and its failure changes nothing of it', () => {
    const comment: LedgerCall = { name: 'first_comment', visible: true, lostAnswer: 'read_account' };
    expect(nextMove(published(comment), at(0))).toMatchObject({ kind: 'call', call: comment });
    const failed = { ...refused('content'), ...comment };
    expect(nextMove(published(comment, [failed]), at(0)).kind).toBe('give_up_follow_up');
  });
  test('then it is read back, five times at most', () => {
    expect(nextMove(published('complete'), at(0)).kind).toBe('complete');
    const publication = { state: 'published', followUp: 'complete' } as const;
    expect(nextMove(factsOf({ next: 'complete', publication }), at(0)).kind).toBe('verify');
    const tried = { ...publication, verification: { result: 'none', tries: 5, lastAt: at(0) } } as const;
    expect(nextMove(factsOf({ next: 'complete', publication: tried }), at(9_000)).kind).toBe('rest');
  });
  test('a correction is a call of its own, and the next one begins anew', () => {
    const publication = { state: 'published', followUp: 'complete', wish: 'correct' } as const;
    const done = { ...begun, ...upload, name: 'correct', state: 'done', endedAt: at(0) } as const;
    expect(nextMove(factsOf({ next: 'complete', publication, attempts: [done] }), at(1))).toMatchObject({
      kind: 'call',
      call: { name: 'correct' },
    });
  });
});

test('[J14] a post edited after its approval does not go out', () => {
  expect(kindOf(nextMove(factsOf({ publication: { isApproved: false } }), at(0)))).toBe('canceled');
});

test('[J3] a publication that is over rests', () => {
  const over: PublicationState[] = [
    'ambiguous',
    'held',
    'handed_off',
    'failed',
    'skipped',
    'canceled',
    'removed',
  ];
  for (const state of over) expect(nextMove(factsOf({ publication: { state } }), at(0)).kind).toBe('rest');
});

describe('[J21] the ladder: what the platform does just now refuses is handed to its scheduler', () => {
  const flip: LedgerCall = { name: 'publish_post', visible: true, lostAnswer: 'ask_handle' };
  const confirm: LedgerCall = { name: 'confirm_scheduled', visible: true, lostAnswer: 'ask_handle' };
  const absent = (number: number): LedgerAttempt => ({
    ...begun,
    ...flip,
    number,
    state: 'absent',
    endedAt: at(number),
  });
  const threeAbsent = [absent(1), absent(2), absent(3)];
  const scheduled = (state: 'done' | 'unknown'): LedgerAttempt =>
    ({ ...begun, ...scheduleCall, number: 4, state, endedAt: at(5_000), findings: [] }) as LedgerAttempt;
  const undone: LedgerAttempt = { ...begun, ...unscheduleCall, number: 5, state: 'done', endedAt: at(9_000) };
  const ladder = (change: Change = {}) =>
    nextMove(factsOf({ next: flip, attempts: threeAbsent, canSchedule: true, ...change }), at(10_000));

  test('a call that took no effect three times is followed by the scheduler, where there is one', () => {
    expect(ladder()).toMatchObject({ kind: 'call', call: scheduleCall });
    expect(ladder({ canSchedule: false })).toMatchObject({ kind: 'end', state: 'failed' });
  });
  test('content that was refused is not handed over, and nothing is handed over twice', () => {
    const edited = { ...refused('content'), ...flip } as LedgerAttempt;
    expect(ladder({ attempts: [edited] })).toMatchObject({ kind: 'end', state: 'failed' });
    expect(ladder({ attempts: [...threeAbsent, scheduled('done'), undone] })).toMatchObject({
      kind: 'end',
      state: 'failed',
    });
  });
  test('it is not handed over where it would be later than it may be', () => {
    const late = { afterMs: 60_000, action: 'skip' } as const;
    expect(ladder({ publication: { late } })).toMatchObject({ kind: 'end', state: 'failed' });
  });
  test('what stands in the schedule is asked for at its hour, however late that is', () => {
    const late = { afterMs: 0, action: 'skip' } as const;
    const attempts = [...threeAbsent, scheduled('done')];
    expect(ladder({ next: confirm, attempts, publication: { late } })).toMatchObject({
      kind: 'call',
      call: confirm,
    });
  });
  test('before its hour it is not missed, however often its reading is lost', () => {
    const looked = (number: number): LedgerAttempt => ({ ...absent(number), ...confirm });
    const attempts = [...threeAbsent, scheduled('done'), looked(5), looked(6), looked(7)];
    expect(ladder({ next: confirm, attempts })).toMatchObject({ kind: 'call', call: confirm });
  });
  test.each(['done', 'unknown'] as const)(
    'it is taken back before everything rests, and before a person takes it back (%s)',
    (state) => {
      const attempts = [...threeAbsent, scheduled(state)];
      const back = { kind: 'call', call: unscheduleCall };
      expect(ladder({ next: confirm, attempts, isStopped: true })).toMatchObject(back);
      expect(ladder({ next: confirm, attempts, publication: { wish: 'remove' } })).toMatchObject(back);
      expect(ladder({ next: confirm, attempts, publication: { isApproved: false } })).toMatchObject(back);
      const after = { next: flip, attempts: [...attempts, undone] };
      expect(ladder({ ...after, isStopped: true })).toEqual({ kind: 'rest' });
      expect(ladder({ ...after, publication: { wish: 'remove' } })).toMatchObject({
        kind: 'end',
        state: 'canceled',
      });
    },
  );
  test('what cannot be taken back is for a person', () => {
    const attempts = [...threeAbsent, scheduled('done')];
    const credentials: PublicationFacts['credentials'] = [];
    expect(ladder({ next: confirm, attempts, credentials, isStopped: true })).toMatchObject({
      kind: 'end',
      state: 'ambiguous',
    });
  });
});
