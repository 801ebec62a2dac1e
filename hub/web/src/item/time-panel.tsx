import { Moment, Panel, request, useSay } from '@musterhq/page';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useId } from 'react';
import { useMay } from '../app/me.ts';
import { rulesOf, whenWords } from '../calendar/use-reschedule.ts';
import type { CheckedItem } from '../live/facts.ts';

const gapWords = {
  later: 'an hour that never comes is taken later',
  earlier: 'an hour that never comes is taken earlier',
  refuse: 'an hour that never comes is refused',
};
const overlapWords = {
  first: 'one that comes twice is taken the first time',
  second: 'one that comes twice is taken the second time',
  refuse: 'one that comes twice is refused',
};
const resolvedWords = {
  exact: undefined,
  gap: 'On that day the clocks leap over this hour.',
  overlap: 'On that day this hour comes twice.',
};

/** The hour on the wall where its readers are, what instant that is, and what holds when the clocks change. */
export function TimePanel({ item }: { item: CheckedItem }) {
  const client = useQueryClient();
  const say = useSay();
  const mayEdit = useMay('edit');
  const id = useId();
  const move = useMutation({
    mutationFn: (to: { wall: string; despite: readonly string[] }) =>
      request<CheckedItem>(`/api/items/${encodeURIComponent(item.id)}/move`, to),
    onSuccess: (next) => {
      client.setQueryData(['item', item.id], next);
      say({ text: `Moved to ${whenWords(next.wall)}; what was approved stays approved.` });
    },
  });
  const onSubmit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    move.mutate({ wall: `${form.get('date')}T${String(form.get('time')).slice(0, 5)}`, despite: [] });
  };
  const { policy, resolved } = item.plan;
  const isOver = item.publication !== null && ['published', 'removed'].includes(item.publication.state);
  return (
    <Panel title="Time" note={item.zone}>
      <div className="panel-body">
        {mayEdit && !isOver ? (
          // Filled anew when somebody moves it elsewhere.
          <form key={item.wall} className="time-form" onSubmit={onSubmit}>
            <label htmlFor={`${id}-date`} className="visually-hidden">
              Day
            </label>
            <input
              id={`${id}-date`}
              name="date"
              type="date"
              className="field"
              defaultValue={item.wall.slice(0, 10)}
              required
            />
            <label htmlFor={`${id}-time`} className="visually-hidden">
              Time
            </label>
            <input
              id={`${id}-time`}
              name="time"
              type="time"
              className="field"
              defaultValue={item.wall.slice(11, 16)}
              required
            />
            <button type="submit" className="button" disabled={move.isPending}>
              Move
            </button>
          </form>
        ) : (
          <p className="figure">{whenWords(item.wall)}</p>
        )}
        {move.error === null ? null : (
          <div className="act-refused" role="alert">
            <p>{move.error.message}</p>
            <DespiteButton
              error={move.error}
              move={(despite) => move.mutate({ wall: move.variables.wall, despite })}
            />
          </div>
        )}
        <p className="quiet">
          For you <Moment at={item.dueAt} zone={item.zone} />. {resolvedWords[resolved]}
        </p>
        <p className="quiet">
          When the clocks change, {gapWords[policy.gap]}, and {overlapWords[policy.overlap]}.
        </p>
      </div>
    </Panel>
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
