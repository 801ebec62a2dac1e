import { findProgress } from '../find-progress.ts';
import { brokenRuns, repair } from '../repair.ts';
import type { Rule } from './rule.ts';

/** In a text that is clean as a whole; one that is broken as a whole is the compiler's finding. */
export const misDecodedPassage: Rule = {
  name: 'mis-decoded-passage',
  severity: 'warning',
  find({ text }) {
    if (repair(text).kind === 'mojibake') return [];
    return brokenRuns(text).map(({ start, end, text: meant }) => ({
      at: start,
      message: `\`${text.slice(start, end)}\` is \`${meant}\` read in the wrong encoding`,
      fix: `write \`${meant}\``,
      edit: { start, end, text: meant },
    }));
  },
};

export const progressTorn: Rule = {
  name: 'progress-torn',
  severity: 'warning',
  find: ({ text }) =>
    findProgress(text).strays.map((line) => ({
      at: line.start,
      message: 'this marker belongs to no progress region',
      fix: 'take the line out; write-back keeps one region with a start and an end',
    })),
};
