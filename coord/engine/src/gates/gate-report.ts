import type { ProcessResult } from '@musterhq/process';
import type { Context } from '../context.ts';
import type { DocumentLimit } from './document-limit.ts';
import type { GateOutcome } from './judge-gate.ts';
import type { Counts } from './parse-counts.ts';
import type { Slot } from './slot.ts';

/** What one run of a gate came to, whatever its kind. */
export type GateReport = {
  outcome: GateOutcome;
  exitCode?: number;
  counts?: Counts;
  /** What the outcome rests on beside the output. */
  evidence?: Record<string, unknown>;
  /** For people: what was printed, or what was measured in words. */
  output: string;
  durationMs: number;
};

/** What a gate of any kind runs with. */
export type GatePlace = {
  context: Context;
  gate: string;
  commit: string;
  env: Record<string, string>;
  timeoutMs: number;
  signal: AbortSignal;
  /** The document's figure, where the gate has no limit of its own and is held against that one. */
  document: DocumentLimit | undefined;
  /** A worktree at the commit as a fresh checkout has it; undefined when the signal came first. */
  checkOut(): Promise<Slot | undefined>;
};

export const outputOf = ({ stdout, stderr }: Pick<ProcessResult, 'stdout' | 'stderr'>): string =>
  `${stdout}${stderr === '' ? '' : `\n${stderr}`}`;
