import { Moment, ToneMark } from '@musterhq/page';
import type { ReactNode } from 'react';
import type { Decision } from '../live/facts.ts';
import { actorWords } from '../words/actor-words.ts';

/** A yes or a no, by whom, to which content, and what voided it. */
export function DecisionRow({ decision, of }: { decision: Decision; of?: ReactNode }) {
  const { kind, by, at, contentHash, reason, voided } = decision;
  return (
    <li className="decision-row">
      {kind === 'sent_back' ? (
        <ToneMark tone="care" word="sent back" />
      ) : (
        <ToneMark
          tone={voided === null ? 'done' : 'waits'}
          word={voided === null ? 'approved' : 'approval void'}
        />
      )}
      <span className="alert-words">
        {of} by {actorWords(by)}, <Moment at={at} /> <code className="quiet">{contentHash.slice(0, 8)}</code>
        {reason === null ? null : <span>: {reason}</span>}
        {voided === null ? null : (
          <span className="quiet">
            ; void since <Moment at={voided.at} />: {voided.because}
          </span>
        )}
      </span>
    </li>
  );
}
