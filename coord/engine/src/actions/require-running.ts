import type { Run } from '@musterhq/store';
import { refusalOfAsk } from '../asks/refusal-of-ask.ts';

/** For what only a coordinator can carry out at once. */
export function requireRunning({ id, state }: Run, purpose: string): void {
  if (state === 'running') return;
  throw refusalOfAsk(
    `Run ${id} is ${state}: no coordinator is there to ${purpose}. 'muster resume' starts one.`,
  );
}
