import type { Platform } from '@musterhub/rules';
import type { FaultScript } from '@musterhub/sandbox';

/** Where a process is killed: `before` its nth request is sent, its intent written; `after` the answer came and before it is written down. */
export type Kill = {
  at: 'perform' | 'find' | 'read_back' | 'next_move';
  nth: number;
  side: 'before' | 'after';
};

/** One case: what befalls the requests of one publication, and where the process that makes them dies. */
export type Cell = {
  platform: Platform;
  /** The call that it is about, by its name or by its number where the uncut run has one. */
  where: string;
  what: string;
  faults: FaultScript[];
  kills: Kill[];
};

/** What the uncut publication of a platform did. */
export type Reference = {
  platform: Platform;
  /** Endpoints of the sandbox, in the order in which they were asked. */
  requests: string[];
  /** Calls of the channel, in the order in which they were performed. */
  calls: { name: string; visible: boolean }[];
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

/** Every cell of a platform: each request with each fault, each boundary killed, and both at once around what is visible. */
export function cellsOf({ platform, requests, calls, moves }: Reference): Cell[] {
  const base = { platform, faults: [] as FaultScript[], kills: [] as Kill[] };
  const script = (nth: number, fault: { kind: FaultScript['kind'] }): FaultScript =>
    ({ ...fault, nth }) as FaultScript;
  const byRequest = requests.flatMap((endpoint, index) =>
    faultsOfARequest.map(([what, fault]) => ({
      ...base,
      where: `request ${index + 1} ${endpoint}`,
      what,
      faults: [script(index + 1, fault)],
    })),
  );
  const sides = ['before', 'after'] as const;
  const byKill = calls.flatMap(({ name }, index) =>
    sides.map((side) => ({
      ...base,
      where: `call ${index + 1} ${name}`,
      what: side === 'before' ? 'killed with the intent written' : 'killed with the answer in hand',
      kills: [{ at: 'perform', nth: index + 1, side } satisfies Kill],
    })),
  );
  const betweenMoves = Array.from({ length: moves }, (_, index) => ({
    ...base,
    where: `move ${index + 1}`,
    what: 'killed between two moves',
    kills: [{ at: 'next_move', nth: index + 1, side: 'before' } satisfies Kill],
  }));
  const readingBack = sides.map((side) => ({
    ...base,
    where: 'reading back',
    what: `killed ${side} it`,
    kills: [{ at: 'read_back', nth: 1, side } satisfies Kill],
  }));
  const visible = calls.flatMap(({ name, visible: isVisible }, index) =>
    isVisible ? aroundVisible(platform, { name, nth: index + 1, request: index + 1 }) : [],
  );
  return [...byRequest, ...byKill, ...betweenMoves, ...readingBack, ...visible];
}

/** After a visible call is lost, the readings that would settle it are lost too, killed, or impossible. */
function aroundVisible(platform: Platform, call: { name: string; nth: number; request: number }): Cell[] {
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
      platform,
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
