import type { Platform, Post } from '@musterhub/rules';
import type { FaultScript } from '@musterhub/sandbox';
import { plainPost, richPost } from '../posts.ts';

/** What is published under faults: a post on a platform, by the name that the table has for it. */
export type Subject = {
  name: string;
  platform: Platform;
  postOf: (text: string) => Post;
  /** What befalls every publication of it, and leads to where its cells begin. */
  faults: FaultScript[];
  /** The first call that its cells are about. */
  from?: string;
};

/** The platforms as their pages describe them. */
export const documented: readonly Subject[] = [
  ...(['instagram', 'facebook', 'x'] as const).map((platform) => ({
    name: platform,
    platform,
    postOf: (text: string) => richPost(platform, text),
    faults: [],
  })),
  {
    name: 'facebook by its scheduler',
    platform: 'facebook',
    postOf: (text) => plainPost('facebook', text),
    // The flip takes no effect, three times: what is left is Facebook's own scheduler.
    faults: [{ kind: 'before_commit', endpoint: 'fb.update_post', times: 3 }],
    from: 'schedule',
  },
];

/** Nobody refuses a second one of the same text, and X writes its own links: what keeps a post single there is the ledger alone. */
export const undefended: readonly Subject[] = (['facebook', 'x'] as const).map((platform) => ({
  name: `${platform} without a duplicate rule`,
  platform,
  // An address with a protocol and one without: X writes its own in the place of both.
  postOf: (text) => richPost(platform, `${text} https://example.com/tea?by=post, or example.org`),
  faults: [],
}));
export const undefendedRules = {
  facebook: { refusesDuplicates: false },
  x: { duplicateWindowMs: 0, wrapsLinks: true },
};

/** Where a process is killed: `before` its nth request is sent, its intent written; `after` the answer came and before it is written down. */
export type Kill = {
  at: 'perform' | 'find' | 'read_back' | 'next_move';
  nth: number;
  side: 'before' | 'after';
};

/** One case: what befalls the requests of one publication, and where the process that makes them dies. */
export type Cell = {
  subject: Subject;
  /** The call that it is about, by its name or by its number where the uncut run has one. */
  where: string;
  what: string;
  faults: FaultScript[];
  kills: Kill[];
};

/** What the uncut publication of a subject did. */
export type Reference = {
  subject: Subject;
  /** Endpoints of the sandbox, in the order in which they were asked. */
  requests: string[];
  /** Calls of the channel, in the order in which they were performed, with the number of their request and of their move. */
  calls: { name: string; visible: boolean; request: number; move: number }[];
  /** How often the ledger was looked at. */
  moves: number;
};

const within = 30_000;
const faultsOfARequest: [what: string, fault: Record<string, unknown> & { kind: FaultScript['kind'] }][] = [
  ['dropped before it took effect', { kind: 'before_commit' }],
  ['dropped after it took effect', { kind: 'after_commit_no_answer' }],
  ['500 before it took effect', { kind: 'error_before_commit', status: 500 }],
  ['503 after it took effect', { kind: 'error_after_commit', status: 503 }],
  ['half of the answer', { kind: 'truncated' }],
  ['answered too late', { kind: 'slow', delayMs: 900 }],
  ['answered slowly', { kind: 'slow', delayMs: 50 }],
  ['takes effect half a minute later', { kind: 'late_commit', afterMs: within }],
  ['delivered twice', { kind: 'delivered_twice' }],
  ['dropped three times before it took effect', { kind: 'before_commit', times: 3 }],
  ['throttled', { kind: 'throttled' }],
  ['the token dies on the way', { kind: 'token_revoked' }],
];

const lostVisible: [what: string, fault: Record<string, unknown> & { kind: FaultScript['kind'] }][] = [
  ['lost before it took effect', { kind: 'before_commit' }],
  ['lost after it took effect', { kind: 'after_commit_no_answer' }],
  ['takes effect half a minute later', { kind: 'late_commit', afterMs: within }],
];

