import { countWords } from '@musterhq/page';
import { useId } from 'react';
import type { VariantCheck } from '../live/facts.ts';
import { usdWords } from './usd-words.ts';

/** How much of the platform's room is used, as the platform counts, and what the variant costs. */
export function TextCount({ check, id }: { check: VariantCheck; id: string }) {
  const hashtagsId = useId();
  const { length, limit, overFrom, hashtags } = check.count;
  const isOver = overFrom !== null;
  return (
    <p className="text-count" id={id}>
      <span className={isOver ? 'figure removed' : 'figure'}>
        {countWords(length)} of {countWords(limit)}
        {isOver ? `, ${length - limit} too many` : ''}
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
        <span id={hashtagsId} className={hashtags.count > hashtags.limit ? 'figure removed' : 'figure quiet'}>
          {hashtags.count} of {hashtags.limit} hashtags
        </span>
      )}
      <span className="figure row-end">{usdWords(check.usdThousandths)}</span>
    </p>
  );
}
