import { Moment, Panel, request, useSay } from '@musterhq/page';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useId, useState } from 'react';
import { useMay } from '../app/me.ts';
import { rulesOf, whenWords } from '../calendar/use-reschedule.ts';
import type { CheckedItem } from '../live/facts.ts';
import { ClockChoice, type ClockPolicy, chosenMoment } from './clock-choice.tsx';
import { useMoments } from './use-moments.ts';

/** Where an item is moved to; `policy` where the wall time alone does not say which instant is meant. */
type To = { wall: string; policy?: ClockPolicy | undefined; despite: readonly string[] };

/** The hour on the wall where its readers are, what instant that is, and which of two where clocks are changed. */
export function TimePanel({ item }: { item: CheckedItem }) {
  const client = useQueryClient();
  const say = useSay();
  const mayEdit = useMay('edit');
  const move = useMutation({
    mutationFn: ({ wall, policy, despite }: To) =>
      request<CheckedItem>(`/api/items/${encodeURIComponent(item.id)}/move`, {
        wall,
        despite,
        ...(policy === undefined ? {} : isOfGap(policy) ? { gap: policy } : { overlap: policy }),
      }),
    onSuccess: (next) => {
      client.setQueryData(['item', item.id], next);
      say({ text: `Moved to ${whenWords(next.wall)}; what was approved stays approved.` });
    },
  });
  const isOver = item.publication !== null && ['published', 'removed'].includes(item.publication.state);
  return (
    <Panel title="Time" note={item.zone}>
      <div className="panel-body">
        {mayEdit && !isOver ? (
          // Filled anew when somebody moves it elsewhere.
          <MoveForm
            key={`${item.wall} ${item.dueAt}`}
            item={item}
            isBusy={move.isPending}
            move={(to) => move.mutate({ ...to, despite: [] })}
          />
        ) : (
          <ReadTime item={item} />
        )}
        {move.error === null ? null : (
          <div className="act-refused" role="alert">
            <p>{move.error.message}</p>
            <DespiteButton
              error={move.error}
              move={(despite) => move.mutate({ ...move.variables, despite })}
            />
          </div>
        )}
        <p className="quiet">
          For you <Moment at={item.dueAt} zone={item.zone} />.
        </p>
      </div>
    </Panel>
  );
}

const isOfGap = (policy: ClockPolicy): policy is 'earlier' | 'later' =>
  policy === 'earlier' || policy === 'later';

type FormProps = {
  item: CheckedItem;
  isBusy: boolean;
  move: (to: Omit<To, 'despite'>) => void;
};

function MoveForm({ item, isBusy, move }: FormProps) {
  const id = useId();
  const [day, setDay] = useState(item.wall.slice(0, 10));
  const [clock, setClock] = useState(item.wall.slice(11, 16));
  const [picked, pick] = useState<ClockPolicy | undefined>();
  const wall = `${day}T${clock}`;
  const moments = useMoments(item, wall);
  const chosen = chosenMoment(moments, picked, item.plan.policy);
  const onSubmit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    move({ wall, policy: chosen?.policy });
  };
  return (
    <form className="act" onSubmit={onSubmit}>
      <div className="time-form">
        <label htmlFor={`${id}-date`} className="visually-hidden">
          Day
        </label>
        <input
          id={`${id}-date`}
          type="date"
          className="field"
          value={day}
          onChange={(event) => setDay(event.target.value)}
          required
        />
        <label htmlFor={`${id}-time`} className="visually-hidden">
          Time
        </label>
        <input
          id={`${id}-time`}
          type="time"
          className="field"
          value={clock}
          onChange={(event) => setClock(event.target.value.slice(0, 5))}
          required
        />
        <button type="submit" className="button" disabled={isBusy}>
          Move
        </button>
      </div>
      {moments === undefined ? null : (
        <ClockChoice moments={moments} wall={wall} zone={item.zone} chosen={chosen?.policy} choose={pick} />
      )}
    </form>
  );
}

/** For whoever only reads: the hour, and which of two instants it is where clocks are changed. */
function ReadTime({ item }: { item: CheckedItem }) {
  const moments = useMoments(item, item.wall);
  return (
    <>
      <p className="figure">{whenWords(item.wall)}</p>
      {moments === undefined ? null : (
        <ClockChoice
          moments={moments}
          wall={item.wall}
          zone={item.zone}
          chosen={chosenMoment(moments, undefined, item.plan.policy)?.policy}
        />
      )}
    </>
  );
}

/** What the plan's rules have against a move may be meant all the same; a time that has passed may not. */
function DespiteButton({ error, move }: { error: Error; move: (despite: readonly string[]) => void }) {
  const despite = rulesOf(error);
  if (despite === undefined) return null;
  return (
    <button type="button" className="button" onClick={() => move(despite)}>
      Move it all the same
    </button>
  );
}
