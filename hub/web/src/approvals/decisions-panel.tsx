import { Panel, queryFailure, request } from '@musterhq/page';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { whenWords } from '../calendar/use-reschedule.ts';
import type { Decision } from '../live/facts.ts';
import { platformName } from '../post/platform-mark.tsx';
import { DecisionRow } from './decision-row.tsx';

/** The last decisions, and what an edit has voided since. */
export function DecisionsPanel() {
  const decided = useQuery({
    queryKey: ['approvals', 'history'],
    queryFn: () => request<{ decisions: Decision[] }>('/api/approvals/history?limit=200'),
  });
  const failure = queryFailure(decided);
  const decisions = decided.data?.decisions;
  return (
    <Panel title="Decided" note={decisions === undefined ? undefined : String(decisions.length)}>
      {failure === undefined ? null : <p className="act-refused">{failure.message}</p>}
      {decisions?.length === 0 ? <p className="panel-empty">Nobody has decided anything yet.</p> : null}
      <ul className="rows">
        {decisions?.map((decision) => (
          <DecisionRow
            key={`${decision.item} ${decision.kind} ${decision.at} ${decision.contentHash}`}
            decision={decision}
            of={
              <Link to="/items/$id" params={{ id: decision.item }} className="text-link">
                {platformName(decision.about.platform)}, {whenWords(decision.about.wall)}: “
                {decision.about.opening}”
              </Link>
            }
          />
        ))}
      </ul>
    </Panel>
  );
}
