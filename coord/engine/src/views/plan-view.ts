import { z } from 'zod';

/** The plan's document with what each part of it has come to, and the graph of its tasks. */
export const planViewSchema = z.object({
  at: z.int(),
  document: z.object({ path: z.string(), text: z.string(), version: z.int() }),
  /** In the order of the document; lines count from 1, both ends included. */
  parts: z.array(
    z.object({
      kind: z.enum(['session', 'block', 'task', 'handoff', 'milestone', 'quality_gate', 'round']),
      id: z.string(),
      label: z.string(),
      fromLine: z.int(),
      toLine: z.int(),
      /** Of a task, handoff, milestone or gate its state; of a block how many of its tasks are done. */
      state: z.string().nullable(),
    }),
  ),
  graph: z.object({
    nodes: z.array(
      z.object({
        task: z.string(),
        label: z.string(),
        title: z.string(),
        session: z.int(),
        block: z.string(),
        fromDay: z.int(),
        toDay: z.int(),
        state: z.string(),
      }),
    ),
    edges: z.array(
      z.object({ from: z.string(), to: z.string(), reason: z.string(), phrase: z.string(), line: z.int() }),
    ),
    /** Tasks that decide when the plan ends, in the order of work; empty where that is not known. */
    criticalPath: z.array(z.string()),
  }),
});
export type PlanView = z.infer<typeof planViewSchema>;
