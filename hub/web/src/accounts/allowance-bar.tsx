import { countWords } from '@musterhq/page';
import { useId } from 'react';
import type { AccountHealth } from '../live/facts.ts';
import { When } from '../words/when.tsx';

/** What is left of one limit, as the platform said last. */
export function AllowanceBar({ allowance }: { allowance: AccountHealth['allowances'][number] }) {
  const id = useId();
  const { name, limit, remaining, resetsAt, seenAt } = allowance;
  const isLow = limit > 0 && remaining / limit < 0.1;
  return (
    <li>
      <span id={id} className="cut">
        {name.split('.').slice(1).join(', ').replaceAll('_', ' ')}
      </span>
      <meter
        className="allowance-meter"
        min={0}
        max={Math.max(1, limit)}
        value={remaining}
        aria-labelledby={id}
        data-low={isLow || undefined}
      />
      <span className={isLow ? 'figure removed' : 'figure'}>
        {countWords(remaining)} of {countWords(limit)} left
      </span>
      <span className="quiet">
        {resetsAt === null ? (
          <>
            seen <When at={seenAt} />
          </>
        ) : (
          <>
            whole again <When at={resetsAt} />
          </>
        )}
      </span>
    </li>
  );
}
