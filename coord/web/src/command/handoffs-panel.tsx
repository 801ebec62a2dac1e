import { Panel } from '@musterhq/page';
import { useStatus } from '../live/use-part.ts';
import { StateMark } from '../parts/state-mark.tsx';

/** Results that go from one session to another. Absent when the plan names none. */
export function HandoffsPanel() {
  const handoffs = useStatus((status) => status.handoffs) ?? [];
  if (handoffs.length === 0) return null;
  const accepted = handoffs.filter(({ state }) => state === 'accepted').length;
  return (
    <Panel title="Handoffs" note={`${accepted} of ${handoffs.length} accepted`}>
      <ul className="rows">
        {handoffs.map(({ id, title, state, from, to }) => (
          <li key={id}>
            <span className="quiet figure nowrap">
              {from} → {to}
            </span>
            <span className="cut" title={title}>
              {title}
            </span>
            <span className="row-end">
              <StateMark state={state} />
            </span>
          </li>
        ))}
      </ul>
    </Panel>
  );
}
