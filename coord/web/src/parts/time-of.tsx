import { timeWords } from '../words/time-words.ts';

/** A moment in the viewer's zone; in full, with its zone, on hover. */
export function TimeOf({ at }: { at: string }) {
  const full = new Intl.DateTimeFormat(undefined, { dateStyle: 'full', timeStyle: 'long' }).format(
    new Date(at),
  );
  return (
    <time dateTime={at} title={full} className="figure">
      {timeWords(at)}
    </time>
  );
}
