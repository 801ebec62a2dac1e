import type { Status } from '@musterhq/engine';
import type { WatchFacts } from '../src/watch/watch-facts.ts';

/** A blocked run of two sessions with forty reports, a question and a task that was given up. */
export function makeWatchFacts(): WatchFacts {
  const at = new Date(Date.UTC(2026, 10, 23, 9));
  const session = { isMaster: false, holder: 'driver' as const, agents: ['writer'] };
  const status: Status = {
    at: 40,
    run: {
      ...{ id: 'r1', state: 'blocked', document: 'PLAN.md', generation: 1, planStart: '2026-11-23' },
      startedAt: at.toISOString(),
    },
    day: 2,
    sessions: [
      { ...session, session: 1, name: 'Editor', isMaster: true, state: 'free' },
      { ...session, session: 2, name: 'Grower', holder: 'nobody', state: 'blocked', task: 'b1s2' },
    ],
    tasks: [
      {
        ...{ id: 'p1.d1.s1', label: 'b1s1', session: 1, attempts: 1 },
        state: { kind: 'done', attempt: 1, commit: 'c'.repeat(40), at: at.toISOString() },
      },
      {
        ...{ id: 'p1.d1.s2', label: 'b1s2', session: 2, attempts: 3, deliverable: 'Description of the beds' },
        state: { kind: 'blocked', attempt: 3, reason: 'the beds are not described\nand more' },
      },
    ],
    handoffs: [{ id: 'h1', title: 'Beds to pictures', state: 'waiting', from: 2, to: 1 }],
    milestones: [{ id: 'day-2', day: 2, text: 'The beds are described', isTicked: false, evidence: [] }],
    gates: [],
    gateRuns: { passed: 3, other: 1 },
    toDecide: { waiting: [], unbound: [], error: null },
    questions: [{ question: 12, at: at.toISOString(), session: 1, task: 'b1s1', text: 'Which beds?' }],
    reviews: [],
    conflictsAhead: [],
    reports: [],
    grantRequests: [],
    mainWaits: null,
    isMainAtIntegration: false,
  };
  return {
    status,
    queue: {
      ...{ branch: 'integration/daily', tip: 'c'.repeat(40), window: 4, ceiling: 12, entries: [] },
      ...{ landed: 1, left: { gates: 2, conflict: 0, withdrawn: 0 } },
    },
    events: Array.from({ length: 40 }, (_, index) => ({
      ...{ id: index + 1, run: 'r1', generation: 1, key: `k${index}`, kind: 'report_made' as const },
      ...{ session: 2, task: 'p1.d1.s2', at },
      data: { from: 'Session 2', kind: 'progress', text: `report ${index + 1}` },
    })),
  };
}
