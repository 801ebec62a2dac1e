import { Panel, request } from '@musterhq/page';
import { useQuery } from '@tanstack/react-query';
import type { WholePublication } from '../live/facts.ts';
import { AttemptLog } from '../publishing/attempt-log.tsx';
import { FiguresPanel } from '../publishing/figures-panel.tsx';
import { HandOffPanel } from '../publishing/hand-off-panel.tsx';
import { PublicationDoors, Standing } from '../publishing/publication-detail.tsx';

/** What became of the item: its newest publication, with every call. */
export function PublicationPart({ id }: { id: string }) {
  const { data } = useQuery({
    queryKey: ['publication', id],
    queryFn: () => request<WholePublication>(`/api/publications/${encodeURIComponent(id)}`),
  });
  if (data === undefined) return null;
  return (
    <>
      <Panel title="Publication">
        <div className="panel-body">
          <Standing publication={data} />
          <PublicationDoors publication={data} />
        </div>
      </Panel>
      {data.state === 'handed_off' ? <HandOffPanel id={id} /> : null}
      <AttemptLog publication={data} />
      <FiguresPanel publication={data} />
    </>
  );
}
