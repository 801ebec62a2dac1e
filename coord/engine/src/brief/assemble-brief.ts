import type { BriefFacts } from './brief-facts.ts';
import {
  answerLines,
  briefSections,
  cameBack,
  commentLines,
  doneLines,
  headingOf,
  namesOf,
  questionLines,
  reportLines,
  type ToldSection,
} from './brief-sections.ts';
import { conflictSection } from './conflict-section.ts';
import type { CountTokens } from './count-tokens.ts';
import { type FittedBrief, fitSections } from './fit-sections.ts';

export type BriefRoom = {
  /** The limit, in tokens as `count` counts them. */
  tokens: number;
  count: CountTokens;
};

export type Brief = FittedBrief & {
  /** What of it counts when a result is reused, by section. */
  inputs: Record<string, readonly string[]>;
};

/** All that a session needs for one task, and nothing else, within a limit: computed from facts, without a model. */
export function assembleBrief(facts: BriefFacts, room: BriefRoom): Brief {
  const sections = briefSections(facts);
  return { ...fitSections(sections, room), inputs: inputsOf(sections) };
}

/**
 * What a conversation that goes on has not heard yet: what came back, the conflict, and what others said since. The whole brief
 * is there for a conversation that could not be gone on with.
 */
export function assembleFollowUp(facts: BriefFacts, room: BriefRoom): FittedBrief {
  const { feedback, conflict, work } = facts;
  const [title] = headingOf(facts);
  const way =
    feedback === undefined
      ? 'The turn before was ended in the middle. Go on with the task.'
      : 'The same task goes on.';
  return fitSections(
    [
      { title: '', rank: 0, lines: [title!, '', way] },
      {
        title: 'What came back',
        rank: 1,
        lines: cameBack(facts),
        cut: 'middle',
        instead: "'muster log' has all of it",
      },
      {
        title: 'The conflict',
        rank: 2,
        lines: conflict === undefined ? [] : conflictSection(conflict, namesOf(facts)),
        instead: 'the markers are in the files',
      },
      { title: 'Comments on your work', rank: 1, ...commentLines(facts), instead: "'muster comment'" },
      { title: 'Answers to you', rank: 1, lines: answerLines(facts), instead: "'muster log'" },
      { title: 'Questions to you', rank: 2, lines: questionLines(facts), instead: "'muster status'" },
      { title: 'Reports', rank: 3, lines: reportLines(facts).lines, instead: "'muster log'" },
      { title: 'When you are done', rank: 0, lines: doneLines(work.session) },
    ],
    room,
  );
}

function inputsOf(sections: readonly ToldSection[]): Brief['inputs'] {
  return Object.fromEntries(
    sections
      .map(({ title, lines, inputs }) => [title, inputs ?? lines] as const)
      .filter(([, lines]) => lines.length > 0),
  );
}
