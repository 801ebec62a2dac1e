import { durationWords, Panel } from '@musterhq/page';
import { useQuery } from '@tanstack/react-query';
import type { Gates } from '../live/facts.ts';
import { gatesQuery } from '../live/queries.ts';
import { StateMark } from '../parts/state-mark.tsx';

/** Every gate with its newest result, and what that result rests on. */
export function GatesPanel() {
  const { data: gates } = useQuery(gatesQuery);
  const rows = gates?.gates ?? [];
  const passed = rows.filter(({ last }) => last?.standing === 'passed').length;
  return (
    <Panel title="Gates" note={gates === undefined ? undefined : `${passed} of ${rows.length} passed`}>
      {rows.length === 0 ? (
        <p className="panel-empty">
          {gates === undefined ? 'Reading …' : 'No gate is defined in gates.yaml.'}
        </p>
      ) : (
        <ul className="rows">
          {rows.map((gate) => (
            <li key={gate.gate} className="entry">
              <StateMark state={stateOf(gate)} isBare />
              <span className="cut" title={gate.question ?? gate.gate}>
                {gate.gate}
              </span>
              <span className={`tone-care row-end`}>{wordOf(gate)}</span>
              <span className="entry-detail cut">{evidenceOf(gate)}</span>
            </li>
          ))}
        </ul>
      )}
    </Panel>
  );
}

type Gate = Gates['gates'][number];

const stateOf = ({ last, isWaiting }: Gate): string => (isWaiting ? 'held' : (last?.standing ?? 'open'));

function wordOf({ last, isWaiting, decision }: Gate): string {
  if (isWaiting) return 'waits for a person';
  if (decision !== null) return `${decision.decision} by ${decision.by}`;
  if (last === null) return 'not run yet';
  return last.isFlaky ? `${last.standing}, flaky` : last.standing;
}

function evidenceOf({ last, kind, boundTo }: Gate): string {
  if (last === null) return `${kind}, for ${boundTo.map(({ id }) => id).join(', ') || 'nothing yet'}`;
  const { counts, exitCode, durationMs, isOfTip } = last;
  return [
    kind,
    ...(counts === null ? [] : [`${counts.passed} passed, ${counts.failed} failed`]),
    ...(exitCode === null ? [] : [`exit ${exitCode}`]),
    durationWords(durationMs),
    ...(isOfTip ? [] : ['on older contents']),
  ].join(', ');
}
