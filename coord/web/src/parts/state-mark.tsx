import { ToneMark } from '@musterhq/page';
import { toneOf } from './tone-of.ts';

/** A state as shape, colour and word. `isBare` leaves the word to screen readers, where it stands beside already. */
export function StateMark({ state, word, isBare }: { state: string; word?: string; isBare?: boolean }) {
  return <ToneMark tone={toneOf(state)} word={word ?? state.replaceAll('_', ' ')} isBare={isBare} />;
}
