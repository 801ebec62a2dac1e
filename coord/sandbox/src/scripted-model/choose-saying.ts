import type { ModelCall, Saying } from './model-call.ts';
import { type ModelStep, type ModelSteps, modelStepsSchema, type PlayedStep } from './model-step.ts';
import { sampleOf } from './sample-of.ts';

/** What a call was taken for, and what is said to it. */
export type Choice =
  | { kind: 'side'; saying: Saying }
  | { kind: 'unscripted'; saying: Saying; prompt: string }
  | { kind: 'turn'; saying: Saying; prompt: string; round: number; step: PlayedStep | undefined };

const say = (text: string): Saying => ({ kind: 'text', text, stop: 'done' });

/**
 * Step n answers the request with n tool rounds after the last scripted prompt; when the steps are through, `Done.` ends the
 * turn. A request without tools, or for JSON of a shape, is no turn but a title, a classifier or a reviewer of the client's:
 * the prompt and its script are in those too.
 */
export async function chooseSaying(
  call: ModelCall,
  stepsFor: (prompt: string) => readonly ModelStep[] | undefined | Promise<readonly ModelStep[] | undefined>,
): Promise<Choice> {
  if (call.schema !== undefined) return { kind: 'side', saying: say(JSON.stringify(sampleOf(call.schema))) };
  if (call.tools.length === 0) return { kind: 'side', saying: say('A scripted turn') };
  for (const [index, piece] of [...call.pieces.entries()].reverse()) {
    if (piece.kind !== 'prompt') continue;
    const steps = await stepsFor(piece.text);
    if (steps === undefined) continue;
    const round = call.pieces
      .slice(index)
      .filter((later) => later.kind === 'tools' && !later.isSearch).length;
    const played: ModelSteps = modelStepsSchema.parse(steps);
    const step = played[round];
    return { kind: 'turn', prompt: piece.text, round, step, saying: sayingOf(step) };
  }
  const last = call.pieces.findLast(({ kind }) => kind === 'prompt');
  return {
    kind: 'unscripted',
    saying: say('Nothing is scripted for this prompt.'),
    prompt: last?.kind === 'prompt' ? last.text : '',
  };
}

function sayingOf(step: PlayedStep | undefined): Saying {
  if (step === undefined) return say('Done.');
  return step.do === 'text' ? { kind: 'text', text: step.text, stop: step.stop } : { kind: 'tool', step };
}
