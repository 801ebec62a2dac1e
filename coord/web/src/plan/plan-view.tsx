import { queryFailure, Segments, ViewFrame } from '@musterhq/page';
import '../style/plan.css';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { planQuery } from '../live/queries.ts';
import { PlanDocument } from './plan-document.tsx';
import { PlanGraph } from './plan-graph.tsx';

/** The document with what has become of each of its parts, and how its tasks hang together. */
export function PlanView() {
  const plan = useQuery(planQuery);
  const [page, open] = useState<'document' | 'graph'>('document');
  if (plan.data === undefined) return <ViewFrame title="Plan" failure={queryFailure(plan)} />;
  const { document, parts, graph } = plan.data;
  return (
    <ViewFrame title="Plan">
      <div className="plan-tools">
        <Segments
          label="Show"
          choices={[
            ['document', 'Document'],
            ['graph', 'Graph'],
          ]}
          chosen={page}
          choose={open}
        />
        <span className="quiet cut">
          {document.path}, version {document.version}
        </span>
      </div>
      {page === 'document' ? (
        <PlanDocument text={document.text} parts={parts} />
      ) : (
        <PlanGraph graph={graph} parts={parts} />
      )}
    </ViewFrame>
  );
}
