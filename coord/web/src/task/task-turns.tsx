import { countWords, dollarWords, durationWords, Panel, shortCount, useNow } from '@musterhq/page';
import type { TaskView } from '../live/facts.ts';
import { StateMark } from '../parts/state-mark.tsx';

export type Turn = TaskView['turns'][number];

/** Every turn with what came of it, how long it took and what it used. */
export function TaskTurns(props: {
  turns: readonly Turn[];
  chosen: string | undefined;
  choose: (turn: string) => void;
}) {
  return (
    <Panel title="Turns" note={String(props.turns.length)}>
      {props.turns.length === 0 ? (
        <p className="panel-empty">None yet.</p>
      ) : (
        <ol className="rows">
          {props.turns.map((turn) => (
            <li key={turn.id} className="turn-row" data-at={turn.id === props.chosen || undefined}>
              <button type="button" className="row-button figure" onClick={() => props.choose(turn.id)}>
                {turn.attempt}.{turn.number}
              </button>
              <StateMark state={stateOf(turn)} />
              <span className="quiet cut">{turn.driver}</span>
              <span className="row-end figure">
                <Lasted turn={turn} />
              </span>
              <span className="turn-detail">{detailOf(turn)}</span>
            </li>
          ))}
        </ol>
      )}
    </Panel>
  );
}

function stateOf({ verdict, endedAt }: Turn): string {
  if (endedAt === null) return 'running';
  if (verdict === null) return 'judging';
  return verdict.kind === 'rework' ? 'sent_back' : verdict.kind;
}

function detailOf({ outcome, verdict, usage }: Turn): string {
  const because =
    verdict?.cause === null || verdict?.cause === undefined ? [] : [`because of ${verdict.cause}`];
  const used =
    usage === null || usage.told === 0
      ? []
      : [`${shortCount(usage.told)} tokens`, ...(usage.costUsd === null ? [] : [dollarWords(usage.costUsd)])];
  const ended = outcome === null || outcome === 'finished' ? [] : [outcome.replaceAll('_', ' ')];
  return [...ended, ...because, ...used].join(', ');
}

function Lasted({ turn }: { turn: Turn }) {
  const now = useNow(1_000);
  const until = turn.endedAt === null ? now : Date.parse(turn.endedAt);
  return <span title={usageTitle(turn)}>{durationWords(until - Date.parse(turn.startedAt))}</span>;
}

function usageTitle({ usage }: Turn): string {
  if (usage === null) return 'No model is known to have been asked.';
  const known = Object.entries(usage.tokens).flatMap(([kind, count]) =>
    count === null ? [] : [`${kind} ${countWords(count)}`],
  );
  return known.join(', ');
}
