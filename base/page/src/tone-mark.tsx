import type { JSX } from 'react';

/** The few kinds of state that the eye has to tell apart; each has a colour and a shape of its own. */
export type Tone = 'working' | 'landing' | 'done' | 'waits' | 'care' | 'red';

/** A different shape for each tone: the state is told without its colour too. */
const shapes: Record<Tone, JSX.Element> = {
  working: <path d="M4.5 2.8v6.4L9.6 6z" fill="currentColor" stroke="currentColor" strokeLinejoin="round" />,
  landing: <path d="M6 2v7M2.8 6.2 6 9.4l3.2-3.2" fill="none" stroke="currentColor" strokeWidth="1.7" />,
  done: <path d="m2.4 6.4 2.5 2.5 4.8-5.4" fill="none" stroke="currentColor" strokeWidth="1.8" />,
  waits: <circle cx="6" cy="6" r="3.6" fill="none" stroke="currentColor" strokeWidth="1.4" />,
  care: (
    <path
      d="M6 1.8 10.6 10H1.4zM6 5v2.4"
      fill="none"
      stroke="currentColor"
      strokeWidth="1.4"
      strokeLinejoin="round"
    />
  ),
  red: (
    <path
      d="M3.8 1.5h4.4l2.3 2.3v4.4l-2.3 2.3H3.8L1.5 8.2V3.8zM4 6h4"
      fill="none"
      stroke="currentColor"
      strokeWidth="1.4"
    />
  ),
};

/** A state as shape, colour and word. `isBare` leaves the word to screen readers, where it stands beside already. */
export function ToneMark({ tone, word, isBare }: { tone: Tone; word: string; isBare?: boolean | undefined }) {
  return (
    <span className={`state tone-${tone}`}>
      <svg viewBox="0 0 12 12" width="12" height="12" aria-hidden="true">
        {shapes[tone]}
      </svg>
      <span className={isBare === true ? 'visually-hidden' : 'state-word'}>{word}</span>
    </span>
  );
}
