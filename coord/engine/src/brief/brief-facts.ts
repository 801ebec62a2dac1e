import type { Agent } from '@musterhq/agents';
import type { Plan } from '@musterhq/plan';
import type { Answer, Comment, Grant, HandoffRow, Question, Report } from '@musterhq/store';
import type { ConflictAhead } from '../forecast/conflicts-ahead.ts';
import type { Conflict } from '../read-conflict.ts';
import type { Work } from '../work.ts';

/** A task that this one stands on, as it landed: by reference, with a sentence about it. */
export type Upstream = {
  task: string;
  label: string;
  session: number;
  commit: string;
  summary: string;
  /** What its turn named, or else its first files. */
  artifacts: readonly string[];
};

/** What a session said when it handed something on, or told the others of a file. */
export type HandoffNote = { handoff: string; summary: string; paths: readonly string[] };
export type Published = { path: string; sha256: string; session: number; summary: string };

/** The part of the repository that the task is about, read at the commit that the turn begins on. */
export type RepositorySlice = {
  /** Files that the session may write, and those that the task reads of others. */
  owned: readonly string[];
  read: readonly string[];
  /** What the attempt changed so far. */
  touched: readonly string[];
  /** What code files offer to others. */
  names: readonly { path: string; names: readonly string[] }[];
};

/** All that a brief may be made of. */
export type BriefFacts = {
  plan: Plan;
  work: Work;
  agents: readonly Agent[];
  handoffs: readonly HandoffRow[];
  grants: readonly Grant[];
  reports: readonly Report[];
  /** What was asked in the run, answered or not, and what was answered, asked or not. */
  asked?: { questions: readonly Question[]; answers: readonly Answer[] };
  /** What people said of the session's commits and this turn has to be told. */
  comments?: readonly Comment[];
  /** The newest page of each round, as it was held. */
  pages: readonly { title: string; lines: readonly string[] }[];
  feedback: string | undefined;
  /** The conflict that this turn has to solve. */
  conflict?: Conflict | undefined;
  integration: string;
  /** Predicted conflicts that are open now, of any session. */
  conflicts?: readonly ConflictAhead[];
  upstream?: readonly Upstream[];
  notes?: readonly HandoffNote[];
  published?: readonly Published[];
  repository?: RepositorySlice | undefined;
};
