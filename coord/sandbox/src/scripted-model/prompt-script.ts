import { type ModelStep, modelStepsSchema } from './model-step.ts';

const opening = 'MUSTER-MODEL-SCRIPT[';
const closing = ']END-OF-MUSTER-MODEL-SCRIPT';

/**
 * The steps as a piece of text that a prompt may hold anywhere: the scripted model plays them in the turn of that prompt.
 * The script travels with the conversation, so the server keeps nothing and resumed, repeated and parallel turns just work.
 * It is one line of base64, because clients cut, quote and re-indent what looks like text or JSON.
 */
export function promptScript(steps: readonly ModelStep[]): string {
  return `${opening}${Buffer.from(JSON.stringify(modelStepsSchema.parse(steps))).toString('base64')}${closing}`;
}

/** The steps of the last script in a prompt. */
export function findPromptScript(prompt: string): ModelStep[] | undefined {
  const start = prompt.lastIndexOf(opening);
  const end = prompt.indexOf(closing, start);
  if (start === -1 || end === -1) return undefined;
  const text = Buffer.from(prompt.slice(start + opening.length, end), 'base64').toString('utf8');
  return modelStepsSchema.parse(JSON.parse(text));
}
