import { compile, type Plan } from '@musterhq/plan';
import type { Assignment, Attempt, Comment, GateDecision, HandoffRow, Review, Turn } from '@musterhq/store';
import type { Facts, Limits } from '../src/facts.ts';

export const at = (minute: number): Date => new Date(Date.UTC(2026, 10, 23, 9, minute));

/** Facts of a run in which nothing has happened yet; at pace asap the clock says nothing. */
export function makeFacts(parts: Partial<Facts> = {}): Facts {
  return {
    attempts: [],
    turns: [],
    handoffs: [],
    reviews: [],
    decisions: [],
    reverts: [],
    forecasts: [],
    queueEvents: [],
    assignments: [],
    roundsHeld: new Set(),
    questions: [],
    heldByPerson: new Set(),
    paused: new Set(),
    retries: new Set(),
    givenBack: new Set(),
    generation: 1,
    integration: 'i0',
    main: 'i0',
    now: at(30),
    freeBytes: 2 ** 40,
    day: 1,
    minuteOfDay: 0,
    ...parts,
  };
}

export function makeLimits(parts: Partial<Limits> = {}): Limits {
  return {
    pace: 'asap',
    concurrency: 16,
    turns: 4,
    idleTurns: 2,
    attempts: 3,
    admission: { start: 64, ceiling: 64, staggerMs: 0, turnBytes: 1 },
    drivers: {},
    queue: { window: 4, floor: 2, ceiling: 8 },
    driverOf: () => 'runbook',
    canFollowUp: () => true,
    ...parts,
  };
}

export function makeAttempt(parts: Partial<Attempt> & Pick<Attempt, 'task' | 'session'>): Attempt {
  const state = parts.state ?? 'working';
  const isIn = state === 'integrated' || state === 'reopened';
  const isOver = isIn || state === 'blocked';
  return {
    run: 'r1',
    number: 1,
    state,
    base: 'i0',
    head: state === 'working' ? null : `c-${parts.task}`,
    integrated: isIn ? `m-${parts.task}` : null,
    reason: state === 'blocked' || state === 'reopened' ? 'a reason' : null,
    startedAt: at(0),
    submittedAt: state === 'working' ? null : at(5),
    endedAt: isOver ? at(9) : null,
    ...parts,
  };
}

export function makeTurn(parts: Partial<Turn> & Pick<Turn, 'task'>): Turn {
  const verdict = parts.verdict ?? null;
  const number = parts.number ?? 1;
  return {
    id: `r1.${parts.task}.a${parts.attempt ?? 1}.t${number}`,
    run: 'r1',
    attempt: 1,
    number,
    session: 2,
    driver: 'runbook',
    outcome: verdict === null ? null : { kind: 'finished' },
    verdict,
    conversation: null,
    startedAt: at(0),
    endedAt: verdict === null ? null : at(4),
    ...parts,
  };
}

export function makeReview(parts: Partial<Review> & Pick<Review, 'name'>): Review {
  const verdict = parts.verdict ?? 'held';
  return {
    run: 'r1',
    number: 1,
    verdict,
    main: verdict === 'landed' ? 'i0' : null,
    evidence: { integration: 'i0', generation: 1, judgements: [] },
    at: at(10),
    ...parts,
  };
}

export function makeDecision(parts: Partial<GateDecision> & Pick<GateDecision, 'gate'>): GateDecision {
  return {
    id: 1,
    run: 'r1',
    definition: 'definition',
    contents: 'contents',
    decision: 'approved',
    by: 'Ada',
    why: 'it reads well',
    at: at(20),
    ...parts,
  };
}

export function makeHandoffRow(parts: Partial<HandoffRow> & Pick<HandoffRow, 'handoff'>): HandoffRow {
  return {
    run: 'r1',
    delivery: 1,
    state: 'offered',
    commit: 'm-1',
    artifacts: [],
    reason: parts.state === 'refused' ? 'a reason' : null,
    at: at(9),
    ...parts,
  };
}

export function makeAssignment(parts: Partial<Assignment> & Pick<Assignment, 'id'>): Assignment {
  return {
    session: 2,
    text: 'Look at the header',
    mode: null,
    asAgents: false,
    startsTask: null,
    createdAt: at(0),
    ...parts,
  };
}

export const makeComment = (parts: Partial<Comment> = {}): Comment => ({
  ...{ id: 14, at: at(5), by: 'Ada', session: 3, task: 'p4.d1-2.s3', commit: '3f'.padEnd(40, '0') },
  ...{ path: 'src/queue.js', side: 'new', fromLine: 3, toLine: 3, quote: 'queue.push(post);' },
  ...{ text: 'push it at its hour, not before', told: [], answer: null },
  ...parts,
});

export function compilePlan(text: string): Plan {
  const { plan, diagnostics } = compile(text);
  const errors = diagnostics.filter(({ severity }) => severity === 'error');
  if (errors.length > 0) throw new Error(errors.map(({ message }) => message).join('\n'));
  return plan;
}

const team = `# Small plan

**Master Session**: Session 1

## Session 1: Lead
**Role**: Master

## Session 2: Content
**Role**: Posts

## Session 3: Backend
**Role**: API

## Session 4: Figures
**Role**: Counting
`;

/** A team of four, and tasks by their day range: `{ '1-2': { 2: 'depends_on: [b1s3]' } }` gives session 2 one in days 1 to 2. */
export function planOf(blocks: Record<string, Record<number, string>>, rest = ''): Plan {
  const days = Object.entries(blocks).map(([range, tasks]) => {
    const yaml = Object.entries(tasks).map(
      ([session, more]) =>
        `Session_${session}_Tasks:\n  primary_task: "Do the work of ${range}, ${session}"\n  deliverable: "Result ${range} of ${session}"\n${more === '' ? '' : `  ${more}\n`}`,
    );
    return `## Day ${range}: work\n\n\`\`\`yaml\n${yaml.join('\n')}\`\`\`\n`;
  });
  return compilePlan(`${team}\n${days.join('\n')}\n${rest}`);
}

export const rounds = `
\`\`\`yaml
Morning_Standup (Session 1 broadcasts):
  - Priorities of the day
Midday_Sync (All sessions report):
  - Progress
Evening_Review (Session 1 consolidates):
  - Risks
\`\`\`
`;
