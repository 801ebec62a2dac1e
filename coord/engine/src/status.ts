import { z } from 'zod';

const instant = z.iso.datetime();
const gateKind = z.enum(['oversight', 'quality', 'handoff', 'milestone']);
const sentBack = { cause: z.string(), feedback: z.string(), by: z.enum(['driver', 'person', 'replay']) };
const pause = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('go') }),
  z.object({ kind: z.literal('wait'), until: instant, reason: z.string() }),
  z.object({ kind: z.literal('give_up'), reason: z.string() }),
]);

/** Where a piece of work stands; see `work-state.ts`. */
const taskState = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('waiting'), for: z.array(z.string()) }),
  z.object({ kind: z.literal('early'), day: z.int() }),
  z.object({ kind: z.literal('ready'), attempt: z.int(), reason: z.string().optional() }),
  z.object({
    kind: z.literal('working'),
    attempt: z.int(),
    turn: z.int(),
    since: instant,
    sentBack: z.object(sentBack).optional(),
  }),
  z.object({
    kind: z.literal('rework'),
    attempt: z.int(),
    turn: z.int(),
    used: z.int(),
    idle: z.int(),
    ...sentBack,
  }),
  z.object({
    kind: z.literal('paused'),
    attempt: z.int(),
    turn: z.int(),
    pause,
    sentBack: z.object(sentBack).optional(),
  }),
  z.object({ kind: z.literal('submitted'), attempt: z.int(), commit: z.string(), at: instant }),
  z.object({ kind: z.literal('done'), attempt: z.int(), commit: z.string(), at: instant }),
  z.object({ kind: z.literal('blocked'), attempt: z.int(), reason: z.string() }),
]);

/** The whole of a run at one moment: what `muster status --json` prints and the dashboard shows. */
export const statusSchema = z.object({
  /** Id of the newest event when it was read. */
  at: z.int(),
  run: z.object({
    id: z.string(),
    state: z.enum(['running', 'stopped', 'blocked', 'finished', 'abandoned']),
    document: z.string(),
    generation: z.int(),
    startedAt: instant,
    planStart: z.string(),
  }),
  day: z.int(),
  sessions: z.array(
    z.object({
      session: z.int(),
      name: z.string(),
      isMaster: z.boolean(),
      /** `nobody`: paused. */
      holder: z.enum(['driver', 'person', 'nobody']),
      agents: z.array(z.string()),
      /** Label of the task that is under way. */
      task: z.string().optional(),
      state: z.string(),
    }),
  ),
  tasks: z.array(
    z.object({
      id: z.string(),
      label: z.string(),
      session: z.int(),
      deliverable: z.string().optional(),
      state: taskState,
      attempts: z.int(),
    }),
  ),
  handoffs: z.array(
    z.object({
      id: z.string(),
      title: z.string(),
      state: z.enum(['waiting', 'offered', 'taken', 'accepted', 'refused']),
      from: z.int(),
      to: z.int(),
    }),
  ),
  milestones: z.array(
    z.object({
      id: z.string(),
      day: z.int(),
      text: z.string(),
      isTicked: z.boolean(),
      reason: z.string().optional(),
      evidence: z.array(z.string()),
    }),
  ),
  gates: z.array(
    z.object({ id: z.string(), kind: gateKind, outcome: z.string(), reason: z.string().optional() }),
  ),
  gateRuns: z.object({ passed: z.int(), other: z.int() }),
  /** What waits for a person: human gates that a review has asked, and gates of the document that nothing is bound to. */
  toDecide: z.object({
    waiting: z.array(z.object({ gate: z.string(), question: z.string() })),
    unbound: z.array(z.object({ kind: gateKind, id: z.string(), text: z.string(), remedy: z.string() })),
    /** Why that is not known: gates.yaml cannot be read as it is now. */
    error: z.string().nullable(),
  }),
  /** What sessions have asked the master, and nobody has answered. */
  questions: z.array(
    z.object({
      question: z.int(),
      at: instant,
      session: z.int(),
      /** Label of the task in which it was asked. */
      task: z.string().nullable(),
      text: z.string(),
    }),
  ),
  reviews: z.array(
    z.object({ name: z.string(), verdict: z.enum(['landed', 'held']), main: z.string().nullable() }),
  ),
  /** Between two sessions, or with session 0: what is on the integration branch already. */
  conflictsAhead: z.array(
    z.object({
      session: z.int(),
      other: z.int(),
      paths: z.array(z.object({ path: z.string(), reason: z.string() })),
      since: instant,
    }),
  ),
  reports: z.array(
    z.object({
      id: z.int(),
      at: instant,
      session: z.int().nullable(),
      from: z.string(),
      kind: z.string(),
      text: z.string(),
    }),
  ),
  /** What sessions ask to write that is not theirs, and nobody has decided. */
  grantRequests: z.array(
    z.object({
      request: z.int(),
      at: instant,
      session: z.int(),
      /** Label of the task in which it was asked. */
      task: z.string().nullable(),
      path: z.string(),
      /** The session that may decide; a person may always. */
      owner: z.int(),
      reason: z.string(),
      minutes: z.int(),
    }),
  ),
  /** What else than a gate holds `main` back since the newest review: a pull request, the checkout. */
  mainWaits: z.string().nullable(),
  isMainAtIntegration: z.boolean(),
});
export type Status = z.infer<typeof statusSchema>;
