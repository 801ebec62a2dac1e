import type { Mode } from '@musterhq/plan';

/** What a mode of `cs "TASK" MODE` adds to the brief. */
export const modeInstructions: Readonly<Record<Mode, string>> = {
  coding: `Mode: coding. The deliverable is code that works.
- Read the code around the change first and follow its patterns, names and error handling.
- Write the test with the change and see it fail without it. Run the checks that the repository names before you say that you are done.
- Make the smallest change that does the task. Report what else you found and leave it.
- Say at the end which commands you ran, what they printed last, and what you could not verify.`,
  writing: `Mode: writing. The deliverable is text for the reader that the task names.
- Use the templates, rules and names of the repository, and keep to the limits of each format.
- Take every figure, date and claim from a source in the repository or the brief. Mark what is missing and invent nothing.
- Change code only where it holds the text.
- Say at the end what needs somebody's approval, and which facts were missing.`,
  analysis: `Mode: analysis. The deliverable is an answer with its evidence.
- Write down the question and what would decide it before you look at the data.
- Change no behaviour: queries, scripts and the report are all that you add.
- Give every figure with the command or query that yields it again, its period and its uncertainty.
- Answer in the first sentence. Not enough data is an answer: say what there is and what is needed.`,
  review: `Mode: review. The deliverable is a verdict on work that somebody else did.
- Compare it with what was asked: the deliverable, the gates, the agreements with other sessions.
- Run it. Try the unusual: empty, twice, late, interrupted, without permission.
- Change nothing of what you review. Write each finding with file, line, reason, how to see it, and whether it blocks.
- Say accepted or refused first, then the findings in order of weight, then what you did not examine.`,
};
