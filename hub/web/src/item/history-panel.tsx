import { Panel, request } from '@musterhq/page';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { DecisionRow } from '../approvals/decision-row.tsx';
import type { Decision, PublicationView } from '../live/facts.ts';
import { PublicationMark } from '../publishing/publication-mark.tsx';
import { When } from '../words/when.tsx';

type History = { decisions: Decision[]; publications: PublicationView[] };

/** Every yes and no, what voided them, and the publications that were before. */
export function HistoryPanel({ id }: { id: string }) {
  const { data } = useQuery({
    queryKey: ['item', id, 'history'],
    queryFn: () => request<History>(`/api/items/${encodeURIComponent(id)}/history`),
  });
  if (data === undefined || (data.decisions.length === 0 && data.publications.length === 0)) return null;
  return (
    <Panel title="History">
      <ul className="rows">
        {data.decisions.map((decision) => (
          <DecisionRow key={`${decision.kind} ${decision.at} ${decision.contentHash}`} decision={decision} />
        ))}
        {data.publications.map(({ id: publication, state, dueAt, reason }) => (
          <li key={publication}>
            <PublicationMark state={state} />
            <Link to="/publishing/$id" params={{ id: publication }} className="text-link">
              Publication
            </Link>
            <span className="alert-words quiet">{reason}</span>
            <span className="row-end">
              <When at={dueAt} />
            </span>
          </li>
        ))}
      </ul>
    </Panel>
  );
}
