import type { Outcome } from './read-outcome.ts';

/** A repository with a plan that is run again and again, and what its uncut run must come to. */
export type Scenario = {
  /** Also the name of its folder of files. */
  name: 'small-run' | 'queue-run';
  words: string;
  /** `task cause` of every entry that the landing queue sends back, in the order of their names. */
  ejections: Outcome['ejections'];
  /** Of so many git commands in a row that only read one is cut. */
  readsPerCut: number;
};

export const scenarios: readonly Scenario[] = [
  {
    name: 'small-run',
    words: 'two blocks, four tasks, a handoff, two reviews',
    ejections: [],
    readsPerCut: 1,
  },
  {
    name: 'queue-run',
    words: 'six sessions land at a time: one is red, one conflicts, one is red only together with another',
    ejections: ['p1.d1-2.s3 conflict', 'p1.d1-2.s4 gates', 'p1.d1-2.s6 gates'],
    // What reads is nearly the same as in the small run, and there are three times as many.
    readsPerCut: 8,
  },
];

/** The document of every scenario. */
export const document = 'PLAN.md';