/** Every cell of a subject: each request with each fault, each boundary killed, and both at once around what is visible. */
export function cellsOf({ subject, requests, calls, moves }: Reference): Cell[] {
  const base = { subject, faults: [] as FaultScript[], kills: [] as Kill[] };
  const first = calls.find(({ name }) => subject.from === undefined || name === subject.from)!;
  const script = (nth: number, fault: { kind: FaultScript['kind'] }): FaultScript =>
    ({ ...fault, nth }) as FaultScript;
  const byRequest = requests.flatMap((endpoint, index) =>
    index + 1 < first.request
      ? []
      : faultsOfARequest.map(([what, fault]) => ({
          ...base,
          where: `request ${index + 1} ${endpoint}`,
          what,
          faults: [script(index + 1, fault)],
        })),
  );
  const sides = ['before', 'after'] as const;
  const byKill = calls.flatMap(({ name, request }, index) =>
    (request < first.request ? [] : sides).map((side) => ({
      ...base,
      where: `call ${index + 1} ${name}`,
      what: side === 'before' ? 'killed with the intent written' : 'killed with the answer in hand',
      kills: [{ at: 'perform', nth: index + 1, side } satisfies Kill],
    })),
  );
  const earlier = subject.from === undefined ? 0 : first.move;
  const betweenMoves = Array.from({ length: moves - earlier }, (_, index) => ({
    ...base,
    where: `move ${earlier + index + 1}`,
    what: 'killed between two moves',
    kills: [{ at: 'next_move', nth: earlier + index + 1, side: 'before' } satisfies Kill],
  }));
  const readingBack = sides.map((side) => ({
    ...base,
    where: 'reading back',
    what: `killed ${side} it`,
    kills: [{ at: 'read_back', nth: 1, side } satisfies Kill],
  }));
  const visible = calls.flatMap(({ name, visible: isVisible, request }, index) =>
    isVisible && request >= first.request ? aroundVisible(subject, { name, nth: index + 1, request }) : [],
  );
  return [...byRequest, ...byKill, ...betweenMoves, ...readingBack, ...visible];
}

/** After a visible call is lost, the readings that would settle it are lost too, killed, or impossible. */
function aroundVisible(subject: Subject, call: { name: string; nth: number; request: number }): Cell[] {
  const where = `call ${call.nth} ${call.name}`;
  const losses: [string, Pick<Cell, 'faults' | 'kills'>][] = [
    ...lostVisible.map(([what, fault]): [string, Pick<Cell, 'faults' | 'kills'>] => [
      what,
      { faults: [{ ...fault, nth: call.request } as FaultScript], kills: [] },
    ]),
    [
      'killed with the intent written',
      { faults: [], kills: [{ at: 'perform', nth: call.nth, side: 'before' }] },
    ],
    [
      'killed with the answer in hand',
      { faults: [], kills: [{ at: 'perform', nth: call.nth, side: 'after' }] },
    ],
  ];
  return losses.flatMap(([what, loss]) => {
    // The reading is the next request; where nothing was sent it is the same number.
    const reading = call.request + (what === 'killed with the intent written' ? 0 : 1);
    const cell = (more: string, faults: FaultScript[], kills: Kill[]): Cell => ({
      subject,
      where,
      what: `${what}; ${more}`,
      faults: [...loss.faults, ...faults],
      kills: [...loss.kills, ...kills],
    });
    return [
      cell('the reading dropped', [{ kind: 'before_commit', nth: reading }], []),
      cell(
        'the reading answered 500, three times',
        [{ kind: 'error_before_commit', status: 500, nth: reading, times: 3 }],
        [],
      ),
      cell('the reading throttled', [{ kind: 'throttled', nth: reading }], []),
      cell('killed before the reading', [], [{ at: 'find', nth: 1, side: 'before' }]),
      cell('killed with the reading in hand', [], [{ at: 'find', nth: 1, side: 'after' }]),
      cell('killed with the second reading in hand', [], [{ at: 'find', nth: 2, side: 'after' }]),
      cell('the account unreadable for good', [{ kind: 'before_commit', nth: reading, times: 1_000 }], []),
    ];
  });
}
