import { ToneMark } from '@musterhq/page';
import type { ReactNode } from 'react';
import type { Decision } from '../live/facts.ts';
import { actorWords } from '../words/actor-words.ts';
import { When } from '../words/when.tsx';

/** A yes or a no, by whom, to which content, and what voided it. */
export function DecisionRow({ decision, of }: { decision: Decision; of?: ReactNode }) {
  const { kind, by, at, contentHash, reason, voided } = decision;
  return (
    <li className="decision-row" title={`content ${contentHash}`}>
      {kind === 'sent_back' ? (
        <ToneMark tone="care" word="sent back" />
      ) : (
        <ToneMark
          tone={voided === null ? 'done' : 'waits'}
          word={voided === null ? 'approved' : 'approval void'}
        />
      )}
      <span className="alert-words">
        {of} by {actorWords(by)}, <When at={at} />
        {reason === null ? null : <span>: {reason}</span>}
        {voided === null ? null : (
          <span className="quiet">
            ; void since <When at={voided.at} />: {voided.because}
          </span>
        )}
      </span>
    </li>
  );
}
