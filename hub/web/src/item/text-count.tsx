import { countWords } from '@musterhq/page';
import type { PartCount } from '../live/facts.ts';

type Props = { count: PartCount; price: string | undefined; id: string };

/** How much of the platform's room a text uses, as the platform counts, and what the post costs. */
export function TextCount({ count: { length, limit, overFrom, hashtags }, price, id }: Props) {
  const isOver = overFrom !== null;
  return (
    <p className="text-count" id={id}>
      <span className={isOver ? 'figure removed' : 'figure'}>
        {countWords(length)} of {countWords(limit)}
        {isOver ? `, ${countWords(length - limit)} too many` : ''}
      </span>
      <meter
        className="text-meter"
        min={0}
        max={limit}
        value={Math.min(length, limit)}
        aria-label="Room used"
        data-over={isOver || undefined}
      />
      {hashtags === null ? null : (
        <span className={hashtags.count > hashtags.limit ? 'figure removed' : 'figure quiet'}>
          {hashtags.count} of {hashtags.limit} hashtags
        </span>
      )}
      {price === undefined ? null : <span className="figure row-end">{price}</span>}
    </p>
  );
}
