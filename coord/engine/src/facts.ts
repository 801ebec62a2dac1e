import type {
  Assignment,
  Attempt,
  ForecastRow,
  GateDecision,
  HandoffRow,
  Question,
  Revert,
  Review,
  ReworkCause,
  Turn,
} from '@musterhq/store';
import type { Driving } from './driving/driver-configuration.ts';
import type { QueueEvent, QueuePolicy } from './landing/queue.ts';
import type { AdmissionPolicy } from './ledger/admission.ts';
import type { Maker } from './reuse/maker-of.ts';

/** What the store, git and the clock say at one moment: all that a decision may use. */
export type Facts = {
  attempts: Attempt[];
  turns: Turn[];
  handoffs: HandoffRow[];
  reviews: Review[];
  /** What people said of gates, in its order. */
  decisions: GateDecision[];
  reverts: Revert[];
  /** Predicted conflicts that are open. */
  forecasts: ForecastRow[];
  /** The landing queue's part of the log, in its order. */
  queueEvents: QueueEvent[];
  assignments: Assignment[];
  /** `<round id>@<day or block>` of every round that was held. */
  roundsHeld: Set<string>;
  /** What sessions have asked and nobody has answered. */
  questions: Question[];
  /** Sessions that a person holds now. */
  heldByPerson: Set<number>;
  /** Sessions whose driver begins no turn until somebody says so. */
  paused: Set<number>;
  /** Blocked tasks that somebody asked to try again. */
  retries: Set<string>;
  /** Sessions whose person said the work is done: it is judged as it lies in the worktree. */
  givenBack: Set<number>;
  generation: number;
  now: Date;
  /** Memory that a further agent could take. */
  freeBytes: number;
  integration: string;
  main: string;
  /** Plan time: day 1 is the first day; minutes since midnight. */
  day: number;
  minuteOfDay: number;
};

export type Limits = {
  pace: 'asap' | 'dated';
  concurrency: number;
  turns: number;
  idleTurns: number;
  attempts: number;
  admission: AdmissionPolicy;
  /** The coding agents of the configuration, by the names of their drivers. */
  drivers: Driving['drivers'];
  queue: QueuePolicy;
  /** Who takes the next turn of an attempt, whose turns so far are given. */
  driverOf: (attempt: Pick<Attempt, 'task' | 'session'>, turns: readonly Turn[]) => string;
  /** Whether the task's driver can do something with what its own work, or somebody else's, was sent back for. */
  canFollowUp: (task: string, cause: ReworkCause, by: Maker) => boolean;
};
